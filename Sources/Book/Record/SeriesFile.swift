import Foundation
import Outputs

/// The file beside a picture with the data of its plots: `fig-loss.series.json` beside `fig-loss.svg`. The
/// record names it and has its hash.
enum SeriesFile {
  /// The ending of the file's name, without its first dot.
  static let fileExtension = "series.json"

  /// The file's bytes: the same for the same panels. Nil where there are none.
  static func bytes(of panels: [Output.Panel]) -> [UInt8]? {
    guard !panels.isEmpty else { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(panels)).map { Array($0) + [UInt8(ascii: "\n")] }
  }

  /// Reads the panels from the file's bytes.
  static func panels(from data: Data) throws -> [Output.Panel] {
    try JSONDecoder().decode([Output.Panel].self, from: data)
  }
}
