import GradientTable
import Testing

extension GradientCase: CustomTestStringConvertible {}

@Suite struct GradientTests {
  @Test(arguments: GradientCase.all)
  func agreesWithCentralDifferences(_ row: GradientCase) {
    #expect(row.faults == [])
  }
}
