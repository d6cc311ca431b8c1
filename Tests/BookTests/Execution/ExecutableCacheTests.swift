import Foundation
import Synchronization
import Testing

@testable import Book

/// The cache of executables, which several processes use at once.
@Suite struct ExecutableCacheTests {
  private let manager = FileManager.default
  private let cache = ExecutableCache(
    folder: FileManager.default.temporaryDirectory.appending(path: "cache-\(UUID())"))

  private func compiled(_ text: String = "#!/bin/sh\nexit 0\n") throws -> URL {
    let scratch = try cache.makeScratch()
    let file = scratch.appending(path: ExecutableCache.executableName)
    try Data(text.utf8).write(to: file)
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return scratch
  }

  /// Each thread does what a run does: it looks, else keeps, then executes.
  @Test func anEntryIsNeverMissingForThoseWhoHaveIt() throws {
    let lost = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 200) { index in
      do {
        let key = "key-\(index % 5)"
        let scratch = try compiled()
        let product = try cache.keep(scratch, messages: Compiler.Messages(), as: key)
        for _ in 0..<20 {
          guard manager.isExecutableFile(atPath: product.executable.path) else {
            lost.withLock { $0 += 1 }
            return
          }
        }
      } catch {
        lost.withLock { $0 += 1 }
      }
    }
    #expect(lost.withLock { $0 } == 0)
    for index in 0..<5 { #expect(cache.find("key-\(index)") != nil) }
  }

  @Test(arguments: ["", "\u{7F}ELF", "#!/bin/sh\nexit 1\n"])
  func whatIsDamagedIsReplaced(bytes: String) throws {
    let product = try cache.keep(compiled(), messages: Compiler.Messages(), as: "key")
    try Data(bytes.utf8).write(to: product.executable)
    #expect(cache.find("key") == nil)
    _ = try cache.keep(compiled(), messages: Compiler.Messages(), as: "key")
    #expect(cache.find("key") != nil)
  }

  @Test func remainsOfAnEntryAreReplaced() throws {
    try manager.createDirectory(
      at: cache.folder.appending(path: "key/deep"), withIntermediateDirectories: true)
    _ = try cache.keep(compiled(), messages: Compiler.Messages(), as: "key")
    #expect(cache.find("key") != nil)
    try Data().write(to: cache.folder.appending(path: "file"))
    _ = try cache.keep(compiled(), messages: Compiler.Messages(), as: "file")
    #expect(cache.find("file") != nil)
  }
}
