extension Markdown.Node {
  /// The fault of Markdown that is nested too deep: the first place of it.
  ///
  /// - Parameter line: the line for the whole text; nil for that of the place.
  func tooDeep(in file: String, line: Int? = nil) -> [Diagnostic] {
    var place: (line: Int, column: Int)?
    walk { node in
      if node.kind == .tooDeep, place == nil { place = (node.startLine, max(1, node.startColumn)) }
    }
    guard let place else { return [] }
    return [
      Diagnostic(
        file: file, line: line ?? max(1, place.line), column: line == nil ? place.column : 1,
        message: "lists, quotations and emphasis are nested here more than "
          + "\(Markdown.depthLimit) deep, which is the limit")
    ]
  }
}
