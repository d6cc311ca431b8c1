import Testing

@testable import Book

/// Formulas in the notations that pages do not set, and amounts of money.
@MainActor @Suite struct DollarTests {
  @Test(arguments: [
    ("So $x^2$ is.", "6:4", "$`x^2`$"), ("($x_t$)", "6:2", "$`x_t`$"),
    ("$a*b*c$", "6:1", "$`abc`$"), ("one\ntwo $x$, three", "7:5", "$`x`$"),
    ("## The $x$", "6:8", "$`x`$"), ("| $x$ |\n|---|", "6:3", "$`x`$"),
    ("> - *so $x$*", "6:9", "$`x`$"),
  ])
  func formulasInlineAreReported(markdown: String, place: String, formula: String) throws {
    #expect(
      try PageSample.problems(markdown) == [
        "Chapters/02-sample.md:\(place): error: a formula stands between $` and `$: \(formula); "
          + "a dollar sign is \\$"
      ])
  }

  @Test(arguments: [
    ("$$\nx^2\n$$", "6:1"), ("So $$x^2$$ is", "6:4"), ("a\n\n$$\nx\n=\n$$", "8:1"),
    ("- b\n\n  $$x$$", "8:3"),
  ])
  func displayedFormulasAreReportedOnce(markdown: String, place: String) throws {
    #expect(
      try PageSample.problems(markdown) == [
        "Chapters/02-sample.md:\(place): error: a formula of its own stands between ```math and "
          + "```, not between $$; a dollar sign is \\$"
      ])
  }

  @Test(arguments: [
    "7 users cost $140, 8 users $160.", "From $5 to $6.", "US$5, A$6", "5$ or 6$",
    "\\$x\\$ and \\$\\$",
    "`$x$` and `$0 + $1`", "$`x`$ costs $5, $`y`$$`z`$", "&#36;x$", "$5-$7", "The shell's $HOME.",
  ])
  func amountsOfMoneyAreText(markdown: String) throws {
    #expect(try PageSample.problems(markdown) == [])
  }

  @Test func anEscapedDollarBeginsNoFormula() throws {
    #expect(try PageSample.body("\\$`x`$") == "<p>$<code>x</code>$</p>\n")
  }

  @Test(arguments: ["math #eq-a", "math {eq-a}", "Math", "math {#eq-a", "{math}"])
  func otherFencesOfFormulasAreReported(info: String) throws {
    #expect(
      try PageSample.problems("```\(info)\nx\n```") == [
        "Chapters/02-sample.md:6:1: error: a formula begins with ```math or ```math {#eq-name}, "
          + "not with '\(info)'"
      ])
  }
}
