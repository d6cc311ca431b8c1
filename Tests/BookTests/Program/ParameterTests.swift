import Testing

@testable import Book

@Suite struct ParameterTests {
  private let body = """
    ```swift
    //| parameters: true
    let epochs = 8
    let rate = 1e-3, decay: Float = 0.5
    let dataset = "mnist"
    let verbose = false
    let sizes = [
      1,
      2,
    ]
    ```
    """

  private func parameters(
    _ settings: [String: String] = [:], quick: Bool = false, frontMatter: String = "seed: 1"
  ) throws -> [String: String] {
    let chapter = try chapter(body, frontMatter: frontMatter)
    let program = try Program(
      chapter: chapter, book: Book(chapters: [chapter]), settings: settings, quick: quick)
    return Dictionary(uniqueKeysWithValues: program.parameters.map { ($0.name, $0.value) })
  }

  @Test func theirOwnValuesAreTheDefault() throws {
    #expect(
      try parameters() == [
        "epochs": "8", "rate": "1e-3", "decay": "0.5", "dataset": "\"mnist\"",
        "verbose": "false", "sizes": "[\n  1,\n  2,\n]",
      ])
  }

  @Test func settingsTakeTheTypeOfTheInitializer() throws {
    let values = try parameters([
      "epochs": "1", "rate": "1", "decay": "2", "dataset": "fashion", "verbose": "true",
      "sizes": "[3]",
    ])
    #expect(
      values == [
        "epochs": "1", "rate": "1.0", "decay": "2", "dataset": "\"fashion\"",
        "verbose": "true", "sizes": "[3]",
      ])
  }

  @Test func settingsMoveNoLine() throws {
    let chapter = try chapter(body)
    let program = try Program(
      chapter: chapter, book: Book(chapters: [chapter]), settings: ["sizes": "[3]"])
    #expect(
      program.sources[0].text.split(separator: "\n", omittingEmptySubsequences: false).count == 17)
  }

  @Test func quickValuesApplyWhenAsked() throws {
    let quick = "quick: { epochs: 2, dataset: fashion }"
    #expect(try parameters(frontMatter: quick)["epochs"] == "8")
    #expect(try parameters(quick: true, frontMatter: quick)["epochs"] == "2")
    #expect(try parameters(quick: true, frontMatter: quick)["dataset"] == "\"fashion\"")
    #expect(try parameters(["epochs": "3"], quick: true, frontMatter: quick)["epochs"] == "3")
  }

  @Test func illTypedValuesAreNamedAtTheParameter() throws {
    for value in ["0.5", "abc", "\"1\"", "1; 2", "", "true", "["] {
      #expect(
        message { try parameters(["epochs": value]) }
          == "Chapters/02-test.md:7:5: error: --set epochs=\(value): “epochs” is an Int, "
          + "and “\(value)” is not")
    }
    #expect(message { try parameters(["verbose": "1"]) }.contains("“verbose” is a Bool"))
    #expect(message { try parameters(["rate": "x"]) }.contains("“rate” is a Double"))
    #expect(try parameters(["epochs": "-1_000"])["epochs"] == "-1_000")
  }

  /// Values as people write them, and as Swift source.
  @Test(arguments: [
    ("rate", ".5", "0.5"), ("rate", "-.5", "-0.5"), ("rate", "5.", "5.0"), ("rate", "1e3", "1e3"),
    ("sizes", "4,5", "[4, 5]"), ("sizes", "[4, 5,]", "[4, 5]"), ("sizes", "7", "[7]"),
    ("sizes", "[]", "[] as [Int]"), ("sizes", "", "[] as [Int]"), ("names", "", "[] as [String]"),
    ("names", "\"a\",\"b, c\"", #"["a", "b, c"]"#), ("sizes", "0x10, -3", "[0x10, -3]"),
    ("dataset", "a \"b\" c", #""a \"b\" c""#), ("dataset", "two\nlines", #""two\nlines""#),
    ("dataset", "\"quoted\"", "\"quoted\""), ("dataset", "\\(seed)", #""\\(seed)""#),
    ("dataset", "42", "\"42\""), ("names", "a, b", #"["a", "b"]"#), ("names", "[\"a\"]", #"["a"]"#),
    ("size", "3, .5", "(3, 0.5)"), ("size", "(3, 1)", "(3, 1.0)"), ("rates", ".1, 2", "[0.1, 2.0]"),
    ("weights", "1, -.5", "[1, -0.5]"), ("limit", "3", "3"),
    ("limit", "[true, \"a\"]", #"[true, "a"]"#),
  ])
  func literalsAreTakenAsMeant(_ name: String, _ text: String, _ source: String) throws {
    #expect(try literals([name: text])[name] == source)
  }

  /// Code is no value, wherever it hides.
  @Test(arguments: [
    ("sizes", "[exit(1)]"), ("sizes", "{ exit(1) }()"), ("sizes", "[1] + [2]"), ("sizes", "1; 2"),
    ("sizes", "[.5]"), ("limit", "exit(1)"), ("limit", "\"\\(seed)\""), ("limit", "seed"),
    ("names", "[\"\\(seed)\"]"), ("size", "(1, 2, 3)"), ("size", "1"), ("rates", "a"),
    ("rate", "1 + 1"), ("verbose", "False"), ("epochs", "--4"), ("epochs", "!4"),
    ("epochs", "99999999999999999999"), ("epochs", "0xFFFF_FFFF_FFFF_FFFF"), ("rate", "1e999"),
    ("rates", "1, -1e999"), ("sizes", "1, --2"), ("epochs", "5 // x"), ("epochs", "5 /**/"),
    ("sizes", "1, /* 2 */ 3"), ("limit", "/** x */ 3"),
  ])
  func codeIsRefused(_ name: String, _ text: String) {
    let complaint = message { try literals([name: text]) }
    #expect(complaint.contains("--set \(name)=\(text): “\(name)” is "), "\(complaint)")
  }

  @Test func hintsSayWhatToWrite() {
    #expect(message { try parameters(["verbose": "False"]) }.hasSuffix("is not; write false"))
    #expect(
      message { try literals(["limit": "f()"]) }.contains("is a literal: a number, true, false"))
  }

  private func literals(_ settings: [String: String]) throws -> [String: String] {
    let chapter = try chapter(
      body
        + """


        ```swift
        //| parameters: true
        let names = ["a"], size = (1, 2.0), rates = [0.1, 1], weights: [Float] = [1], limit = seed + 1
        ```
        """)
    let program = try Program(
      chapter: chapter, book: Book(chapters: [chapter]), settings: settings)
    return Dictionary(uniqueKeysWithValues: program.parameters.map { ($0.name, $0.value) })
  }

  private func fault(_ code: String) -> String {
    message {
      let chapter = try chapter("```swift\n//| parameters: true\n\(code)\n```")
      return try Program(chapter: chapter, book: Book(chapters: [chapter]))
    }
  }

  @Test(arguments: [
    ("var epochs = 8", "7:1", "a variable: write let, or move it to another cell"),
    ("let a = 1\nvar b = 2, c = 3", "8:1", "a variable: write let, or move it to another cell"),
    ("let (a, b) = (1, 2)", "7:5", "a pattern: write a let for each name"),
    ("let a = 1, (b, _) = (1, 2)", "7:12", "a pattern: write a let for each name"),
    ("let _ = 2", "7:5", "a pattern: write a let for each name"),
    ("func f() -> Int { 8 }", "7:1", "a function: move it to another cell"),
    ("struct S {}", "7:1", "a type: move it to another cell"),
    ("extension Int {}", "7:1", "an extension: move it to another cell"),
    ("let a: Int", "7:5", "a constant without a value: give it one"),
    ("var a: Int { 8 }", "7:1", "a variable: write let, or move it to another cell"),
  ])
  func whatIsNoParameterIsReported(_ code: String, place: String, found: String) {
    #expect(
      fault(code) == "Chapters/02-test.md:\(place): error: a cell of parameters holds constants, "
        + "let epochs = 8, and this is \(found)")
  }

  @Test(arguments: ["let a = 1; let b = 2", "import Foundation", "let a: Int = 1 // x", "print(1)"])
  func whatMayStandBesideParametersIsNot(_ code: String) { #expect(fault(code) == "") }

  @Test func unknownNamesAreNamedWithTheNearest() {
    #expect(
      message { try parameters(["epohcs": "1"]) }
        == "Chapters/02-test.md:1:1: error: --set epohcs=1: the chapter has no parameter “epohcs”"
        + "; did you mean epochs?")
    #expect(
      message { try parameters(frontMatter: "quick: { epoch: 1 }") }
        == "Chapters/02-test.md:3:1: error: quick: the chapter has no parameter “epoch”"
        + "; did you mean epochs?")
  }
}
