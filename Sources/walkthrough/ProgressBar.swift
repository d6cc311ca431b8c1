import Foundation

/// The progress of a long loop in a chapter: a bar with rate and time left in a terminal, a plain line
/// every ten seconds elsewhere.
struct ProgressBar {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var label: String?
  private var began = Date()
  private var lastLine = Date()

  /// Draws the bar for a new report.
  mutating func update(label: String, completed: Int, total: Int) {
    let label = Self.line(label)
    if label != self.label || completed == 0 {
      finish()
      self.label = label
      began = Date()
      lastLine = began
    }
    let seconds = Date().timeIntervalSince(began)
    if completed == total {
      self.label = nil
      write((isTerminal ? "\r\u{1B}[K" : "") + "  \(label): \(total) in \(duration(seconds))\n")
    } else if isTerminal {
      write("\r\u{1B}[K" + bar(label, completed, total, seconds))
    } else if Date().timeIntervalSince(lastLine) >= 10 {
      lastLine = Date()
      write("  \(label): \(completed) of \(total), \(timeLeft(completed, total, seconds))\n")
    }
  }

  /// A label on one line: its line breaks and other control characters are spaces, and its end is left out.
  static func line(_ label: String, limit: Int = 60) -> String {
    let line = String(
      label.map { character in
        let isControl = character.unicodeScalars.contains {
          $0.properties.generalCategory == .control
        }
        return isControl || character.isNewline ? " " : character
      })
    return line.count > limit ? line.prefix(limit - 1) + "…" : line
  }

  /// Clears the bar's line.
  mutating func finish() {
    if label != nil, isTerminal { write("\r\u{1B}[K") }
    label = nil
  }

  private func bar(_ label: String, _ completed: Int, _ total: Int, _ seconds: Double) -> String {
    let filled = total > 0 ? completed * 24 / total : 0
    let blocks = String(repeating: "━", count: filled) + String(repeating: "┈", count: 24 - filled)
    let rate = seconds > 0 ? Double(completed) / seconds : 0
    let shownRate = String(format: rate < 10 ? "%.1f" : "%.0f", rate)
    return "  \(label)  \(blocks)  \(completed)/\(total)  \(shownRate)/s  "
      + timeLeft(completed, total, seconds)
  }

  private func timeLeft(_ completed: Int, _ total: Int, _ seconds: Double) -> String {
    guard completed > 0 else { return "" }
    return duration(seconds / Double(completed) * Double(total - completed)) + " left"
  }

  private func write(_ text: String) { writeError(text) }
}

/// A duration in words: `6.4 s`, `2 min 05 s`, `1 h 10 min`.
func duration(_ seconds: Double) -> String {
  switch seconds {
  case ..<59.95: String(format: "%.1f s", seconds)
  case ..<3600: String(format: "%d min %02d s", Int(seconds) / 60, Int(seconds) % 60)
  default: String(format: "%d h %02d min", Int(seconds) / 3600, Int(seconds) / 60 % 60)
  }
}
