import Foundation

/// The right to publish into a folder, which one process has at a time: each publication starts from the
/// site that the one before it left.
final class SiteLock {
  private let path: String
  private var descriptor: Int32
  /// False where the file system has no locks: then nobody knows who else publishes.
  private(set) var isExclusive = true

  /// Waits for the lock.
  ///
  /// - Throws: `FileFailure` where the file of the lock cannot be made.
  init(of folder: URL) throws {
    path = Self.path(for: folder)
    descriptor = -1
    try Self.requireFile(path)
    while true {
      descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw FileFailure(
          URL(fileURLWithPath: path).shownPath, "the lock of the site cannot be made",
          reason: String(cString: strerror(errno)))
      }
      var result: Int32
      repeat { result = flock(descriptor, LOCK_EX) } while result != 0 && errno == EINTR
      isExclusive = result == 0
      // The holder before removes the file, and the next one makes another.
      var (held, named) = (stat(), stat())
      if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino {
        return
      }
      close(descriptor)
    }
  }

  deinit { release() }

  private static func path(for folder: URL) -> String {
    folder.deletingLastPathComponent().appending(path: ".\(folder.lastPathComponent).lock").path
  }

  /// Makes sure that nothing else has the name of a folder's lock.
  ///
  /// - Throws: `FileFailure`.
  static func requireFree(for folder: URL) throws { try requireFile(path(for: folder)) }

  private static func requireFile(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw FileFailure(
      URL(fileURLWithPath: path).shownPath,
      "the lock of the site is a file of this name, and this is none: remove it")
  }

  func release() {
    guard descriptor >= 0 else { return }
    unlink(path)
    // A process that is just being started has a copy of the descriptor.
    flock(descriptor, LOCK_UN)
    close(descriptor)
    descriptor = -1
  }
}
