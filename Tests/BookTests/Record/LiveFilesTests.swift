import Foundation
import Outputs
import Testing

@testable import Book

/// The files beside a page with live figures.
@Suite struct LiveFilesTests {
  /// A folder with a module and the list of it.
  private func folder(_ name: String = "live-plain.js") throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let data = Data("module".utf8)
    try data.write(to: folder.appending(path: "live-plain.js"))
    let list = LiveFiles.List(
      toolchain: "t",
      files: [name: .init(bytes: data.count, sha256: SHA256.hex(Array(data)))])
    try JSONEncoder().encode(list).write(to: folder.appending(path: LiveFiles.List.fileName))
    return folder
  }

  private func damage(in folder: URL) -> [String] {
    LiveFiles.damage(in: folder).map { $0.name + $0.words }
  }

  @Test func findsSoundFilesSound() throws {
    let folder = try folder()
    #expect(damage(in: folder).isEmpty && LiveFiles.read(folder)?.files.count == 1)
  }

  @Test(arguments: ["modul", "module\n", "Module", ""])
  func findsDamagedModules(_ text: String) throws {
    let folder = try folder()
    try Data(text.utf8).write(to: folder.appending(path: "live-plain.js"))
    #expect(
      damage(in: folder) == ["live-plain.js is damaged: its bytes are not those recorded"])
  }

  @Test func namesFoldersAndMissingFiles() throws {
    let folder = try folder()
    let file = folder.appending(path: "live-plain.js")
    try FileManager.default.removeItem(at: file)
    #expect(damage(in: folder) == ["live-plain.js is missing"])
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false)
    #expect(damage(in: folder) == ["live-plain.js is a folder, not a file"])
    #expect(
      throws: FileFailure.self,
      performing: {
        let modules = try modules(in: folder)
        let live = LiveFiles(modules: modules, toolchain: "t", weights: [:], numbers: [])
        try LiveFiles.write(live, in: folder)
      })
    #expect(FileManager.default.fileExists(atPath: file.path), "others' folders stay")
  }

  /// Modules as a compiler leaves them.
  private func modules(in folder: URL) throws -> LiveModules {
    let build = folder.appending(path: "build")
    try FileManager.default.createDirectory(at: build, withIntermediateDirectories: false)
    for kind in LiveCompiler.kinds {
      for ending in ["gz", "lines"] {
        try Data(kind.utf8).write(to: build.appending(path: "\(kind).wasm.\(ending)"))
      }
    }
    return try #require(try LiveModules(built: build, sources: []))
  }

  @Test(arguments: ["plain.wasm.gz", "relaxed.wasm.gz", "plain.wasm.lines", "hashes.json"])
  func makesDamagedModulesOfTheCacheAgain(_ name: String) throws {
    let folder = try folder()
    _ = try modules(in: folder)
    let build = folder.appending(path: "build")
    #expect(LiveModules(in: build, sources: []) != nil)
    try Data("pla".utf8).write(to: build.appending(path: name))
    #expect(LiveModules(in: build, sources: []) == nil)
  }

  @Test(arguments: [
    "../live-plain.js", "/etc/passwd", "../../../etc/passwd", "sub/net.weights.js", "record.json",
    "",
  ])
  func aListThatNamesOtherFilesIsDamaged(_ name: String) throws {
    let folder = try folder(name)
    #expect(LiveFiles.read(folder) == nil)
    #expect(damage(in: folder) == ["live.json is missing or damaged"])
  }
}
