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
