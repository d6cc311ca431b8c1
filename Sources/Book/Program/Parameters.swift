import SwiftParser
import SwiftSyntax

/// A constant of a `parameters` cell, whose initializer a setting replaces.
struct DeclaredParameter {
  var name: String
  /// The initializer, as Swift source.
  var initializer: String
  var type: ParameterType
  /// Tells whether the declaration names its type, so that any literal takes it.
  var isAnnotated: Bool
  /// The index of its cell, and the initializer's bytes in the cell's code.
  var cell: Int
  var range: Range<Int>
  var line: Int
  var column: Int
}

extension DeclaredParameter {
  /// A value of another type: `an Int, and “x” is not`.
  struct Mismatch: Error, CustomStringConvertible {
    var description: String
  }

  /// A new value as Swift source.
  func source(of text: String) -> Result<String, Mismatch> {
    guard let value = type.source(of: text, annotated: isAnnotated) else {
      let hint = type.hint(for: text)
      return .failure(Mismatch(description: "\(type.article), and “\(text)” is not\(hint)"))
    }
    return .success(value)
  }
}

/// A parameter with the value of a run.
struct ParameterValue {
  var parameter: DeclaredParameter
  /// The value, as Swift source.
  var value: String

  /// The edit of the cell's code, which keeps its lines.
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
      type: annotation.map(ParameterType.init(named:))
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
      switch parameter.source(of: text) {
      case .success(let value): values[index].value = value
      case .failure(let mismatch):
        problems.append(
          Diagnostic(
            file: path, line: line ?? parameter.line, column: line == nil ? parameter.column : 1,
            message: "\(origin): “\(name)” is \(mismatch)"))
      }
    }
    // `quick` is checked even if it does not apply: report its mistakes now.
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

/// A parameter's name and its value in a run, as Swift source.
public struct ParameterSetting: Codable, Equatable, Sendable {
  public var name: String
  public var value: String
}

extension Chapter {
  /// The constants that settings can change, with the chapter's own values.
  public var parameters: [ParameterSetting] {
    declaredParameters().map { ParameterSetting(name: $0.name, value: $0.initializer) }
  }
}
