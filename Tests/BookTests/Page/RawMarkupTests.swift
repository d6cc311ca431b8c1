import Testing

@testable import Book

/// Images in the author's own HTML, checked like those of Markdown.
@MainActor @Suite struct RawMarkupTests {
  @Test(arguments: [
    ("<img src=\"scheme.png\" alt=\"a\">", "6:11", "scheme.png"),
    ("See <img src='x.png'> here", "6:15", "x.png"),
    ("<IMG SRC=x.png>", "6:10", "x.png"),
    ("<p align=center>\n<img\n  src=\"a/b.svg\">\n</p>", "8:8", "a/b.svg"),
    ("<img src=\"data:image/png;base64,AA\">", "6:11", "data:image/png;base64,AA"),
    ("<video src=\"v.mp4\"></video>", "6:13", "v.mp4"),
    ("<picture><source srcset=\"b.png\"></picture>", "6:26", "b.png"),
    ("<iframe src=\"https://example.org\"></iframe>", "6:14", "https://example.org"),
    ("<img>", "6:1", "<img>"),
  ])
  func imagesComeFromCells(html: String, place: String, source: String) throws {
    #expect(
      try PageSample.problems(html) == [
        "Chapters/02-sample.md:\(place): error: images must come from cells, so that they can be "
          + "reproduced: '\(source)' does not"
      ])
  }

  @Test(arguments: [
    "<!-- <img src=\"x.png\"> -->\n\nText.", "`<img src=x>`", "<p title=\"<b>\">images</p>",
    "```html\n<img src=x>\n```",
  ])
  func commentsAndCodeHaveNone(markdown: String) throws {
    #expect(try PageSample.problems(markdown) == [])
  }
}
