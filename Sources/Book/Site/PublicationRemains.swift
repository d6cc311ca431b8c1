import Foundation

/// The remains of a killed publication beside a site: its copy, and where folders cannot be exchanged, the old site
/// under another name. To be changed by the holder of the site's lock.
struct PublicationRemains {
  static let oldExtension = "old"

  private let target: URL
  private let parent: URL
  private let prefix: String

  /// - Parameter target: the site's folder, without links.
  init(of target: URL) {
    (self.target, parent) = (target, target.deletingLastPathComponent())
    prefix = ".\(target.lastPathComponent)."
  }

  /// The copy that a process writes.
  func copy(of process: pid_t) -> URL {
    parent.appending(path: "\(prefix)\(process)", directoryHint: .isDirectory)
  }

  /// Tells whether a publication ended between its two moves, so that there is no site.
  var isInterrupted: Bool {
    !FileManager.default.fileExists(atPath: target.path) && names.contains { isOld($0) }
  }

  /// Finishes a publication that ended between its two moves: the copy was complete.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  func recover() throws -> Bool {
    guard isInterrupted, let old = names.first(where: isOld) else { return false }
    let manager = FileManager.default
    let copy = parent.appending(path: (old as NSString).deletingPathExtension)
    let isCopied = manager.fileExists(atPath: copy.path)
    try manager.moveItem(at: isCopied ? copy : parent.appending(path: old), to: target)
    return true
  }

  /// Removes copies and old sites.
  ///
  /// - Returns: their names.
  @discardableResult
  func remove() -> [String] {
    let names = self.names
    for name in names { Self.remove(parent.appending(path: name)) }
    return names
  }

  var isEmpty: Bool { names.isEmpty }

  /// Removes a folder, also where folders in it are not to be written.
  static func remove(_ folder: URL) {
    let manager = FileManager.default
    guard (try? manager.removeItem(at: folder)) == nil else { return }
    for path in (try? manager.subpathsOfDirectory(atPath: folder.path)) ?? [] {
      var status = stat()
      let place = folder.appending(path: path).path
      if lstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { chmod(place, 0o700) }
    }
    try? manager.removeItem(at: folder)
  }

  private func isOld(_ name: String) -> Bool { name.hasSuffix(".\(Self.oldExtension)") }

  private var names: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    return all.filter { name in
      guard name.hasPrefix(prefix) else { return false }
      let process = isOld(name) ? (name as NSString).deletingPathExtension : name
      return pid_t(process.dropFirst(prefix.count)) != nil
    }.sorted()
  }
}
