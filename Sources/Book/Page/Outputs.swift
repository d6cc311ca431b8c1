extension PageWriter {
  /// What a cell said in words: printed, warned, shown as text, and a failure shown on purpose.
  func printed(_ outputs: [RecordedOutput], of cell: Cell) -> String {
    outputs.map { output in
      switch output {
      case .printed(let text): return pre(text, "printed")
      case .warned(let text): return pre(text, "warned", label: "Printed to stderr")
      case .shown(let text, nil, nil): return pre(text, "shown")
      case .failed(let text): return failure(text, cell.options.error)
      case .shown, .check: return ""
      }
    }.joined()
  }

  private func pre(_ text: String, _ kind: String, label: String = "") -> String {
    let text = text.trimming("\n")
    guard !text.isEmpty else { return "" }
    let name = label.isEmpty ? "" : " aria-label=\"\(label)\""
    return "<pre class=\"output \(kind)\"\(name)>\(HTML.escape(text))</pre>\n"
  }

  private func failure(_ text: String, _ kind: ExpectedFailure?) -> String {
    let title =
      switch kind {
      case .compile: "Does not compile, on purpose"
      case .throw: "Throws, on purpose"
      case .trap, nil: "Traps, on purpose"
      }
    return """
      <div class="failure"><p>\(title)</p>
      <pre class="output">\(HTML.escape(text.trimming("\n")))</pre></div>

      """
  }

  /// The claims that the run tested.
  func checks(_ outputs: [RecordedOutput]) -> String {
    let items = outputs.compactMap { output -> String? in
      guard case .check(let message, let passed) = output else { return nil }
      let (mark, word) = passed ? ("✓", "Holds: ") : ("✗", "Does not hold: ")
      return """
        <li\(passed ? "" : " class=\"broken\"")><span class="mark" aria-hidden="true">\(mark)</span>\
        <span class="hidden">\(word)</span>\(HTML.escape(message))</li>

        """
    }
    return items.isEmpty ? "" : "<ul class=\"checks\">\n\(items.joined())</ul>\n"
  }
}
