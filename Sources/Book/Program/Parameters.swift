import SwiftParser
import SwiftSyntax

/// A constant of a `parameters` cell, whose initializer a setting replaces.
struct DeclaredParameter {
  var name: String
  /// The initializer, as Swift source.
  var initializer: String
  var type: ParameterType
  /// Whether the declaration names its type, so that a literal takes it by itself.
  var isAnnotated: Bool
  /// The index of its cell, and the initializer's bytes in the cell's code.
  var cell: Int
  var range: Range<Int>
  var line: Int
  var column: Int
}

/// A parameter with the value of a run.
struct ParameterValue {
  var parameter: DeclaredParameter
  /// The value, as Swift source.
  var value: String

  /// The change to the cell's code, which keeps its lines.
  var edit: Edit {
    let lines = parameter.initializer.filter { $0 == "\n" }
    let missing = lines.count - value.filter { $0 == "\n" }.count
    return Edit(
      range: parameter.range, text: value + String(repeating: "\n", count: max(0, missing)))
  }
}

extension Chapter {
  /// The constants that settings can change, in order.
  func declaredParameters() -> [DeclaredParameter] {
    cells.filter { $0.options.parameters && $0.isExecuted }.flatMap { cell in
      let syntax = syntax(of: cell)
      return syntax.statements.flatMap { statement -> [DeclaredParameter] in
        guard case .decl(let declaration) = statement.item,
          let variable = declaration.as(VariableDeclSyntax.self)
        else { return [] }
        return variable.bindings.compactMap { parameter($0, cell: cell, syntax: syntax) }
      }
    }
  }

  private func parameter(
    _ binding: PatternBindingSyntax, cell: Cell, syntax: CellSyntax
  ) -> DeclaredParameter? {
    guard let pattern = binding.pattern.as(IdentifierPatternSyntax.self),
      let value = binding.initializer?.value
    else { return nil }
    let annotation = binding.typeAnnotation?.type
    let start = value.positionAfterSkippingLeadingTrivia
    let place = syntax.place(of: pattern.positionAfterSkippingLeadingTrivia)
    return DeclaredParameter(
      name: pattern.identifier.text, initializer: value.trimmedDescription,
      type: annotation.map { ParameterType(named: $0.trimmedDescription) }
        ?? ParameterType(of: value),
      isAnnotated: annotation != nil, cell: cell.index,
      range: start.utf8Offset..<value.endPositionBeforeTrailingTrivia.utf8Offset,
      line: place.line, column: place.column)
  }

  /// Each parameter with its own value, the `quick` one, or that of the settings.
  func parameterValues(
    settings: [String: String], quick: Bool, problems: inout [Diagnostic]
  ) -> [ParameterValue] {
    var values = declaredParameters().map { ParameterValue(parameter: $0, value: $0.initializer) }
    func set(_ name: String, _ text: String, origin: String, line: Int?) {
      guard let index = values.firstIndex(where: { $0.parameter.name == name }) else {
        problems.append(
          Diagnostic(
            file: path, line: line ?? 1,
            message: "\(origin): the chapter has no parameter “\(name)”"
              + suggestion(for: name, among: values.map(\.parameter.name))))
        return
      }
      let parameter = values[index].parameter
      guard let value = parameter.type.source(of: text, annotated: parameter.isAnnotated) else {
        problems.append(
          Diagnostic(
            file: path, line: line ?? parameter.line, column: line == nil ? parameter.column : 1,
            message: "\(origin): “\(name)” is \(parameter.type.article), and “\(text)” is not"))
        return
      }
      values[index].value = value
    }
    // `quick` is checked even where it does not apply: a mistake in it should not wait.
    for (name, text) in frontMatter.quick.sorted(by: { $0.key < $1.key }) {
      let before = values
      set(name, text, origin: "quick", line: frontMatter.quickLine)
      if !quick { values = before }
    }
    for (name, text) in settings.sorted(by: { $0.key < $1.key }) {
      set(name, text, origin: "--set \(name)=\(text)", line: nil)
    }
    return values
  }
}

extension Chapter {
  /// The names of the constants that settings can change, with their values as Swift source.
  public var parameters: [Record.Parameter] {
    declaredParameters().map { Record.Parameter(name: $0.name, value: $0.initializer) }
  }
}
