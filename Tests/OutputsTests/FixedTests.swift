import Outputs
import Testing

@Suite struct FixedTests {
  @Test func numbersAreRoundedCorrectly() {
    #expect(2.345.fixed(1) == "2.3")
    #expect(Float(2.345).fixed(2) == "2.35")  // As a Float it is 2.34500003.
    #expect(0.125.fixed(2) == "0.12")  // A tie goes to the even digit.
    #expect(1e6.fixed(0) == "1000000")
    #expect((-1.25).fixed(3) == "-1.250")
  }

  @Test func zeroHasNoSign() {
    #expect((-0.0).fixed(1) == "0.0")
    #expect((-0.04).fixed(1) == "0.0")
    #expect((-0.06).fixed(1) == "-0.1")
  }

  @Test func nonFiniteNumbersKeepTheirNames() {
    #expect(Double.infinity.fixed(2) == "inf")
    #expect((-Double.infinity).fixed(2) == "-inf")
    #expect(Double.nan.fixed(2) == "nan")
  }
}
