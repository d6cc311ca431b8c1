import Testing

@testable import Book

/// End tags of the page's own frame, and faults of HTML that are reported once.
@MainActor @Suite struct StrayTagTests {
  private func stray(_ place: String, _ name: String) -> String {
    "Chapters/02-sample.md:\(place): error: '</\(name)>' closes nothing that this HTML has opened, and "
      + "would close a part of the page: remove it, or open <\(name)> before it, in the same paragraph "
      + "or in HTML between blank lines"
  }

  @Test(arguments: [
    ("</article>x</main>", "6:1", "article"), ("x</main>y", "6:2", "main"),
    ("<div>\n</div></div>", "7:7", "div"), ("> <p>\n> x</p></P >", "7:8", "p"),
    ("- a\n\n  </ul>", "8:3", "ul"), ("<body>\n</body>", "7:1", "body"),
    ("<b>\n\n*x</em>*", "8:3", "em"), ("| a |\n|---|\n| x</td> |", "8:4", "td"),
    ("## A</h2>", "6:5", "h2"), ("<div>\n\n- </div>", "8:3", "div"),
    ("<div><span></div></span>", "6:18", "span"), ("x[^1]\n\n[^1]: a</div>", "8:8", "div"),
    ("<script>'</div>'</script></div>", "6:26", "div"), ("<svg><g/></svg></g>", "6:16", "g"),
    ("<div><textarea></b></TEXTAREA></b>", "6:31", "b"), ("</br>", "6:1", "br"),
    ("<details>\n\nwords</details>", "8:6", "details"),
  ])
  func tagsThatCloseThePageAreReported(html: String, place: String, name: String) throws {
    #expect(try PageSample.problems(html) == [stray(place, name)])
  }

  @Test(arguments: [
    "<details>\n<summary>S</summary>\n\nwords\n\n</details>", "a <b>b</b> c", "<b>*x*</b>",
    "<div>\n\n- a\n\n> b\n\n</div>", "<p>a<p>b</p></p>", "<b><i>x</b></i>", "<!-- </div> -->",
    "`</div>`", "```html\n</div>\n```", "<article></article>", "<table><tr><td>x</table>",
    "<ul><li>a<li>b</ul>", "<script>'</div>' < 1</script>", "a *<b>x</b>* y", "<div><br></div>",
    "<DIV>x</div>", "- <div>\n\n  x\n\n  </div>", "x <kbd>a\nb</kbd>", "\\</div>",
    "<title></title>",
  ])
  func tagsThatCloseTheirOwnAreNot(html: String) throws {
    #expect(try PageSample.problems(html) == [])
  }

  /// Each fault has its own place, and a place each fault once.
  @Test func aFaultIsReportedOnce() throws {
    func places(_ html: String) throws -> [String] {
      try PageSample.problems(html).map {
        $0.split(separator: " error: ")[0].replacing("Chapters/02-sample.md:", with: "") + " "
          + String($0.split(separator: " error: ")[1].prefix(10))
      }
    }
    #expect(
      try places("<img src=x><img src=x>") == ["6:10: images mus", "6:21: images mus"])
    #expect(
      try places("> <div>\n> <img src=x><img src=x>") == ["7:12: images mus", "7:23: images mus"])
    #expect(try places("<a href=x xlink:href=x>y</a>") == ["6:9: this link "])
    #expect(
      try places("<a href=\"javascript:x\" action=\"javascript:x\">y</a>") == ["6:10: links to '"])
    #expect(try places("</p></p></p>") == ["6:1: '</p>' clo"])
    #expect(try places("a</b>\nb</b>") == ["6:2: '</b>' clo", "7:2: '</b>' clo"])
  }

  @Test func manyTagsAreReadOnce() throws {
    let many = String(repeating: "<p><b>x</b>", count: 20_000)
    #expect(try PageSample.problems(many) == [])
    #expect(try PageSample.problems(many + "</i></i>").count == 1)
  }
}
