import Foundation

/// Detects changed files in a folder once they have settled: an editor may write a file in pieces, or
/// aside and then rename it. These are the chapters, the lists, and the files that chapters read.
struct Watcher {
  let folder: URL
  /// The attributes that distinguish versions of the files: modification time, size and inode.
  private var seen: [String: [Int]]
  /// The files that chapters read, by their names in the folder.
  private var read: Set<String> = []
  /// The files that have changed and not settled yet, and the time of the last change.
  private var names: Set<String> = []
  private var changed: ContinuousClock.Instant?

  /// The time without a change after which files count as settled.
  static let settling = Duration.milliseconds(50)

  init(_ folder: URL) {
    self.folder = folder
    seen = Self.versions(in: folder)
  }

  /// Follows a file that a chapter reads, from now on.
  mutating func follow(_ name: String) {
    guard read.insert(name).inserted, !Self.isWatched(name) else { return }
    seen[name] = Self.version(of: name, in: folder)
  }

  /// Compares the folder with how it was.
  ///
  /// - Returns: the names of new, removed and changed files, once all have settled.
  mutating func look(at now: ContinuousClock.Instant = .now) -> Set<String>? {
    var versions = Self.versions(in: folder)
    for name in read { versions[name] = versions[name] ?? Self.version(of: name, in: folder) }
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

  private static func versions(in folder: URL) -> [String: [Int]] {
    var versions: [String: [Int]] = [:]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where isWatched(name) { versions[name] = version(of: name, in: folder) }
    return versions
  }

  /// Tells whether a name in the folder is that of a chapter or a list.
  private static func isWatched(_ name: String) -> Bool {
    !name.hasPrefix(".") && !name.contains("/")
      && (name.hasSuffix(".md") || name.hasSuffix(".yaml"))
  }

  private static func version(of name: String, in folder: URL) -> [Int]? {
    var status = stat()
    guard stat(folder.appending(path: name).path, &status) == 0 else { return nil }
    #if os(Linux)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return [time.tv_sec, time.tv_nsec, Int(status.st_size), Int(status.st_ino)]
  }
}
