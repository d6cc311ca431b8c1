import Foundation
import Testing

/// The site is complete at every moment, however the run that writes it ends.
@Suite(.serialized)
struct WholeSiteTests {
  /// An edition of a chapter, recognizable by its files.
  private static func edition(_ count: Int) -> String {
    CommandTests.chapter.replacing("let count = 20", with: "let count = \(count)")
      .replacing("Two numbers", with: "\(count) numbers")
  }

  /// A site's files without the durations of runs.
  private static func content(_ command: Command) throws -> [String: Data] {
    var files = try command.files(in: "site")
    files["01-test/cost.json"] = nil
    for (name, data) in files where name.hasSuffix(".html") {
      let page = String(decoding: data, as: UTF8.self)
      #expect(page.hasSuffix("</html>\n"), "\(name) is cut off")
      files[name] = Data(page.replacing(#/[\d.]+ (?:s|MB)\b/#, with: "").utf8)
    }
    return files
  }

  @Test func aKilledRunLeavesTheOldSiteOrTheNew() throws {
    let command = try Command()
    var editions: [[String: Data]] = []
    var duration = 0.0
    // The second time both are compiled already, and a run takes as long as those to be killed.
    for count in [20, 30, 20, 30] {
      try command.write("01-test.md", Self.edition(count))
      let start = Date()
      #expect(try command.run("run").status == 0)
      duration = Date().timeIntervalSince(start)
      editions.append(try Self.content(command))
    }
    #expect(editions[0] == editions[2] && editions[1] == editions[3] && editions[0] != editions[1])
    var random = SystemRandomNumberGenerator()
    var published = Set<Int>()
    for round in 0..<50 {
      try command.write("01-test.md", Self.edition(round.isMultiple(of: 2) ? 20 : 30))
      let process = try command.start("run")
      // Some runs have time enough to finish even where other tests slow them down.
      let factor = round % 5 == 4 ? 4 : 1.1
      Thread.sleep(forTimeInterval: .random(in: 0...(factor * duration), using: &random))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = editions.firstIndex(of: try Self.content(command))
      #expect(found != nil, "round \(round): neither the old site nor the new one")
      if let found { published.insert(found) }
    }
    #expect(published == [0, 1], "no run was killed after its site had been published")
    #expect(try command.run("run").status == 0)
    let beside = try FileManager.default.contentsOfDirectory(atPath: command.folder.path)
    #expect(!beside.contains { $0.hasPrefix(".site") }, "remains of killed runs: \(beside)")
  }

  @Test(.enabled(if: SmallDisk.isPossible, "needs the right to mount a small disk"))
  func aFullDiskLeavesTheOldSite() throws {
    let command = try Command()
    let disk = try SmallDisk(at: command.folder.appending(path: "disk"), megabytes: 8)
    defer { disk.unmount() }
    try command.write("01-test.md", Self.edition(20))
    #expect(try command.run("run", "--output", "disk/site").status == 0)
    let before = try command.files(in: "disk/site")
    try disk.fill()
    try command.write("01-test.md", Self.edition(30))
    let full = try command.run("run", "--output", "disk/site")
    #expect(full.status == 1)
    #expect(full.errors.split(separator: "\n").count == 1, "\(full.errors)")
    #expect(full.errors.contains("space"), "\(full.errors)")
    #expect(try command.files(in: "disk/site") == before)
    try disk.clear()
    #expect(try command.run("run", "--output", "disk/site").status == 0)
    #expect(try command.files(in: "disk/site") != before)
  }
}

/// A file system of a few megabytes in memory.
private struct SmallDisk {
  private let folder: URL

  static let isPossible: Bool = {
    let folder = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID())")
    guard let disk = try? SmallDisk(at: folder, megabytes: 1) else { return false }
    disk.unmount()
    return true
  }()

  init(at folder: URL, megabytes: Int) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.execute("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path)
  }

  /// Fills it to the last byte.
  func fill() throws {
    let filler = folder.appending(path: "filler")
    try Data().write(to: filler)
    let handle = try FileHandle(forWritingTo: filler)
    while (try? handle.write(contentsOf: Data(count: 4096))) != nil {}
  }

  func clear() throws { try FileManager.default.removeItem(at: folder.appending(path: "filler")) }

  func unmount() { try? Self.execute("umount", folder.path) }

  private static func execute(_ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { throw CocoaError(.fileWriteUnknown) }
  }
}
