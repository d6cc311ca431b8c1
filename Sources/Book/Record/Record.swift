/// The record of a run: everything on the page that the run computed, and nothing that varies between equal
/// runs. Two runs agree if their records are equal to the byte. `site/<slug>/run.json`.
public struct Record: Codable, Equatable, Sendable {
  public static let fileName = "run.json"
  /// The hash of the chapter's program and of the cells it uses: see `RecordStatus`.
  public var program: String
  public var seed: UInt64
  /// The chapter's parameters with the values of this run, as Swift source, in the chapter's order.
  public var parameters: [ParameterSetting]
  /// One entry for each cell, in order.
  public var cells: [CellRecord]
  /// The inline values of the prose, in order.
  public var inlineValues: [String]
}

/// The outputs of one cell, in order.
public struct CellRecord: Codable, Equatable, Sendable {
  public var outputs: [RecordedOutput]
}

/// One output of a cell.
public enum RecordedOutput: Codable, Equatable, Sendable {
  /// Printed to stdout.
  case printed(String)
  /// Printed to stderr.
  case warned(String)
  /// Shown: text, and perhaps markup and a file.
  case shown(text: String, html: String?, file: RecordedFile?)
  case check(message: String, passed: Bool)
  /// A failure shown on purpose.
  case failed(String)
}

/// A file beside the record, and the hash of its bytes.
public struct RecordedFile: Codable, Equatable, Sendable {
  public var name: String
  public var mediaType: String
  public var sha256: String
  public var width: Int
  public var height: Int
}
