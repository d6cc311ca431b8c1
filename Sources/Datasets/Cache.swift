import Foundation

/// The folder in which fetched data is kept for the next time: `$WALKTHROUGH_DATA`, else `walkthrough` in
/// `$XDG_CACHE_HOME`, else in `~/.cache`.
struct Cache {
  var root: URL

  init(root: URL) { self.root = root }

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

  func folder(of dataset: Dataset) -> URL {
    root.appending(path: dataset.name, directoryHint: .isDirectory)
  }

  /// Makes a dataset's folder and keeps other processes from preparing the same one, until the result is
  /// released. A download that outlives its process holds on to it.
  ///
  /// - Throws: `DataError` where the folder cannot be made or written.
  func lock(_ dataset: Dataset) throws -> Lock {
    let folder = folder(of: dataset)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError(folder.path, "cannot be made: \(error.localizedDescription)")
    }
    return try Lock(folder.appending(path: ".lock").path)
  }

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
