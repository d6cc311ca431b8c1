import Figures
import Outputs
import Testing

@Suite struct TableTests {
  @Test func aTableIsItsColumnsAndRows() throws {
    let output = Table(columns: ["t", "β"], rows: [["1", "-0.5"], ["10", "<none>"]]).lowered()
    #expect(output.picture == nil)
    #expect(
      output.content
        == .table(
          Output.Table(
            columns: [.init("t", isNumeric: true), .init("β", isNumeric: false)],
            rows: [["1", "-0.5"], ["10", "<none>"]])))
    #expect(output.content.text == " t  β\n──  ──────\n 1  -0.5\n10  <none>")
  }

  @Test(arguments: [
    (["1", "-0.5", "±3", "≈ 2"], true), (["1", "–", ""], true), (["∞"], true), (["–"], false),
    (["1", "nan"], true), (["-inf", "0"], true), (["inf", "nan", "–"], true), (["nano"], false),
    (["info"], false),
    (["1", "one"], false), ([], false),
  ])
  func columnsOfNumbersAreNumeric(cells: [String], isNumeric: Bool) {
    let output = Table(columns: ["a"], rows: cells.map { [$0] }).lowered()
    guard case .table(let table) = output.content else {
      Issue.record("a table is \(output.content)")
      return
    }
    #expect(table.columns == [.init("a", isNumeric: isNumeric)])
  }
}
