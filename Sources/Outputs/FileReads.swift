import Foundation

/// The files beside the chapter that the running chapter reads. The runner is told of each, with its hash, once.
package final class FileReads: @unchecked Sendable {
  package static let shared = FileReads()

  private let lock = NSLock()
  /// The files of which the runner knows, with the hashes of their bytes.
  private var known: [String: String] = [:]
  private let folder = ChapterFolder(
    ProcessInfo.processInfo.environment[RunnerProtocol.chapterFolder] ?? ".")

  /// Tells whether the runner is told. It is not of a preview's reads: nothing depends on them.
  package var isReporting = true

  private init() {}

  /// Reads a file. A missing one is reported too: the chapter may depend on that.
  ///
  /// Traps where the bytes are not those of which a checkpoint's key was made, and throws where they are not those
  /// that the chapter has read before.
  package func bytes(of name: String) throws(FileFault) -> [UInt8] {
    try ChapterFolder.requirePlain(name)
    let result: Result<[UInt8], FileFault>
    do {
      result = .success(try folder.bytes(of: name))
    } catch {
      result = .failure(error)
    }
    guard isReporting else { return try result.get() }
    let hash = (try? result.get()).map(SHA256.hex) ?? ""
    if let expected = CheckpointPlan.current.files[name], expected != hash {
      fatalError("\(name) has changed since this run began: run the chapter again")
    }
    guard note(name, hash) == hash else {
      throw FileFault("has changed since the chapter read it first: run the chapter again")
    }
    return try result.get()
  }

  /// Reports a file's first read.
  ///
  /// - Returns: the hash of the bytes that were read first.
  private func note(_ name: String, _ hash: String) -> String {
    lock.lock()
    defer { lock.unlock() }
    if let first = known[name] { return first }
    known[name] = hash
    EventChannel.shared.send(.read(file: name, sha256: hash))
    return hash
  }
}
