extension InlineValue {
  /// The beginning of an inline value's code span.
  static let marker = "{swift}"

  /// The code spans `` `{swift} expression` `` of a document, in the order of their places.
  static func all(
    in document: Markdown.Node, file: String, problems: inout [Diagnostic]
  ) -> [InlineValue] {
    var spans: [Markdown.Node] = []
    document.walk { node in
      if node.kind == .code, expression(of: node.literal) != nil { spans.append(node) }
    }
    spans.sort { ($0.startLine, $0.startColumn) < ($1.startLine, $1.startColumn) }
    return spans.enumerated().map { index, span in
      let expression = expression(of: span.literal) ?? ""
      if expression.isEmpty || span.startLine != span.endLine {
        problems.append(
          Diagnostic(
            file: file, line: span.startLine, column: span.startColumn,
            message: expression.isEmpty
              ? "an inline value needs an expression: `{swift} finalLoss`"
              : "an inline value stands on one line"))
      }
      return InlineValue(
        index: index, expression: expression, line: span.startLine, column: span.startColumn)
    }
  }

  /// The expression of a code span; nil if it is not an inline value.
  public static func expression(of code: String) -> String? {
    guard code == marker || code.hasPrefix(marker + " ") else { return nil }
    return String(code.dropFirst(marker.count).drop { $0 == " " })
  }
}

extension [InlineValue] {
  /// The index of the value at this place; the values are in the order of their places.
  func index(at place: (line: Int, column: Int)) -> Int? {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if (self[middle].line, self[middle].column) < place {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low < endIndex && (self[low].line, self[low].column) == place ? self[low].index : nil
  }
}
