import Outputs
import Testing

@Suite struct FixedTests {
  @Test func numbersAreRoundedCorrectly() {
    #expect(2.345.fixed(1) == "2.3")
    #expect(Float(2.345).fixed(2) == "2.35")  // As a Float it is 2.34500003.
    #expect(0.125.fixed(2) == "0.12")  // A tie goes to the even digit.
    #expect(1e6.fixed(0) == "1000000")
    #expect(1e22.fixed(1) == "10000000000000000000000.0")
    #expect(2.345.fixed(2) == "2.35")  // Its binary digits are a little above the tie.
    #expect(9.995.fixed(2) == "9.99")  // And these a little below.
    #expect(0.999.fixed(2) == "1.00" && 999.96.fixed(1) == "1000.0")
    #expect((-1.25).fixed(3) == "-1.250")
  }

  @Test(arguments: [
    (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (-1_000, "-1,000"), (-999, "-999"),
    (65_536, "65,536"), (1_234_567, "1,234,567"), (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func thousandsAreGrouped(_ number: Int, _ text: String) { #expect(number.grouped == text) }

  @Test func unsignedThousandsAreGrouped() {
    #expect(UInt8(255).grouped == "255" && UInt64.max.grouped == "18,446,744,073,709,551,615")
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
    #expect((-Double.nan).fixed(0) == "nan" && (-Float.nan).fixed(3) == "nan")
    #expect(Float(nan: 5, signaling: false).fixed(1) == "nan")
  }

  /// Swift's spelling of a NaN depends on the CPU that made it; ours does not.
  @Test(arguments: [
    ("-nan", "nan"), ("[nan, -nan]", "[nan, nan]"), ("(-nan,-inf, 1.0)", "(nan,-inf, 1.0)"),
    ("nan(0x5)", "nan"), ("x = -nan(0x1fffff);", "x = nan;"), ("snan", "nan"), ("-snan", "nan"),
    ("loss -nan\n-nan", "loss nan\nnan"), ("-nan -nan", "nan nan"), ("é-nan", "é-nan"),
    ("nan", "nan"), ("it is -nan.", "it is nan."), ("banana-nan", "banana-nan"), ("--nan", "--nan"),
    ("-nano", "-nano"),
    ("nan(0xg)", "nan(0xg)"), ("nan()", "nan()"), ("-0.0 -inf inf", "-0.0 -inf inf"),
  ])
  func nansHaveOneSpelling(_ printed: String, _ expected: String) {
    #expect(printed.withPlainNaNs == expected)
    #expect(Output(text: printed) == Output(text: expected))
  }

  @Test func tablesSpellNaNsToo() {
    let table = Output.Table(
      columns: [.init("a", isNumeric: true)], rows: [["\(-Float.nan)"], ["-0.0"]])
    #expect(table.rows == [["nan"], ["-0.0"]])
  }
}
