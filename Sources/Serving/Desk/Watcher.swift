import Foundation

/// Looks at a folder again and again, and tells when its files have changed and settled: an editor may
/// write a file in pieces, or aside and then rename it.
struct Watcher {
  let folder: URL
  private var seen: [String: Mark]
  /// What has changed and does not stand still yet, and when it was last seen to change.
  private var names: Set<String> = []
  private var changed: ContinuousClock.Instant?

  /// How long nothing must have moved.
  static let settling = Duration.milliseconds(50)

  /// What tells one version of a file from another.
  private struct Mark: Equatable {
    var seconds: Int
    var nanoseconds: Int
    var size: Int
    var inode: UInt
  }

  init(_ folder: URL) {
    self.folder = folder
    seen = Self.marks(in: folder)
  }

  /// Looks once.
  ///
  /// - Returns: the names of the files that are new, gone or other than before, once all stand still.
  mutating func look(at now: ContinuousClock.Instant = .now) -> Set<String>? {
    let marks = Self.marks(in: folder)
    if marks != seen {
      names.formUnion(Set(marks.keys).union(seen.keys).filter { marks[$0] != seen[$0] })
      seen = marks
      changed = now
    }
    guard let changed, now - changed >= Self.settling else { return nil }
    self.changed = nil
    defer { names = [] }
    return names
  }

  private static func marks(in folder: URL) -> [String: Mark] {
    var marks: [String: Mark] = [:]
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
      marks[name] = Mark(
        seconds: time.tv_sec, nanoseconds: time.tv_nsec, size: Int(status.st_size),
        inode: UInt(status.st_ino))
    }
    return marks
  }
}
