import Foundation
import Testing

@testable import Book

@Suite struct RecordTests {
  private let chapter = try! Chapter.parse(
    """
    ---
    title: T
    ---
    ```swift
    //| label: fig-loss
    //| alt: A.
    1
    ```

    Loss `{swift} loss`.

    ```swift
    2
    ```
    """, displayPath: "Chapters/02-t.md")

  private func record(_ change: (inout Record) -> Void = { _ in }) -> Record {
    var record = Record(
      program: "p", seed: 1, parameters: [.init(name: "epochs", value: "8")],
      cells: [
        CellRecord(outputs: [
          .shown(
            text: "Loss", html: "<a/>",
            file: .init(
              name: "fig-loss.svg", mediaType: "image/svg+xml", sha256: "00", width: 1, height: 2))
        ]),
        CellRecord(outputs: [
          .printed("a\n"), .warned("b\n"), .shown(text: "3", html: nil, file: nil),
          .check(message: "c", passed: true), .failed("d"),
        ]),
      ], inlineValues: ["0.1"])
    change(&record)
    return record
  }

  private func differences(_ change: (inout Record) -> Void) -> [String] {
    record(change).compare(with: record(), chapter: chapter)
  }

  @Test func whatWasAddedOrRemovedIsNamedAndNotTheRest() {
    #expect(
      differences { $0.inlineValues.insert("0.5", at: 0) }
        == ["2 inline values, recorded 1", "loss (line 10): 0.5, not recorded"])
    #expect(
      differences { $0.inlineValues = [] }
        == [
          "0 inline values, recorded 1",
          "inline value 1 of the record, 0.1: not like this any more",
        ])
    #expect(
      differences { $0.cells.insert(CellRecord(outputs: []), at: 0) }
        == ["3 cells, recorded 2", "fig-loss (line 4): not recorded"])
    #expect(
      differences { $0.cells.removeLast() }
        == ["1 cells, recorded 2", "cell 2 of the record: not like this any more"])
  }

  @Test func savedRecordsComeBackInTheSameBytes() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try record().save(folder)
    let file = folder.appendingPathComponent(Record.fileName)
    let bytes = try Data(contentsOf: file)
    #expect(try Record.load(folder) == record())
    try Record.load(folder).save(folder)
    #expect(try Data(contentsOf: file) == bytes)
    try Data("{}".utf8).write(to: file)
    #expect(message { try Record.load(folder) }.contains("this record is damaged"))
  }

  /// A record names files beside it, no others.
  @Test(arguments: ["../../precious", "", ".", "..", ".hidden", "a/b.svg", "/etc/passwd", "a\\b"])
  func namesThatLeadElsewhereAreDamage(_ name: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var record = record()
    record.cells[0].outputs = [
      .shown(
        text: "Loss", html: nil,
        file: .init(name: name, mediaType: "image/png", sha256: "00", width: 1, height: 1))
    ]
    try record.save(folder)
    let complaint = message { try Record.load(folder) }
    #expect(complaint.contains("run.json:1:1: error: this record is damaged: “\(name)” is not"))
  }

  @Test(arguments: ["1e19", "-1", "1e400"])
  func impossibleTimesAreDamage(_ seconds: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try record().save(folder)
    let cost = """
      {"compileSeconds": 1, "runSeconds": \(seconds), "cellSeconds": [], "peakBytes": 1, "threads": 1,
       "processor": "p"}
      """
    try Data(cost.utf8).write(to: folder.appendingPathComponent(Cost.fileName))
    #expect(message { try RecordedRun(in: folder) }.contains("cost.json:1:1: error: "))
  }

  @Test func equalRecordsDoNotDiffer() {
    #expect(record().compare(with: record(), chapter: chapter).isEmpty)
  }

  @Test func eachDifferenceIsNamedAtItsPlace() {
    #expect(differences { $0.program = "q" } == ["the chapter's code differs"])
    #expect(differences { $0.seed = 2 } == ["seed: 2, recorded 1"])
    #expect(differences { $0.parameters[0].value = "1" } == ["epochs: 1, recorded 8"])
    #expect(differences { $0.inlineValues = ["0.2"] } == ["loss (line 10): 0.2, recorded 0.1"])
    #expect(
      differences {
        $0.cells[0].outputs[0] = .shown(
          text: "Loss", html: "<a/>",
          file: .init(
            name: "fig-loss.svg", mediaType: "image/svg+xml", sha256: "01", width: 1, height: 2))
      } == ["fig-loss (line 4): figure differs"])
    #expect(
      differences {
        $0.cells[1].outputs = [
          .printed("A\n"), .warned("B\n"), .shown(text: "4", html: nil, file: nil),
          .check(message: "c", passed: false), .failed("D"),
        ]
      } == [
        "cell 2 (line 12): printed text differs", "cell 2 (line 12): text on stderr differs",
        "cell 2 (line 12): shows 4, recorded 3",
        "cell 2 (line 12): a check does not hold that did",
        "cell 2 (line 12): the failure differs",
      ])
    #expect(
      differences { $0.cells[1].outputs.removeLast() } == [
        "cell 2 (line 12): 4 outputs, recorded 5"
      ])
  }
}
