import Foundation

/// Writes the body of one page: walks the chapter's document and puts in what its run recorded. What is
/// wrong with the chapter it notes and goes on, so that its author hears of everything in one go.
final class PageWriter {
  let chapter: Chapter
  let record: Record
  let cost: Cost?
  let outline: Outline
  let surroundings: Surroundings
  let source: SourceText

  var diagnostics: [Diagnostic] = []
  /// Headings of the second and third level as written, for the contents.
  var contents: [(level: Int, id: String, html: String)] = []
  /// Ids of the works cited, in the order of their first citation.
  var cited: [String] = []
  /// The side notes that wait for the end of the block which refers to them.
  var pendingNotes: [String] = []
  /// Footnotes whose text is on the page already.
  var placedNotes: Set<String> = []
  /// How many headings are on the page already.
  var headingCount = 0
  /// Whether what is being written stands inside a link, where no other may stand.
  var isInsideLink = false
  /// How many round brackets the paragraph has opened and not closed.
  var openBrackets = 0
  /// Whether raw markup is shown as text, as in captions.
  var escapesMarkup = false

  /// What a page is written with that is not the chapter's own.
  struct Surroundings {
    var bibliography: Bibliography
    var mathematics: Mathematics
    /// The folder of the record and its figures.
    var folder: URL
    /// Figures that are not in it yet.
    var files: Set<String> = []
    /// Where the other chapters are, by slug.
    var neighbours: [String: Neighbour]
  }

  /// Another chapter, as links to it need it.
  struct Neighbour {
    var outline: Outline
    /// Whether there is a page to link to.
    var isPublished: Bool
  }

  init(chapter: Chapter, record: Record, cost: Cost?, surroundings: Surroundings) {
    self.chapter = chapter
    self.record = record
    self.cost = cost
    self.surroundings = surroundings
    outline = Outline(chapter)
    source = chapter.text
  }

  /// The chapter's prose, cells and outputs.
  func body() -> String {
    for duplicate in outline.duplicates {
      report("the label '\(duplicate.label)' is there twice", at: (duplicate.line, 1))
    }
    return blocks(chapter.document.children, flushingNotes: true)
  }

  func report(_ message: String, at place: (line: Int, column: Int)) {
    diagnostics.append(
      Diagnostic(file: chapter.path, line: place.line, column: place.column, message: message))
  }

  /// Reports at the very place where these characters stand in or after the node.
  func report(_ message: String, about words: String, offset: Int = 0, in node: Markdown.Node) {
    let place = source.place(
      of: words, offset: offset, line: node.startLine, column: max(1, node.startColumn))
    report(message, at: (place.line, place.column))
  }
}
