import Testing

@testable import Book

/// Labels of figures and tables whose cells show nothing, before anything is executed.
@MainActor @Suite struct UnshownLabelTests {
  @Test(arguments: [
    ("label: tbl-a", "", "it computes nothing: end it with the table"),
    ("label: tbl-a", "func f() {}", "it computes nothing: end it with the table"),
    (
      "label: fig-a\n//| alt: A.", "import Foundation",
      "it computes nothing: end it with the figure"
    ),
    ("label: fig-a\n//| alt: A.", "// Plot(…)", "it computes nothing: end it with the figure"),
    ("label: tbl-a\n//| eval: false", "1", "it is not executed: remove “eval: false”"),
    (
      "label: tbl-a\n//| include: false", "1", "it is left out of the page: remove “include: false”"
    ),
    ("label: tbl-a\n//| error: compile", "a +", "it must not compile: remove “error: compile”"),
  ])
  func whatIsKnownBeforeTheRunIsReported(options: String, code: String, reason: String) throws {
    let label = options.hasPrefix("label: tbl") ? "tbl-a" : "fig-a"
    var sample = try PageSample("```swift\n//| \(options)\n\(code)\n```")
    sample.record.cells = []
    let writer = sample.writer()
    _ = writer.body()
    #expect(
      writer.diagnostics.map(\.description) == [
        "Chapters/02-sample.md:6:1: error: '\(label)' labels a cell that shows nothing, since "
          + "\(reason), or remove the label"
      ])
  }

  @Test(arguments: [
    "label: tbl-a\n1", "label: tbl-a\nlet x = draw()", "label: tbl-a\nfor _ in 0..<2 { show(x) }",
    "label: note\nfunc f() {}", "label: setup\n//| include: false\n1", "label: tbl-a\nfunc f( {",
  ])
  func whatMayShowSomethingIsNot(cell: String) throws {
    var sample = try PageSample("```swift\n//| \(cell)\n```")
    sample.record.cells = []
    let writer = sample.writer()
    _ = writer.body()
    #expect(writer.diagnostics == [])
  }
}
