/// Something wrong with a chapter, at its place. Printed as `file:line:column: error: message`.
public struct Diagnostic: Error, Equatable, Codable, Sendable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int
  public var message: String
  /// The compiler's snippet, a backtrace: printed below the message.
  public var details: String

  public init(file: String, line: Int, column: Int = 1, message: String, details: String = "") {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.details = details
  }

  /// The order of reports: by file, then by place.
  public static func precedes(_ first: Diagnostic, _ second: Diagnostic) -> Bool {
    (first.file, first.line, first.column) < (second.file, second.line, second.column)
  }

  /// The first line has the place; further lines of the message are indented.
  public var description: String { text(as: "error") }

  /// The same as a warning.
  public var warning: String { text(as: "warning") }

  private func text(as kind: String) -> String {
    let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let words = lines.drop(while: \.isEmpty).joined(separator: "\n  ")
    return "\(file):\(line):\(column): \(kind): \(words)" + (details.isEmpty ? "" : "\n\(details)")
  }
}

/// All diagnostics of one pass.
public struct Diagnostics: Error, CustomStringConvertible, Sendable {
  public var all: [Diagnostic]
  public init(_ all: [Diagnostic]) { self.all = all }
  public var description: String { all.map(\.description).joined(separator: "\n") }
}
