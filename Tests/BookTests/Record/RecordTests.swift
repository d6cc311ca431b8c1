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
            content: .drawing(summary: "Loss"),
            picture: .init(
              file: .init(name: "fig-loss.svg", sha256: "00"), format: .svg, width: 1, height: 2,
              series: .init(name: "fig-loss.series.json", sha256: "02")))
        ]),
        CellRecord(outputs: [
          .printed("a\n"), .warned("b\n"), .shown(content: .text("3")),
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
    let picture = RecordedPicture(
      file: RecordedFile(name: name, sha256: "00"), format: .png, width: 1, height: 1)
    record.cells[0].outputs = [.shown(content: .text("Loss"), picture: picture)]
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

  @Test func aRecordOfAnEarlierFormSaysSo() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let earlier = """
      {"cells":[{"outputs":[{"shown":{"html":"<table>","text":"t"}}]}],"inlineValues":["1"],
      "parameters":[{"name":"epochs","value":"8"}],"program":"p","seed":1}
      """
    try Data(earlier.utf8).write(to: folder.appendingPathComponent(Record.fileName))
    let old = try Record.load(folder)
    #expect(old.isOfEarlierForm && !record().isOfEarlierForm)
    #expect(
      record().compare(with: old, chapter: chapter)
        == ["recorded by an earlier version: run the chapter again"])
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
          content: .drawing(summary: "Loss"),
          picture: .init(
            file: .init(name: "fig-loss.svg", sha256: "01"), format: .svg, width: 1, height: 2))
      } == ["fig-loss (line 4): figure differs"])
    #expect(
      differences {
        $0.cells[0].outputs[0] = .shown(
          content: .drawing(summary: "Loss"),
          picture: .init(
            file: .init(name: "fig-loss.svg", sha256: "00"), format: .svg, width: 1, height: 2,
            series: .init(name: "fig-loss.series.json", sha256: "03")))
      } == ["fig-loss (line 4): the figure's data differ"])
    #expect(
      differences {
        $0.cells[1].outputs = [
          .printed("A\n"), .warned("B\n"), .shown(content: .text("4")),
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
