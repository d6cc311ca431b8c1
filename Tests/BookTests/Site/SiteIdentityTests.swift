import Foundation
import Testing

@testable import Book

/// The book's own title, from `book.yaml`.
@Suite struct SiteIdentityTests {
  @Test func titleAndSummaryAreTheFiles() throws {
    let identity = try SiteIdentity(
      yaml: "title: 'A: b'\nsummary: >-\n  Two\n  lines.\n", path: "book.yaml")
    #expect(identity.title == "A: b")
    #expect(identity.summary == "Two lines.")
    #expect(identity.description == "Two lines.")
    let described = try SiteIdentity(yaml: "summary: A\ndescription: B", path: "book.yaml")
    #expect((described.title, described.summary, described.description) == ("Chapters", "A", "B"))
    #expect(try SiteIdentity(yaml: "", path: "book.yaml") == SiteIdentity())
    #expect(try SiteIdentity(contentsOf: "/none/book.yaml") == SiteIdentity())
  }

  @Test(arguments: [
    ("titel: A", "1:1: error: unknown key “titel”; did you mean title?"),
    ("title: A\nsummary: '`b`'", "2:10: error: “summary” is plain text, without code and formulas"),
    ("title: [A]", "1:8: error: “title” is a text"),
    ("title: A: b", "1:9: error: bad YAML: mapping values are not allowed"),
    ("- a", "1:1: error: expected lines of the form “key: value”"),
    ("title: '*A*'", "1:8: error: “title” is plain text, without emphasis"),
  ])
  func mistakesHaveAPlace(yaml: String, message: String) {
    let error = #expect(throws: (any Error).self) {
      try SiteIdentity(yaml: yaml, path: "book.yaml")
    }
    #expect(
      error.map { "\($0)".hasPrefix("book.yaml:\(message)") } == true,
      "\(String(describing: error))")
  }
}
