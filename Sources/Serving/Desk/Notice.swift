import Book
import Foundation

/// Something that an open page is told, as JSON.
struct Notice: Encodable, Sendable {
  var kind: Kind
  /// The cell's index on the page as it is shown.
  var cell: Int?
  var text: String?
  /// A short word that the page acts on: a state, a fate.
  var word: String?
  /// Markup of the engine's own figures and tables.
  var html: String?
  /// The address of a picture, with its size.
  var address: String?
  var width: Int?
  var height: Int?
  var completed: Int?
  var total: Int?
  var secondsLeft: Double?
  var problems: [Problem]?
  var page: Page?

  enum Kind: String, Encodable, Sendable {
    /// The first notice: all that is known of the page.
    case hello
    /// What is going on, in words; `word` is idle, busy, or stale.
    case status
    case cell, printed, warned, shown, check, progress, checkpoint, preview
    /// A run of the chapter begins: what an earlier one left beneath the cells goes.
    case begin
    /// What is wrong now; nothing, where the list is empty.
    case problems
    /// The page is another one now.
    case reload
    /// An experiment is done.
    case experiment
  }

  /// A page as the server has it.
  struct Page: Encodable, Sendable {
    /// Counts up with each change of the page, and of its figures.
    var version = 1
    var figures = 1
    /// The line of each cell, as the page shows it.
    var lines: [Int] = []
    /// What became of cells in the last run: kept or run, by index.
    var fates: [Int: Fate] = [:]
    var parameters: [ParameterField] = []
  }

  /// What became of a cell.
  struct Fate: Encodable, Sendable {
    /// kept or run.
    var word: String
    var text: String
  }

  init(_ kind: Kind) { self.kind = kind }

  static func status(_ word: String, _ text: String) -> Notice {
    var notice = Notice(.status)
    (notice.word, notice.text) = (word, text)
    return notice
  }

  /// As an event of a `text/event-stream`.
  var data: Data {
    let json = (try? JSONEncoder().encode(self)) ?? Data("{}".utf8)
    return Data("data: ".utf8) + json + Data("\n\n".utf8)
  }
}

/// Something wrong, with the line that it concerns.
struct Problem: Encodable, Sendable, Equatable {
  var file: String
  var line: Int
  var column: Int
  var message: String
  var details: String
  /// The line as the author wrote it.
  var source: String
  /// The index, on the page as it is shown, of the cell that it stands in or behind.
  var cell: Int?

  init(_ diagnostic: Diagnostic, source: String, cell: Int?) {
    (file, line, column) = (diagnostic.file, diagnostic.line, diagnostic.column)
    (message, details) = (diagnostic.message, diagnostic.details)
    (self.source, self.cell) = (source, cell)
  }

  /// A problem without a place in a chapter.
  init(_ message: String) {
    (file, line, column, details, source) = ("", 0, 0, "", "")
    self.message = message
  }
}
