import Testing

@testable import Book

@Suite struct MarkdownTests {
  /// Where each leaf of this kind stands, as `literal@line:column-line:column`.
  private func places(_ kind: Markdown.Node.Kind, in source: String) -> [String] {
    var places: [String] = []
    Markdown.parse(source).walk {
      guard $0.kind == kind else { return }
      places.append(
        "\($0.literal)@\($0.startLine):\($0.startColumn)-\($0.endLine):\($0.endColumn)")
    }
    return places
  }

  @Test func codeSpansBeginAtTheirBackquote() {
    #expect(places(.code, in: "a `b` ``c`d``") == ["b@1:3-1:5", "c`d@1:7-1:13"])
  }

  @Test func indentedAndQuotedLinesKeepTheirColumns() {
    #expect(places(.code, in: "> one\n>   two `x`\n> and `y`") == ["x@2:9-2:11", "y@3:7-3:9"])
    #expect(places(.code, in: "- one\n\n  two\n     three `x`") == ["x@4:12-4:14"])
  }

  @Test func cellsOfATableKeepTheirColumns() {
    let table = "text\n\n| a | b |\n|---|:-:|\n| `x` | `y \\| z` |\n| @fig-a | `w` |"
    #expect(places(.code, in: table) == ["x@5:3-5:5", "y | z@5:9-5:16", "w@6:12-6:14"])
    #expect(places(.text, in: table).contains("@fig-a@6:3-6:8"))
  }

  @Test func escapesAndEntitiesKeepTheirColumns() {
    #expect(
      places(.text, in: "1 \\* 2 &amp; 3 `x` end") == ["1 * 2 & 3 @1:1-1:15", " end@1:19-1:22"])
  }

  @Test func destinationsHideNothing() {
    #expect(places(.text, in: "[b](c/b.md) *b* b").last == " b@1:16-1:17")
  }

  @Test func linesAreCountedAcrossReferenceDefinitions() {
    #expect(places(.code, in: "[a]: http://x\n[b]: http://y\ntext `x`") == ["x@3:6-3:8"])
  }

  @Test func footnotesKeepTheirLabelsAndPlaces() {
    let source = "a[^second] b[^first]\n\n[^first]: one `x`\n\n[^second]: two `y`\n"
    var labels: [String] = []
    Markdown.parse(source).walk {
      if case .footnoteReference(let label) = $0.kind { labels.append("reference \(label)") }
      if case .footnoteDefinition(let label) = $0.kind { labels.append("definition \(label)") }
    }
    #expect(
      labels == [
        "reference second", "reference first", "definition second", "definition first",
      ])
    #expect(places(.code, in: source) == ["y@5:16-5:18", "x@3:15-3:17"])
  }

  @Test func everyKindOfBlockIsThere() {
    let source = """
      # Title

      1. one
      2. two

      - [x] done
      - [ ] open

      > quoted

      ```swift
      let x = 1
      ```

      | a |
      |--:|
      | 1 |

      <details>

      ~~old~~ https://example.org **strong**\\
      *emphasis* <b>bold</b> ![alt](image.png "title")

      ---
      """
    let document = Markdown.parse(source)
    #expect(document.children.map(\.kind).first == .heading(level: 1))
    var kinds: [Markdown.Node.Kind] = []
    document.walk { kinds.append($0.kind) }
    for kind: Markdown.Node.Kind in [
      .list(ordered: true, start: 1, tight: true), .item(checked: true), .item(checked: false),
      .item(checked: nil), .blockQuote, .codeBlock(info: "swift"), .table(alignments: [.right]),
      .tableHeader, .tableRow, .tableCell, .htmlBlock, .strikethrough, .strong, .lineBreak,
      .emphasis, .htmlInline, .thematicBreak,
      .link(destination: "https://example.org", title: ""),
      .image(destination: "image.png", title: "title"),
    ] {
      #expect(kinds.contains(kind), "\(kind)")
    }
  }
}
