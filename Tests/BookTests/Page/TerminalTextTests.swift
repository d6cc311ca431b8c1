import Outputs
import Testing

@testable import Book

/// What programs print for terminals.
@MainActor @Suite struct TerminalTextTests {
  @Test(arguments: [
    ("plain  text \n", "plain  text \n"),
    ("\u{1B}[32mGreen\u{1B}[0m\n", "Green\n"),
    ("\u{1B}[1;38;5;208mbold\u{1B}[m", "bold"),
    ("\u{1B}[38:2::1:2:3mtrue color", "true color"),
    ("\rstep 1/3\rstep 2/3\rstep 3/3\rdone    \n", "done\n"),
    ("10%\r100%\r5", "500%"),
    ("a\r\nb\r\n", "a\nb\n"),
    ("long line\r\u{1B}[Kshort", "short"),
    ("long line\u{1B}[2K\rnew", "new"),
    ("ab\u{8}c", "ac"),
    ("one\ntwo\u{1B}[1A\rONE\n\rTWO", "ONE\nTWO"),
    ("a\u{1B}[3Gb", "a b"),
    ("\u{1B}]0;title\u{7}text", "text"),
    ("\u{1B}]8;;https://example.org\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
    ("\u{1B}(Bx\u{1B}=y", "xy"),
    ("ding\u{7}", "ding"),
    ("é\u{9B}31mx\u{1B}[0m", "éx"),
    ("end\u{1B}", "end"), ("end\u{1B}[31", "end"),
    ("far\u{1B}[999999999999C.", "far" + String(repeating: " ", count: 997) + "."),
  ])
  func isAsATerminalShowsIt(printed: String, text: String) {
    #expect(TerminalText.plain(printed) == text)
  }

  @Test func ofAPageAndItsFailures() throws {
    let html = try PageSample.body(
      "```swift\n//| error: trap\n//| echo: false\n1\n```",
      outputs: [
        [
          .printed("\rstep 1/2"), .printed("\rstep 2/2"), .warned("\u{1B}[31mred\u{1B}[0m"),
          .shown(content: .text("\u{1B}[1mb\u{1B}[0m")), .failed("\u{1B}[31mno\u{1B}[0m"),
          .check(message: "\u{1B}[32mholds", passed: true),
        ]
      ])
    #expect(html.contains("<pre class=\"output printed\">step 2/2</pre>"))
    #expect(html.contains(">red</pre>"))
    #expect(html.contains(">b</pre>"))
    #expect(html.contains(">no</pre>"))
    #expect(html.contains("<li>holds"))
  }
}
