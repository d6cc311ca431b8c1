import Book
import Foundation

/// An event sent to an open page, as JSON.
struct ServerEvent: Encodable, Sendable {
  var kind: Kind
  /// The index of the cell on the page as it is shown.
  var cell: Int?
  var text: String?
  /// A word that the page acts on: a state, the status of a cell.
  var word: String?
  /// Markup of the engine's own figures and tables.
  var html: String?
  /// The address and size of an image.
  var address: String?
  var width: Int?
  var height: Int?
  var completed: Int?
  var total: Int?
  var secondsLeft: Double?
  var problems: [Problem]?
  var page: Page?

  enum Kind: String, Encodable, Sendable {
    /// The first event: everything known of the page.
    case hello
    /// The server's activity in words; `word` is idle, busy or stale.
    case status
    case cell, printed, warned, shown, check, progress, checkpoint, preview
    /// A run of the chapter begins: the page removes the outputs of an earlier one under way.
    case begin
    /// The current problems; an empty list where there are none.
    case problems
    /// The page has changed.
    case reload
    /// An experiment is done.
    case experiment
  }

  /// A page as the server has it.
  struct Page: Encodable, Sendable {
    /// The numbers of changes of the page, and of its figures.
    var version = 1
    var figures = 1
    /// The line of each cell, as the page shows it.
    var lines: [Int] = []
    /// The status of cells after the last run, by index.
    var cellStatuses: [Int: CellStatus] = [:]
    var parameters: [ParameterField] = []
  }

  /// An event of a `text/event-stream`.
  var data: Data {
    let json = (try? JSONEncoder().encode(self)) ?? Data("{}".utf8)
    return Data("data: ".utf8) + json + Data("\n\n".utf8)
  }
}

/// The origin of a cell's outputs.
struct CellStatus: Encodable, Sendable {
  /// cached or run.
  var word: String
  var text: String
}

/// An error, with the line that it is about where it is about one.
struct Problem: Encodable, Sendable, Equatable {
  var file = ""
  var line = 0
  var column = 0
  var message: String
  var details = ""
  /// The line as the author wrote it.
  var source = ""
  /// The index, on the page as it is shown, of the cell that contains the line or precedes it.
  var cell: Int?
}
