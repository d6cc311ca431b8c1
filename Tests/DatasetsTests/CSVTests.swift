import Tensors
import Testing

@testable import Datasets

@Suite struct CSVTests {
  private func csv(
    _ text: String, header: Bool = true, texts: [String] = [], separator: Character = ","
  ) throws -> CSV {
    try CSV(of: text, file: "points.csv", header: header, texts: texts, separator: separator)
  }

  private func fault(_ text: String, header: Bool = true, texts: [String] = []) -> String {
    do {
      _ = try csv(text, header: header, texts: texts)
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// The same table, as programs write it.
  @Test(arguments: [
    "x,y\n1,2\n-3.5,4e2\n", "x,y\r\n1,2\r\n-3.5,4e2\r\n", "x,y\r1,2\r-3.5,4e2",
    "\"x\",\"y\"\n\"1\",\"2\"\n-3.5,400", "x, y\n1 , 2\n\n-3.5,\t+400\n\n",
  ])
  func numbersAndNames(text: String) throws {
    let table = try csv(text)
    #expect(table.names == ["x", "y"])
    #expect(table.values.shape == [2, 2])
    #expect(table.values.scalars == [1, 2, -3.5, 400])
    #expect(table["y"].scalars == [2, 400])
    #expect(table["y"].shape == [2])
    #expect(table.rowCount == 2)
  }

  @Test func tablesWithoutAHeader() throws {
    let table = try csv("1;2;3\n4;5;6", header: false, separator: ";")
    #expect(table.names == [])
    #expect(table.values.shape == [2, 3])
    #expect(table.values.scalars == [1, 2, 3, 4, 5, 6])
  }

  @Test func emptyFieldsAreNaN() throws {
    let table = try csv("x,y,z\n,2,\n\"\",nan,inf\n")
    #expect(table.values.scalars.map(\.isNaN) == [true, false, true, true, true, false])
    #expect(table.values.scalars[5] == .infinity)
    // In a single column, an empty line is no row.
    #expect(try csv("x\n1\n\n2\n").values.scalars == [1, 2])
    #expect(try csv("x\n1\n\"\"\n2\n").values.scalars[1].isNaN)
  }

  @Test func columnsOfTexts() throws {
    let table = try csv(
      "species,length,note\n\"A, b\",1,\"said \"\"x\"\"\"\nc,2,\"two\r\nlines\"\n",
      texts: ["species", "note"])
    #expect(table.names == ["length"])
    #expect(table.values.shape == [2, 1])
    #expect(table.texts == ["species": ["A, b", "c"], "note": ["said \"x\"", "two\nlines"]])
  }

  @Test(arguments: [
    ("x,y\n1,2\n3\n", "points.csv:3: has 1 field, line 1 has 2"),
    ("x,y\n1,2\n3,4,5\n", "points.csv:3: has 3 fields, line 1 has 2"),
    ("x,y\r\n\"1\r\n\",2\r\n3\r\n", "points.csv:2: “1\n” in column “x” is no number"),
    (
      "x,y\n1,two\n",
      "points.csv:2: “two” in column “y” is no number; for a column of texts: texts: [\"y\"]"
    ),
    ("x\n1\n1e99\n", "points.csv:3: “1e99” in column “x” is out of the range of a Float"),
    ("x\n1,5\n", "points.csv:2: has 2 fields, line 1 has 1"),
    ("x\n\"1\n2\n", "points.csv:2: a quote is not closed"),
    ("x\n\"1\"2\n", "points.csv:2: a field goes on after its closing quote"),
    ("x,y,x\n1,2,3\n", "points.csv:1: has two columns “x”"),
    ("1,2\n3,4\n", "points.csv:1: holds numbers, not names: is it no header? header: false"),
    ("x,y\n", "points.csv: has a header and no rows"),
    ("", "points.csv: is empty"), ("\n\r\n\n", "points.csv: is empty"),
  ])
  func faultsNameTheirLine(text: String, message: String) {
    #expect(fault(text).hasPrefix(message), "\(fault(text))")
  }

  @Test func unknownColumns() {
    #expect(fault("x,y\n1,2", texts: ["z"]) == "points.csv: has no column “z”; there are x, y")
  }

  @Test func linesAfterQuotedLineBreaksAreCounted() {
    let text = "a,b\n\"one\ntwo\",1\nthree,x\n"
    #expect(fault(text, texts: ["a"]).hasPrefix("points.csv:4: “x” in column “b”"))
  }

  @Test func textsAreUTF8() throws {
    #expect(try Datasets.text(of: [0xEF, 0xBB, 0xBF] + Array("x\n1".utf8), file: "f") == "x\n1")
    func fault(_ bytes: [UInt8]) -> String {
      do { return try Datasets.text(of: bytes, file: "f") } catch { return "\(error)" }
    }
    #expect(fault(Array("x\n".utf8) + [0xFC, 0x0A]) == "f:2: is not UTF-8: save the file as UTF-8")
    #expect(fault([0xFF, 0xFE, 0x78, 0]) == "f: is UTF-16: save it as UTF-8")
  }

  @Test func longFieldsAreShortenedInMessages() {
    let message = fault("x\n" + String(repeating: "a", count: 10_000))
    #expect(message.count < 200)
  }
}
