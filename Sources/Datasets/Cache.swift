import Foundation

/// The cache folder of downloaded datasets: `$WALKTHROUGH_DATA`, else `walkthrough` in
/// `$XDG_CACHE_HOME`, else in `~/.cache`.
struct Cache {
  var root: URL

  /// A cache in a folder.
  init(root: URL) { self.root = root }

  /// The cache that the environment names.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    func folder(_ name: String) -> URL? {
      guard let path = environment[name], !path.isEmpty else { return nil }
      return URL(fileURLWithPath: path, isDirectory: true)
    }
    root =
      folder("WALKTHROUGH_DATA")
      ?? (folder("XDG_CACHE_HOME")
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache"))
      .appending(path: "walkthrough", directoryHint: .isDirectory)
  }

  /// The folder of a dataset's files.
  func folder(of dataset: Dataset) -> URL {
    root.appending(path: dataset.name, directoryHint: .isDirectory)
  }

  /// Makes a dataset's folder and locks it against other processes until the result is released. A download
  /// that outlives its process keeps the lock.
  ///
  /// - Returns: the lock.
  /// - Throws: `DataError` where the folder cannot be created or written.
  func lock(_ dataset: Dataset) throws -> Lock {
    let folder = folder(of: dataset)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(folder.path, "cannot be created: \(error.localizedDescription)")
    }
    return try Lock(folder.appending(path: ".lock").path)
  }

  /// A lock on a file, held by this process and its children.
  final class Lock {
    private let descriptor: Int32

    init(_ path: String) throws {
      descriptor = open(path, O_CREAT | O_RDWR, 0o644)  // for children, too: no O_CLOEXEC
      guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
        throw DataError(path, String(cString: strerror(errno)))
      }
    }

    deinit { close(descriptor) }
  }
}
