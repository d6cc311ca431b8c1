import Outputs

/// The record of a run: everything on the page that the run computed, and nothing that varies between equal
/// runs. Two runs agree if their records are equal to the byte. `site/<slug>/run.json`.
public struct Record: Codable, Equatable, Sendable {
  public static let fileName = "run.json"
  /// The form that this program writes and reads.
  static let currentForm = 2
  /// The hash of the chapter's program and of the cells it uses: see `RecordStatus`.
  public var program: String
  public var seed: UInt64
  /// The chapter's parameters with the values of this run, as Swift source, in the chapter's order.
  public var parameters: [ParameterSetting]
  /// One entry for each cell, in order.
  public var cells: [CellRecord]
  /// The inline values of the prose, in order.
  public var inlineValues: [String]
  /// The files beside the chapter that it read, by name, with an empty hash for one that could not be read.
  public var reads: [RecordedFile] = []
  /// Inputs of checkpoints that their keys do not hold, a sentence each.
  public var untracked: [String] = []
  /// The version of the record's form, which every change of the form increments.
  public var form = currentForm

  /// Writes a record. Of reads it says nothing where there are none.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(form, forKey: .form)
    try container.encode(program, forKey: .program)
    try container.encode(seed, forKey: .seed)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(cells, forKey: .cells)
    try container.encode(inlineValues, forKey: .inlineValues)
    if !reads.isEmpty { try container.encode(reads, forKey: .reads) }
    if !untracked.isEmpty { try container.encode(untracked, forKey: .untracked) }
  }
}

/// The outputs of a cell, in their order on the page.
public struct CellRecord: Codable, Equatable, Sendable {
  public var outputs: [RecordedOutput]
}

/// One output of a cell.
public enum RecordedOutput: Codable, Equatable, Sendable {
  /// Printed to stdout.
  case printed(String)
  /// Printed to stderr.
  case warned(String)
  /// Shown: the value as data, and the file that shows it.
  case shown(content: Output.Content, picture: RecordedPicture? = nil)
  /// The outputs that follow are a live figure's.
  case live(LiveFigure)
  case check(message: String, passed: Bool)
  /// A failure shown on purpose.
  case failed(String)
}

extension RecordedOutput {
  /// The description of a live figure; nil for all else.
  var liveFigure: LiveFigure? { if case .live(let figure) = self { figure } else { nil } }
}

/// A picture beside the record.
public struct RecordedPicture: Codable, Equatable, Sendable {
  public var file: RecordedFile
  public var format: Output.Picture.Format
  /// The width, in CSS pixels.
  public var width: Int
  /// The height, in CSS pixels.
  public var height: Int
  /// The data of the plots in it, `[Output.Panel]` as JSON: too much for the record itself.
  public var series: RecordedFile?
}

/// A file, beside the record or beside the chapter, and the hash of its bytes.
public struct RecordedFile: Codable, Equatable, Sendable {
  public var name: String
  public var sha256: String
}
