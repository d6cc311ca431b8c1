import Foundation
import Outputs
import Testing

/// Compares a figure with the recorded snapshot of this name. `RECORD_SNAPSHOTS=1` records it instead; inspect
/// the changes before committing it.
func expectSnapshot(
  _ figure: some Showable, _ name: String, location: SourceLocation = #_sourceLocation
) throws {
  let output = figure.lowered()
  let content = output.picture.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
  let recorded = """
    <!-- \(output.content.text.replacingOccurrences(of: "--", with: "––")) -->
    \(content.replacingOccurrences(of: "><", with: ">\n<"))
    """
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Snapshots/\(name).txt")
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try recorded.write(to: file, atomically: true, encoding: .utf8)
    return
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  guard recorded != expected else { return }
  let lines = zip(recorded.split(separator: "\n"), expected.split(separator: "\n"))
  let difference = lines.first { $0 != $1 }
  Issue.record(
    """
    \(name) is not as recorded.
    now:      \(difference.map { String($0.0) } ?? "(longer or shorter)")
    recorded: \(difference.map { String($0.1) } ?? "")
    """, sourceLocation: location)
}

/// The figure's SVG.
func svg(_ figure: some Showable) -> String {
  String(decoding: figure.lowered().picture?.bytes ?? [], as: UTF8.self)
}

/// The description of a figure for screen readers.
func description(_ figure: some Showable) -> String {
  let markup = svg(figure)
  guard let start = markup.range(of: "-desc\">"), let end = markup.range(of: "</desc>") else {
    return ""
  }
  return String(markup[start.upperBound..<end.lowerBound])
}
