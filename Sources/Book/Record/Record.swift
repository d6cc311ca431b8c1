import Outputs

/// The record of a run: everything on the page that the run computed, and nothing that varies from run
/// to run. Two runs agree where their records are equal to the byte. `site/<slug>/run.json`.
public struct Record: Codable, Equatable, Sendable {
  public static let fileName = "run.json"
  /// The form that this program writes and reads.
  static let currentForm = 2
  /// Hash of the chapter's program (and of the cells it uses), so that `render` can tell a record that
  /// no longer belongs to the chapter's code.
  public var program: String
  public var seed: UInt64
  /// The chapter's parameters with the values of this run, as Swift source, in the chapter's order.
  public var parameters: [Parameter]
  /// One entry for each cell, in order.
  public var cells: [CellRecord]
  /// The inline values of the prose, in order.
  public var inlineValues: [String]
  /// The version of the record's form, which every change of the form increments.
  public var form = currentForm

  public struct Parameter: Codable, Equatable, Sendable {
    public var name: String
    public var value: String
  }

  /// Whether this is the record of a run of just this program.
  public func isOfRun(of program: Program) -> Bool {
    self.program == program.hash && cells.count == program.chapter.cells.count
      && inlineValues.count == program.chapter.inlineValues.count
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
  case check(message: String, passed: Bool)
  /// A failure shown on purpose.
  case failed(String)
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

/// A file beside the record, and the hash of its bytes.
public struct RecordedFile: Codable, Equatable, Sendable {
  public var name: String
  public var sha256: String
}

/// What varies from run to run: `site/<slug>/cost.json`, never compared.
public struct Cost: Codable, Equatable, Sendable {
  public static let fileName = "cost.json"
  /// Seconds of wall-clock time.
  public var compileSeconds: Double
  public var runSeconds: Double
  /// Seconds for each cell, in order.
  public var cellSeconds: [Double]
  public var peakBytes: Int
  public var threads: Int
  /// The checkpoints that were used as an earlier run had left them; their time is not in this.
  public var keptCheckpoints: Int?
  /// The processor's name, as the system gives it.
  public var processor: String
}
