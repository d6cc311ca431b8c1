import Foundation
import Testing

@testable import Book

/// Lengths in formulas.
@MainActor @Suite struct FormulaLengthTests {
  @Test(arguments: [
    ("\\rule{1000000em}{1em}", "1000000em"), ("x\\rule{1em}{-101em}", "-101em"),
    ("a\\hspace{3000ex}b", "3000ex"), ("a\\kern 1001pt b", "1001pt"),
    ("\\raisebox{50cm}{x}", "50cm"), ("a\\mkern 5000mu b", "5000mu"),
    ("\\hskip 999in x", "999in"), ("\\def\\a{\\rule{500em}{1em}}\\a", "500em"),
    ("\\def\\w{500em}\\rule{\\w}{1em}", "500em"),
    ("a\\hspace*{.1em}\\hspace{102em}", "102em"),
    ("\\begin{matrix}a\\\\[200em]b\\end{matrix}", "200em"),
    ("{a \\above{150em} b}", "150em"), ("\\genfrac(]{200em}{2}{a}{b}", "200em"),
    ("\\hspace{-1000em}x", "-1000em"),
  ])
  func lengthsAreBounded(tex: String, length: String) throws {
    let number = length.replacing("-", with: "")
    let before = try #require(tex.range(of: number)).lowerBound
    let column = 3 + tex.utf8.distance(from: tex.startIndex, to: before)
    #expect(
      try PageSample.problems("$`\(tex)`$") == [
        "Chapters/02-sample.md:6:\(column): error: TeX: \(length) is too long: a length has at most 100em"
      ])
  }

  @Test func theLineIsThatOfTheLength() throws {
    #expect(
      try PageSample.problems("```math\na\n+ \\rule{1em}{1000em}\n```") == [
        "Chapters/02-sample.md:8:14: error: TeX: 1000em is too long: a length has at most 100em"
      ])
    #expect(
      try PageSample.problems(
        "```math\n\\def\\arraystretch{1000}\n\\begin{matrix}a\\end{matrix}\n```")
        == ["Chapters/02-sample.md:7:5: error: TeX: \\arraystretch is at most 100"])
  }

  @Test(arguments: [
    "\\rule{100em}{1em}", "\\hspace{-99em}", "\\kern 1000pt", "200\\,em", "\\text{1000em}",
    "a\\\\[2em]b", "\\raisebox{1cm}{x}", "x_{1000em}", "\\rule{1em}{1em}1000em",
    "\\rule{1sp}{99999sp}",
  ])
  func usualLengthsAreSet(tex: String) throws {
    #expect(try PageSample.problems("$`\(tex)`$") == [])
  }
}
