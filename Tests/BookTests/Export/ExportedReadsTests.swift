import Foundation
import Testing

@testable import Book

/// The files beside a chapter go along with its export.
@Suite struct ExportedReadsTests {
  @Test func namedFilesAreTakenAlongAndOthersSaid() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "export-\(UUID())")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "data"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("x\n1\n".utf8).write(to: folder.appending(path: "data/points.csv"))
    try Data("named by the run".utf8).write(to: folder.appending(path: "run.txt"))
    var chapter = try chapter(
      """
      ```swift
      let points = try readCSV("data/points.csv")
      let none = try? readText("none.txt")
      let out = try? readText("../../etc/passwd")
      let other = try readText(name)
      ```
      """)
    chapter.folder = folder.path
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    let unknown = ExportedReads(of: program, nil)
    #expect(unknown.files.map(\.name) == ["data/points.csv"])
    #expect(unknown.files.map(\.data) == [Data("x\n1\n".utf8)])
    #expect(unknown.missing.count == 3)
    #expect(unknown.missing[0].hasPrefix("../../etc/passwd is not in the chapter's folder"))
    #expect(unknown.missing[1].hasPrefix("none.txt is not beside the chapter"))
    #expect(unknown.missing[2] == "the chapter reads files whose names are known only when it runs")
    let record = Record(
      program: "", seed: 7, parameters: [], cells: [], inlineValues: [],
      reads: [.init(name: "run.txt", sha256: "a"), .init(name: "none.txt", sha256: "")])
    let known = ExportedReads(of: program, record)
    #expect(known.files.map(\.name) == ["data/points.csv", "run.txt"])
    #expect(known.missing.count == 2)
  }
}
