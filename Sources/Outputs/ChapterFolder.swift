import Foundation

/// The folder of a chapter, and the files in it that the chapter reads by name.
package struct ChapterFolder: Sendable {
  /// The most bytes of a file.
  package static let byteLimit = 1 << 28

  private let path: String

  package init(_ path: String) { self.path = path }

  /// Reads a file.
  ///
  /// - Parameter name: its path in the folder: `points.csv`, `data/points.csv`.
  /// - Throws: `FileFault` where it is outside, not a regular file, too large, or cannot be read.
  package func bytes(of name: String) throws(FileFault) -> [UInt8] {
    try Self.requirePlain(name)
    let file = path + "/" + name
    try requireInside(file, name)
    let descriptor: Int32
    do {
      descriptor = try RegularFile.open(file)
    } catch {
      let isMissing = error == .missing
      throw isMissing ? FileFault("is not beside the chapter, in \(folderName)") : error
    }
    defer { close(descriptor) }
    return try RegularFile.bytes(of: descriptor, limit: Self.byteLimit)
  }

  /// The hash of a file's bytes; empty where the file cannot be read.
  package func hash(of name: String) -> String {
    (try? bytes(of: name)).map(SHA256.hex) ?? ""
  }

  private var folderName: String {
    path.split(separator: "/").last.map { "\($0)/" } ?? "its folder"
  }

  /// Refuses names with more than one spelling, and those that lead out of the folder.
  package static func requirePlain(_ name: String) throws(FileFault) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !name.isEmpty, !name.utf8.contains(0), !name.hasPrefix("/"), !parts.contains("..") else {
      throw FileFault("is not in the chapter's folder: a chapter reads files that lie beside it")
    }
    guard !parts.contains(where: { $0.isEmpty || $0 == "." }) else {
      throw FileFault("is written with needless “/” or “.”: points.csv, data/points.csv")
    }
  }

  /// Refuses links that lead out of the folder.
  private func requireInside(_ file: String, _ name: String) throws(FileFault) {
    guard let target = Self.realPath(file), let folder = Self.realPath(path) else { return }
    guard target.hasPrefix(folder == "/" ? folder : folder + "/") else {
      throw FileFault("is a link that leads out of the chapter's folder")
    }
  }

  private static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
