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

  @Test(arguments: [
    ("<p title=\"x>\n\nwords", "6:1", "<p title=\"x>"),
    ("words\n\n<!-- x\n\nwords", "8:1", "<!-- x"),
    ("<div\n\nwords>", "6:1", "<div"), ("<div>a<b class='x>\n\nwords", "6:7", "<b class='x>"),
    ("<div><?php\n\nwords", "6:6", "<?php"),
  ])
  func htmlWithoutAnEndIsReported(html: String, place: String, words: String) throws {
    #expect(
      try PageSample.problems(html) == [
        "Chapters/02-sample.md:\(place): error: this HTML has no end: '\(words)'"
      ])
  }

  @Test(arguments: [
    "<!-->", "<!--->", "<!-- a -->", "<!-- a --!>", "<script>if (a<b) c</script>",
    "<p title='>'>x</p>",
    "<style>a > b { content: '<b' }</style>", "a < b and <3", "<p / class = x >y</p>",
  ])
  func htmlWithAnEndIsNot(html: String) throws {
    #expect(try PageSample.problems(html) == [])
  }

  /// Tags are those that browsers read.
  @Test(arguments: [
    ("<a/href=x>", "a href=x"), ("<A HREF = 'x y'>", "a href=x y"),
    ("<a href=x href=y>", "a href=x"),
    ("<!--><a href=x>-->", "a href=x"), ("<!-- a --!><a href=x>", "a href=x"),
    ("<!-- <a> --> b", ""),
    ("</a href=x>", ""), ("<a\nhref=\"\nx\">", "a href=\nx"), ("<a b c>", "a b= c="),
    ("<textarea><a></textarea><b>", "textarea; b"), ("<a href=&#106;&Tab;&colon;>", "a href=j\t:"),
    ("<a href=\"&#60;&gt;&bsol;&#x6A\">", "a href=<>\\j"), ("<é> <1> <a", ""), ("<a =b>", "a =b="),
  ])
  func tags(html: String, tags: String) {
    let words = RawTag.all(in: html).map { tag in
      ([tag.name] + tag.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        .joined(separator: " ")
    }
    #expect(words.joined(separator: "; ") == tags)
  }
}
