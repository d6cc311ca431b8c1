import Yams

/// A YAML mapping of a chapter, with the places of its keys and values.
struct YAMLMapping {
  struct Entry {
    var key: String
    var value: Node
    var line: Int
    var column: Int
    var valueLine: Int
    var valueColumn: Int
  }

  var entries: [Entry]

  /// Reads a mapping whose first line is `firstLine` of `file`, `indent` columns in.
  ///
  /// - Throws: a `Diagnostic` if the text is not YAML or not a mapping.
  init(_ text: String, file: String, firstLine: Int, indent: Int = 0) throws(Diagnostic) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: text)
    } catch {
      throw Self.diagnostic(error, file: file, firstLine: firstLine, indent: indent)
    }
    func line(_ mark: Mark?) -> Int { firstLine + (mark?.line ?? 1) - 1 }
    func column(_ mark: Mark?) -> Int { indent + (mark?.column ?? 1) }
    guard let node else {
      entries = []
      return
    }
    guard let mapping = node.mapping else {
      throw Diagnostic(
        file: file, line: line(node.mark), column: column(node.mark),
        message: "expected lines of the form “key: value”")
    }
    entries = mapping.map { key, value in
      Entry(
        key: key.string ?? "", value: value, line: line(key.mark), column: column(key.mark),
        valueLine: line(value.mark), valueColumn: column(value.mark))
    }
  }

  private static func diagnostic(
    _ error: any Error, file: String, firstLine: Int, indent: Int
  ) -> Diagnostic {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      let advice =
        problem.contains("mapping values are not allowed")
        ? "; put a value that contains “: ” in quotes" : ""
      return Diagnostic(
        file: file, line: firstLine + mark.line - 1, column: indent + mark.column,
        message: "bad YAML: \(problem)\(advice)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return Diagnostic(
        file: file, line: firstLine + context.mark.line - 1, column: indent + context.mark.column,
        message: "“\(duplicates.first ?? "")” is given twice")
    default:
      return Diagnostic(file: file, line: firstLine, message: "bad YAML: \(error)")
    }
  }
}
