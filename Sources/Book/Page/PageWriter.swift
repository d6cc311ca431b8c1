import Foundation

/// Writes the body of one page from the chapter's document and its recorded outputs. A fault in the chapter
/// is noted and the writing goes on, so that the author sees all faults at once.
final class PageWriter {
  let chapter: Chapter
  let record: Record
  let cost: Cost?
  let outline: Outline
  let context: PageContext
  let source: SourceText
  /// The cells by the lines of their fences.
  let cells: [Int: Cell]
  /// The footnotes by their labels, with their numbers.
  let notes: [String: (number: Int, node: Markdown.Node)]

  private(set) var diagnostics: [Diagnostic] = []
  private var reported: Set<String> = []
  /// The headings of the second and third level written so far, for the table of contents.
  var contents: [(level: Int, id: String, html: String)] = []
  /// Ids of the works cited, in the order of their first citation.
  var cited: [String] = []
  /// Side notes to be placed after the block that refers to them.
  var pendingNotes: [String] = []
  /// Footnotes whose text has been placed.
  var placedNotes: Set<String> = []
  /// The number of headings written so far.
  var headingCount = 0
  /// True inside a link, where no other link may stand.
  var isInsideLink = false
  /// The number of parentheses that the paragraph has opened and not closed.
  var openParentheses = 0
  /// True where raw markup is shown as text, as in captions.
  var escapesMarkup = false

  init(chapter: Chapter, record: Record, cost: Cost?, context: PageContext) {
    self.chapter = chapter
    self.record = record
    self.cost = cost
    self.context = context
    outline = Outline(chapter)
    source = chapter.text
    cells = Dictionary(uniqueKeysWithValues: chapter.cells.map { ($0.fenceLine, $0) })
    notes = Self.notes(of: chapter.document)
  }

  /// The markup of the chapter's prose, cells and outputs.
  func body() -> String {
    for duplicate in outline.duplicates {
      report("the label '\(duplicate.label)' is used twice", at: (duplicate.line, 1))
    }
    for (label, line) in outline.reservedLabels {
      report("'\(label)' is an id of the page's own frame: choose another label", at: (line, 1))
    }
    reportUnshownLabels()
    reportDollars(in: chapter.document)
    reportStrayTags(in: chapter.document)
    return blocks(chapter.document.children, flushingNotes: true)
  }

  /// Reports a fault, once for its place.
  func report(_ message: String, at place: (line: Int, column: Int)) {
    let fault = Diagnostic(
      file: chapter.path, line: place.line, column: place.column, message: message)
    guard reported.insert(fault.description).inserted else { return }
    diagnostics.append(fault)
  }

  /// Reports a fault at the place of these characters in or after the node.
  func report(_ message: String, about words: String, offset: Int = 0, in node: Markdown.Node) {
    let place = source.place(
      of: words, offset: offset, line: node.startLine, column: max(1, node.startColumn))
    report(message, at: (place.line, place.column))
  }
}

/// Everything that a chapter's page needs besides the chapter and its record.
struct PageContext {
  var identity = SiteIdentity()
  var bibliography: Bibliography
  var mathematics: Mathematics
  /// The folder of the record and its figures.
  var folder: URL
  /// The files of live figures, with their sizes in bytes.
  var live: LiveFiles.List?
  /// Figures that are not in the folder yet.
  var files: Set<String> = []
  /// The chapters that this one links to, by slug.
  var linkedChapters: [String: LinkedChapter]
}

/// Another chapter, as a link to it needs it.
struct LinkedChapter {
  var outline: Outline
  /// True where the chapter has a page.
  var isPublished: Bool
}
