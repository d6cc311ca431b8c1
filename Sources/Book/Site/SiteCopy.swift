import Foundation

/// A copy of a site's folder.
///
/// The copy that a publication writes into has the site's own files, by hard links: what others write into a file
/// meanwhile stays, and so do owners and times. Nothing is written into these files: a changed one is replaced.
struct SiteCopy {
  private let source: URL
  private let target: URL
  /// Tells whether files are linked, not copied, where the file system can.
  private let isLinked: Bool
  private let manager = FileManager.default

  /// Copies a folder with this content. Links from it to folders elsewhere that pages are written into, a chapter's
  /// and the assets', are replaced by copies of what they lead to, so that nothing is written through one. Other links
  /// stay.
  static func make(of shape: SiteShape, to target: URL, isLinked: Bool) throws {
    let copy = SiteCopy(
      source: URL(fileURLWithPath: shape.folder, isDirectory: true), target: target,
      isLinked: isLinked)
    try copy.makeFolder(target.path)
    for entry in shape.entries { try copy.add(entry) }
    try copy.replaceLinks(shape.entries)
    // Last, since each new file changes the time of its folder.
    for entry in shape.entries.reversed() where entry.isFolder {
      copy.preserveAttributes(copy.target.appending(path: entry.path).path, entry.status)
    }
    copy.preserveAttributes(target.path, shape.status)
  }

  private func add(_ entry: SiteShape.Entry) throws {
    let original = source.appending(path: entry.path).path
    let copied = target.appending(path: entry.path).path
    if entry.isFolder { return try makeFolder(copied) }
    if isLinked, entry.status.st_mode & S_IFMT == S_IFREG, link(original, copied) == 0 { return }
    do {
      try manager.copyItem(atPath: original, toPath: copied)
    } catch {
      // Another program has removed it meanwhile.
      var status = stat()
      if lstat(original, &status) != 0, errno == ENOENT { return }
      throw error
    }
    preserveAttributes(copied, entry.status)
  }

  private func makeFolder(_ path: String) throws {
    guard mkdir(path, 0o700) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }

  /// Gives a copy the original's owner, where this user may, its permissions, and its times.
  private func preserveAttributes(_ path: String, _ original: stat) {
    if geteuid() == 0 { _ = lchown(path, original.st_uid, original.st_gid) }
    if original.st_mode & S_IFMT != S_IFLNK { chmod(path, original.st_mode & 0o7777) }
    #if os(Linux)
      let times = [original.st_atim, original.st_mtim]
    #else
      let times = [original.st_atimespec, original.st_mtimespec]
    #endif
    utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW)
  }

  private func replaceLinks(_ entries: [SiteShape.Entry]) throws {
    let site = source.path
    for entry in entries where entry.status.st_mode & S_IFMT == S_IFLNK {
      let isAsset = entry.path == "assets" || entry.path.hasPrefix("assets/")
      guard isAsset || !entry.path.contains("/"),
        let linked = source.appending(path: entry.path).realPath,
        // Nor may a copy hold the site itself.
        !"\(site)/".hasPrefix(linked == "/" ? "/" : linked + "/"), !linked.hasPrefix(site + "/"),
        isAsset || manager.fileExists(atPath: "\(linked)/\(Record.fileName)")
      else { continue }
      let copied = target.appending(path: entry.path).path
      try manager.removeItem(atPath: copied)
      try manager.copyItem(atPath: linked, toPath: copied)
    }
  }
}
