import Outputs

extension PageWriter {
  /// The outputs of a cell in words: printed, warned, shown as text, and a failure shown on purpose.
  func printed(_ outputs: [RecordedOutput], of cell: Cell) -> String {
    Self.withWholePrints(outputs).map { output in
      switch output {
      case .printed(let text): return pre(text, "printed")
      case .warned(let text): return pre(text, "warned", label: "Printed to stderr")
      case .shown(.text(let text), _): return pre(text, "shown")
      case .failed(let text): return failure(text, cell.options.error)
      case .shown, .live, .check: return ""
      }
    }.joined()
  }

  /// The outputs, with what was printed in pieces put together: a progress bar goes on in its line.
  static func withWholePrints(_ outputs: [RecordedOutput]) -> [RecordedOutput] {
    var result: [RecordedOutput] = []
    for output in outputs {
      switch (result.last, output) {
      case (.printed(let head)?, .printed(let tail)):
        result[result.count - 1] = .printed(head + tail)
      case (.warned(let head)?, .warned(let tail)):
        result[result.count - 1] = .warned(head + tail)
      default: result.append(output)
      }
    }
    return result
  }

  private func pre(_ text: String, _ kind: String, label: String = "") -> String {
    let text = TerminalText.plain(text).trimming("\n")
    guard !text.isEmpty else { return "" }
    let name = label.isEmpty ? "" : HTML.attribute("aria-label", label)
    return "<pre class=\"output \(kind)\"\(name)>\(HTML.text(text))</pre>\n"
  }

  private func failure(_ text: String, _ kind: ExpectedFailure?) -> String {
    let title =
      switch kind {
      case .compile: "Does not compile, on purpose"
      case .throw: "Throws, on purpose"
      case .trap, nil: "Traps, on purpose"
      }
    return """
      <div class=failure><p>\(title)</p>
      <pre class=output>\(HTML.text(TerminalText.plain(text).trimming("\n")))</pre></div>

      """
  }

  /// The list of the claims that the run tested.
  func checks(_ outputs: [RecordedOutput]) -> String {
    let items = outputs.compactMap { output -> String? in
      guard case .check(let message, let passed) = output else { return nil }
      let item =
        passed ? "<li>" : "<li class=broken><span class=hidden>Does not hold: </span>"
      return "\(item)\(HTML.text(TerminalText.plain(message)))\n"
    }
    return items.isEmpty
      ? "" : "<ul class=checks aria-label=\"Tested by the run\">\n\(items.joined())</ul>\n"
  }
}
