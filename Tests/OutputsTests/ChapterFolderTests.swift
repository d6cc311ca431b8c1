import Foundation
import Testing

@testable import Outputs

/// A folder of a test with files in it.
final class TestFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(
      at: url.appending(path: "data"), withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url.appending(path: name))
  }
}

@Suite struct ChapterFolderTests {
  let files: TestFolder
  let folder: ChapterFolder

  init() throws {
    files = try TestFolder()
    try files.write("1,2", to: "points.csv")
    try files.write("3", to: "data/more.csv")
    folder = ChapterFolder(files.url.path)
  }

  private func fault(_ name: String) -> String {
    do throws(FileFault) {
      _ = try folder.bytes(of: name)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func filesAndThoseInSubfolders() throws {
    #expect(try folder.bytes(of: "points.csv") == Array("1,2".utf8))
    #expect(try folder.bytes(of: "data/more.csv") == Array("3".utf8))
    try files.write("", to: "empty")
    #expect(try folder.bytes(of: "empty") == [])
    #expect(folder.hash(of: "empty") == SHA256.hex([]))
    #expect(folder.hash(of: "missing") == "")
    let large = String(repeating: "0123456789abcdef", count: 1 << 16)
    try files.write(large, to: "large")
    #expect(try folder.bytes(of: "large") == Array(large.utf8))
  }

  @Test(arguments: [
    "../points.csv", "data/../../points.csv", "/etc/passwd", "", "..", "data/..", "a\0b", "/",
  ])
  func namesThatLeaveTheFolder(name: String) {
    #expect(fault(name).contains("is not in the chapter's folder"), "\(fault(name))")
    #expect(folder.hash(of: name) == "")
  }

  @Test(arguments: ["./points.csv", "data//more.csv", "data/./more.csv", "data/"])
  func namesWithAnotherSpelling(name: String) {
    #expect(fault(name).contains("needless"))
  }

  @Test func linksThatLeadOutAreRefusedAndOthersNot() throws {
    let other = try TestFolder()
    try other.write("secret", to: "secret.csv")
    let manager = FileManager.default
    func link(_ name: String, to target: String) throws {
      try manager.createSymbolicLink(
        atPath: files.url.appending(path: name).path, withDestinationPath: target)
    }
    try link("out.csv", to: other.url.appending(path: "secret.csv").path)
    try link("outside", to: other.url.path)
    try link("near.csv", to: "data/more.csv")
    try link("loop", to: "loop")
    #expect(fault("out.csv").contains("leads out of the chapter's folder"))
    #expect(fault("outside/secret.csv").contains("leads out of the chapter's folder"))
    #expect(try folder.bytes(of: "near.csv") == Array("3".utf8))
    #expect(fault("loop").contains("is a link that leads in a circle"))
    // The folder itself may be a link.
    let linked = other.url.appending(path: "chapters").path
    try manager.createSymbolicLink(atPath: linked, withDestinationPath: files.url.path)
    #expect(try ChapterFolder(linked).bytes(of: "points.csv") == Array("1,2".utf8))
  }

  @Test(.timeLimit(.minutes(1))) func whatIsNoFile() throws {
    mkfifo(files.url.appending(path: "pipe.csv").path, 0o600)
    try FileManager.default.createSymbolicLink(
      atPath: files.url.appending(path: "linked.csv").path, withDestinationPath: "pipe.csv")
    #expect(fault("pipe.csv") == "is a named pipe, not a file")
    #expect(fault("linked.csv") == "is a named pipe, not a file")
    #expect(fault("data") == "is a folder, not a file")
    #expect(fault("nothing.csv").hasPrefix("is not beside the chapter, in files-"))
    #expect(fault("points.csv/x").hasPrefix("is not beside the chapter"))
    let device = #expect(throws: FileFault.self) { try RegularFile.open("/dev/zero") }
    #expect(device?.description == "is a device, not a file")
  }

  @Test func tooLargeFilesAreNotReadToTheirEnd() throws {
    let path = files.url.appending(path: "huge").path
    try files.write("", to: "huge")
    #expect(truncate(path, Int(ChapterFolder.byteLimit) + 1) == 0)
    #expect(fault("huge") == "has more than 256 MB, the most that is read here")
  }
}
