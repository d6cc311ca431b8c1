import Foundation
import Testing

@testable import Book

/// Text and code that are nested without measure end with one line, not with the stack.
@Suite struct DepthTests {
  private func problem(_ body: String) -> String {
    message {
      let chapter = try chapter(body)
      return try Program(chapter: chapter, book: Book(chapters: [chapter]))
    }
  }

  private static func nested(_ count: Int, _ open: String, _ inside: String, _ close: String = "")
    -> String
  {
    String(repeating: open, count: count) + inside + String(repeating: close, count: count)
  }

  @Test(arguments: [
    nested(7000, "- ", "a"), nested(7000, "> ", "a"), nested(7000, ">", "a"),
    nested(7000, "1. ", "a"), nested(3000, "*a ", "c", " a*"), nested(3000, "> - ", "a"),
    nested(1000, "**a *a ", "c", " a* a**"), "[^a]\n\n[^a]: " + nested(7000, "> ", "x"),
    "| a |\n|---|\n| " + nested(2000, "*a ", "c", " a*") + " |",
  ])
  func markdownHasALimit(body: String) {
    let problem = problem(body)
    #expect(problem.hasPrefix("Chapters/02-test.md:"), "\(problem)")
    #expect(problem.hasSuffix("nested here more than 100 deep, which is the limit"), "\(problem)")
    #expect(!problem.contains("\n"))
  }

  @Test(arguments: [
    nested(40, "- ", "a"), nested(90, "> ", "a"), nested(45, "**a *a ", "c", " a* a**"),
  ])
  func whatAnyoneWritesIsWithinIt(body: String) throws {
    #expect(problem(body) == "")
  }

  @Test func aCaptionHasTheSameLimit() {
    let caption = Self.nested(200, "*a ", "c", " a*")
    #expect(
      problem("Text.\n\n```swift\n//| caption: \"\(caption)\"\n1\n```").hasPrefix(
        "Chapters/02-test.md:7:1: error: lists, quotations and emphasis are nested here more than"))
  }

  @Test(arguments: [
    nested(3000, "(", "1", ")"), nested(3000, "[", "1", "]"), nested(3000, "{ ", "1", " }()"),
    nested(5000, "try ", "f()"), nested(3000, "- ", "1"), nested(20_000, "!", "true"),
    "1" + String(repeating: ".description.count", count: 4000),
    "f" + String(repeating: "(1)", count: 4000), nested(3000, "f(", "1", ")"),
    nested(3000, "\"\\(", "1", ")\""), "x" + String(repeating: "!", count: 30_000),
    nested(3000, "await ", "f()"), nested(4000, "if a {} else ", "{}"),
    nested(2000, "Array<", "Int", ">") + ".self", nested(3000, "Int -> ", "Int") + ".self",
  ])
  func swiftHasALimit(code: String) {
    for body in ["```swift\nprint(1)\nlet x = \(code)\n```", "```swift\n\(code)\n```"] {
      let problem = problem(body)
      #expect(problem.isEmpty || problem.hasPrefix("Chapters/02-test.md:"), "\(problem)")
      #expect(!problem.contains("\n"))
    }
    // Highlighting survives it, too.
    #expect(Highlighter.html("let x = " + code).contains("let"))
    #expect(!problem("`{swift} \(code)`").contains("\n"))
  }

  @Test func theLimitOfSwiftIsGenerousAndNamed() {
    #expect(problem("```swift\nlet x = \(Self.nested(45, "(", "1", ")"))\n```") == "")
    #expect(problem("```swift\nlet x = 1\(String(repeating: ".magnitude", count: 400))\n```") == "")
    #expect(
      problem("```swift\nlet x = \(Self.nested(3000, "(", "1", ")"))\n```").hasSuffix(
        "error: \(SyntaxDepth.message)"))
    #expect(problem("```swift\nlet x = \(Self.nested(40, "{ ", "1", " }()"))\n```") == "")
    #expect(problem("```swift\nlet x = \(Self.nested(10, "[", "1", "]"))\n```") == "")
    #expect(problem("```swift\nlet x = \(Self.nested(24, "[f(", "1", ")]"))\n```") == "")
    for (open, close) in [("[", "]"), ("[ ", " ]"), ("[(", ")]"), ("[\n", "\n]")] {
      #expect(
        problem("```swift\nlet x = \(Self.nested(24, open, "1", close))\n```")
          .hasSuffix("error: \(SyntaxDepth.message)"))
    }
    #expect(problem("```swift\n\(Self.nested(45, "if seed > 1 {\n", "", "}\n"))\n```") == "")
    let deep = try? chapter("```swift\n//| parameters: true\nlet a = [1]\n```")
    #expect(deep?.faults(in: ["a": Self.nested(3000, "[", "1", "]")]).count == 1)
  }

  @Test(arguments: [
    "uses: " + nested(50_000, "[", "a", "]"), "quick: " + nested(50_000, "{a: ", "b", "}"),
    "uses:\n"
      + (0..<3000).map { String(repeating: " ", count: $0) + "- a:" }.joined(separator: "\n"),
    "uses:\n  " + nested(20_000, "- ", "a"), "uses: " + nested(20_000, "? ", "a"),
  ])
  func frontMatterHasALimit(yaml: String) {
    let problem = message { try chapter("x", frontMatter: yaml) }
    #expect(problem.hasPrefix("Chapters/02-test.md:"), "\(problem.prefix(300))")
    #expect(!problem.contains("\n"))
  }

  @Test(arguments: [
    nested(50_000, "[", "a", "]"), nested(20_000, "- ", "a"), nested(50_000, "{a: ", "b", "}"),
    "- id: a\n  authors: " + nested(50_000, "[", "a", "]"),
    "- word: a\n  meaning: " + nested(5000, "*a ", "c", " a*") + "\n  chapter: 02-test",
    "- word: a\n  meaning: " + nested(7000, "> ", "c") + "\n  chapter: 02-test",
  ])
  func listsHaveALimit(yaml: String) throws {
    let book = Book(chapters: [try chapter("x")])
    let works = message { try Bibliography(yaml: yaml, path: "a.yaml") }
    let symbols = message { try Symbols(yaml: yaml, path: "a.yaml", in: book) }
    for problem in [works, symbols] {
      #expect(problem.isEmpty || problem.hasPrefix("a.yaml:"), "\(problem.prefix(300))")
      #expect(!problem.contains("\n"))
    }
  }

  @MainActor
  @Test(arguments: [
    nested(5000, "{", "x", "}"), nested(2000, "\\sqrt{", "x", "}"),
    nested(3000, "\\frac1{", "x", "}"),
    nested(3000, "\\left(", "x", "\\right)"), nested(3000, "x^{", "y", "}"),
    nested(500, "\\begin{matrix}", "x", "\\end{matrix}"),
  ])
  func formulasHaveALimit(tex: String) throws {
    let problems = try PageSample.problems("$`\(tex)`$")
    #expect(problems.count <= 1)
    #expect(problems.allSatisfy { !$0.contains("\n") && $0.hasPrefix("Chapters/02-sample.md:6:") })
  }
}
