import Testing

@testable import Book

/// Ids on a page: no two elements have the same.
@MainActor @Suite struct OutlineTests {
  private func ids(_ html: String) -> [String] {
    html.matches(of: #/\sid="?([^">\s]*)/#).map { String($0.1) }
  }

  @Test(arguments: [
    ("Search", "search-1"), ("Found", "found-1"), ("Note 1", "note-1-1"),
    ("Note 1 reference", "note-1-reference-1"), ("Ref ho2020", "section-ref-ho2020"),
    ("Main", "main-1"), ("Run", "run-1"), ("References", "references-1"),
    ("Notes", "notes"), ("Searching", "searching"), ("Note one", "note-one"),
  ])
  func headingsLeaveThePagesOwnIDs(title: String, id: String) throws {
    let html = try PageSample.body(
      "## \(title)\n\nA note[^1] by @ho2020. [To it](#\(HTML.slug(title))).\n\n[^1]: Text.")
    #expect(html.contains("<h2 id=\(id)>"))
    #expect(html.contains("<a href=#\(id)>To it</a>"))
    let all = ids(html) + Outline.reserved + ["ref-ho2020"]
    #expect(Set(all).count == all.count)
  }

  @Test func fragmentsAreThoseOfGitHub() throws {
    let html = try PageSample.body(
      "## Search\n\n## Search\n\n[a](#search) [b](#search-1) [c](#search-2) [d](#contents)")
    #expect(ids(html) == ["search-1", "search-2"])
    let links = html.matches(of: #/<a href=([^>]+)>[a-d]</#).map { String($0.1) }
    #expect(links == ["#search-1", "#search-2", "#search-2", "#contents"])
  }

  @Test func headingsLeaveIDsInTheAuthorsHTML() throws {
    let html = try PageSample.body(
      "<a id=\"here\"></a>\n\n## Here\n\nInline <b id='there'>x</b>, [a](#here), [b](#there).\n\n## There"
    )
    #expect(html.contains("<h2 id=here-1>"))
    #expect(html.contains("<h2 id=there-1>"))
    #expect(html.contains("<a href=#here>a</a>, <a href=#there>b</a>"))
  }

  @Test(arguments: [
    (
      "## A {#search}",
      "6:1: error: 'search' is an id of the page's own frame: choose another label"
    ),
    (
      "```swift\n//| label: note-1\n1\n```",
      "6:1: error: 'note-1' is an id of the page's own frame: choose another label"
    ),
    (
      "```math {#ref-a}\na\n```",
      "6:1: error: 'ref-a' is an id of the page's own frame: choose another label"
    ),
    (
      "```swift\n//| label: training\n1\n```\n\n## A {#training}",
      "11:1: error: the label 'training' is used twice"
    ),
    ("<p id=x></p>\n\n## A {#x}", "8:1: error: the label 'x' is used twice"),
  ])
  func labelsThatMeetOtherIDsAreReported(markdown: String, problem: String) throws {
    let problems = try PageSample.problems(markdown)
    #expect(problems.first == "Chapters/02-sample.md:" + problem)
    #expect(problems.count { $0.contains("choose another") || $0.contains("twice") } == 1)
  }
}
