import Foundation

/// The files below a folder, found by the paths of URLs; nothing outside the folder is ever found.
struct StaticFileRoot: Sendable {
  var folder: URL

  /// The result of a search.
  enum Found: Equatable {
    case file(URL)
    /// A folder, whose URL must end with a slash.
    case folder
    case nothing
    /// The root itself does not exist.
    case missingRoot

    /// The file's content.
    var data: Data? {
      guard case .file(let file) = self else { return nil }
      return try? Data(contentsOf: file, options: .mappedIfSafe)
    }
  }

  /// - Parameter path: percent-encoded, as sent, with its leading slash.
  func find(_ path: String) -> Found {
    guard let root = Self.realPath(folder.path) else { return .missingRoot }
    guard let names = Self.names(in: path) else { return .nothing }
    let place = folder.appending(path: names.joined(separator: "/"))
    guard let real = Self.realPath(place.path), real == root || real.hasPrefix(root + "/") else {
      return .nothing
    }
    let isFolder = Self.kind(of: real) == S_IFDIR
    guard isFolder == path.hasSuffix("/") else { return isFolder ? .folder : .nothing }
    let file = isFolder ? real + "/index.html" : real
    guard let realFile = Self.realPath(file), realFile.hasPrefix(root + "/"),
      Self.kind(of: realFile) == S_IFREG
    else { return .nothing }
    return .file(URL(fileURLWithPath: realFile))
  }

  /// The decoded names between the slashes; nil where one of them names no published file.
  static func names(in path: String) -> [String]? {
    guard path.hasPrefix("/"), path.utf8.count <= 1024 else { return nil }
    var names: [String] = []
    let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.isEmpty, index == parts.count - 1 { continue }
      guard let name = part.removingPercentEncoding, !name.isEmpty, !name.hasPrefix("."),
        !name.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "/") || $0 == 0x5C })
      else { return nil }
      names.append(name)
    }
    return names
  }

  private static func realPath(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }
}

/// Media types by file name extension.
enum MediaType {
  static let html = "text/html; charset=utf-8"

  static func of(_ name: String) -> String {
    let types = [
      "html": html, "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
      "json": "application/json", "svg": "image/svg+xml", "png": "image/png",
      "woff2": "font/woff2", "md": "text/markdown; charset=utf-8",
      "swift": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8",
    ]
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    return types[ending] ?? "application/octet-stream"
  }
}
