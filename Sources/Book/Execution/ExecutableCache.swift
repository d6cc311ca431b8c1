import CSystem
import Foundation
import Outputs

/// A cache of compiled chapters, each in a folder named by its key; the least recently used are removed.
struct ExecutableCache {
  static let executableName = "chapter"
  private static let messagesName = "messages.json"
  /// The most chapters in the cache.
  static let capacity = 24

  let folder: URL

  func find(_ key: String) -> Compiler.Product? {
    let entry = folder.appendingPathComponent(key)
    let executable = entry.appendingPathComponent(Self.executableName)
    guard let data = try? Data(contentsOf: entry.appendingPathComponent(Self.messagesName)),
      let messages = try? JSONDecoder().decode(Compiler.Messages.self, from: data),
      FileManager.default.isExecutableFile(atPath: executable.path),
      Self.hash(of: executable) == messages.executable
    else { return nil }
    RecentFiles.touch(entry)
    return Compiler.Product(executable: executable, messages: messages)
  }

  /// A scratch folder beside the entries.
  func makeScratch() throws -> URL {
    let scratch = folder.appendingPathComponent("scratch-\(UUID().uuidString)")
    try writing {
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    }
    return scratch
  }

  /// Does something that writes into the folder.
  ///
  /// - Throws: `FileFailure` where that cannot be done; errors of other kinds as they are.
  func writing<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error where error is CocoaError || error is POSIXError {
      throw unwritable(error.systemReason)
    }
  }

  /// Makes sure that a compiler finds room in the folder.
  func probe() throws {
    try writing {
      let file = folder.appending(path: "probe-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(count: 8 << 20).write(to: file)
    }
  }

  /// The error where chapters cannot be compiled, since nothing can be written here.
  func unwritable(_ reason: String) -> FileFailure {
    FileFailure(
      folder.shownPath,
      "chapters are compiled in this folder, which cannot be written: make room there, or remove it",
      reason: reason)
  }

  /// Turns a folder with a compiled chapter into an entry.
  func keep(_ scratch: URL, messages: Compiler.Messages, as key: String) throws -> Compiler.Product
  {
    var messages = messages
    messages.executable = Self.hash(of: scratch.appendingPathComponent(Self.executableName))
    let data = try JSONEncoder().encode(messages)
    try data.write(to: scratch.appendingPathComponent(Self.messagesName))
    let entry = folder.appendingPathComponent(key)
    try Self.place(scratch, at: entry) { find(key) != nil }
    return Compiler.Product(
      executable: entry.appendingPathComponent(Self.executableName), messages: messages)
  }

  /// Makes a folder an entry, and removes the least recently used ones.
  ///
  /// - Parameter isSound: tells whether there is an entry that can be used.
  static func place(_ scratch: URL, at entry: URL, unless isSound: () -> Bool) throws {
    // Another process may have made the entry meanwhile, and execute it just now: a sound entry stays, and only a
    // damaged one is replaced, in one step.
    while rename(scratch.path, entry.path) != 0 {
      let code = errno
      if isSound() { break }
      guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(code) else {
        throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO)
      }
      if system_exchange(scratch.path, entry.path) { break }
      try? FileManager.default.removeItem(at: entry)
    }
    RecentFiles(in: [entry.deletingLastPathComponent()]).remove { _, place, _, isOld in
      place >= capacity && isOld
    }
  }

  /// The hash of a file's bytes: a damaged one is made again.
  static func hash(of file: URL) -> String? {
    (try? RegularFile.data(file.path)).map { SHA256.hex(Array($0)) }
  }
}
