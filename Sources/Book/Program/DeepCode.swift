extension Chapter {
  /// The faults of cells and inline values whose code is nested too deep to be read.
  func deepCode() -> [Diagnostic] {
    let cells = cells.compactMap { cell -> Diagnostic? in
      let syntax = syntax(of: cell)
      guard let excess = syntax.excess else { return nil }
      let place = syntax.place(of: excess)
      return Diagnostic(
        file: path, line: place.line, column: place.column, message: SyntaxDepth.message)
    }
    let values = inlineValues.compactMap { value -> Diagnostic? in
      guard SyntaxDepth.parse(value.expression).excess != nil else {
        return nil
      }
      return Diagnostic(
        file: path, line: value.line, column: value.column, message: SyntaxDepth.message)
    }
    return cells + values
  }
}
