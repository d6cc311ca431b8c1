import Foundation

/// Detects changed files in a folder once they have settled: an editor may write a file in pieces, or
/// aside and then rename it.
struct Watcher {
  let folder: URL
  private var seen: [String: Version]
  /// The files that have changed and not settled yet, and the time of the last change.
  private var names: Set<String> = []
  private var changed: ContinuousClock.Instant?

  /// The time without a change after which files count as settled.
  static let settling = Duration.milliseconds(50)

  /// The attributes that distinguish two versions of a file.
  private struct Version: Equatable {
    var seconds: Int
    var nanoseconds: Int
    var size: Int
    var inode: UInt
  }

  init(_ folder: URL) {
    self.folder = folder
    seen = Self.versions(in: folder)
  }

  /// Compares the folder with how it was.
  ///
  /// - Returns: the names of new, removed and changed files, once all have settled.
  mutating func look(at now: ContinuousClock.Instant = .now) -> Set<String>? {
    let versions = Self.versions(in: folder)
    if versions != seen {
      names.formUnion(Set(versions.keys).union(seen.keys).filter { versions[$0] != seen[$0] })
      seen = versions
      changed = now
    }
    guard let changed, now - changed >= Self.settling else { return nil }
    self.changed = nil
    defer { names = [] }
    return names
  }

  private static func versions(in folder: URL) -> [String: Version] {
    var versions: [String: Version] = [:]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where !name.hasPrefix(".") {
      guard name.hasSuffix(".md") || name.hasSuffix(".yaml") else { continue }
      var status = stat()
      guard stat(folder.appending(path: name).path, &status) == 0 else { continue }
      #if os(Linux)
        let time = status.st_mtim
      #else
        let time = status.st_mtimespec
      #endif
      versions[name] = Version(
        seconds: time.tv_sec, nanoseconds: time.tv_nsec, size: Int(status.st_size),
        inode: UInt(status.st_ino))
    }
    return versions
  }
}
