import Foundation
import SwiftParser
import SwiftSyntax

/// The type of a parameter, inferred from its initializer or its annotation. New values are literals: code in
/// a setting is never executed.
indirect enum ParameterType: Equatable, Sendable {
  case integer(String)
  case floatingPoint(String)
  case string
  case boolean
  case array(of: ParameterType)
  case tuple([ParameterType])
  /// Any literal; the compiler checks its type.
  case other

  init(named type: TypeSyntax) {
    if let array = type.as(ArrayTypeSyntax.self) {
      self = .array(of: ParameterType(named: array.element))
      return
    }
    if let tuple = type.as(TupleTypeSyntax.self), tuple.elements.count > 1 {
      self = .tuple(tuple.elements.map { ParameterType(named: $0.type) })
      return
    }
    let name = type.trimmedDescription
    switch name {
    case "Int", "Int32", "Int64", "UInt", "UInt8", "UInt32", "UInt64": self = .integer(name)
    case "Float", "Double": self = .floatingPoint(name)
    case "String": self = .string
    case "Bool": self = .boolean
    default: self = .other
    }
  }

  /// The type of a literal.
  init(of expression: ExprSyntax) {
    let unsigned = expression.as(PrefixOperatorExprSyntax.self)?.expression ?? expression
    if let array = unsigned.as(ArrayExprSyntax.self) {
      let types = array.elements.map { ParameterType(of: $0.expression) }
      let isFloating = types.contains(.floatingPoint("Double"))
      self = .array(of: isFloating ? .floatingPoint("Double") : types.first ?? .other)
      return
    }
    if let tuple = unsigned.as(TupleExprSyntax.self), tuple.elements.count > 1 {
      self = .tuple(tuple.elements.map { ParameterType(of: $0.expression) })
      return
    }
    switch unsigned.kind {
    case .integerLiteralExpr: self = .integer("Int")
    case .floatLiteralExpr: self = .floatingPoint("Double")
    case .stringLiteralExpr: self = .string
    case .booleanLiteralExpr: self = .boolean
    default: self = .other
    }
  }

  /// The type with its article, for messages.
  var article: String {
    switch self {
    case .integer(let name): (name.first == "I" ? "an " : "a ") + name
    case .floatingPoint(let name): "a \(name)"
    case .string: "a String"
    case .boolean: "a Bool"
    case .array(let element): "a list of values, each \(element.article)"
    case .tuple(let elements): "(" + elements.map(\.article).joined(separator: ", ") + ")"
    case .other: "a literal: a number, true, false, a text in quotes, a list or tuple of these"
    }
  }

  /// The type as Swift spells it; nil if it is not known.
  private var name: String? {
    switch self {
    case .integer(let name), .floatingPoint(let name): name
    case .string: "String"
    case .boolean: "Bool"
    case .array(let element): element.name.map { "[\($0)]" }
    case .tuple(let elements):
      elements.contains { $0.name == nil }
        ? nil : "(\(elements.compactMap(\.name).joined(separator: ", ")))"
    case .other: nil
    }
  }

  /// Advice about a value of another type; empty if there is none.
  func hint(for text: String) -> String {
    self == .boolean && Bool(text.lowercased()) != nil ? "; write \(text.lowercased())" : ""
  }

  /// A typed value as Swift source of this type; nil for a value of another type.
  ///
  /// - Parameter annotated: whether the declaration names its type.
  func source(of typed: String, annotated: Bool) -> String? {
    let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
    switch self {
    case .string:
      let quoted = Self.expression(text)?.as(StringLiteralExprSyntax.self)
      return literal(quoted?.representedLiteralValue ?? typed)
    case .array(.string) where !text.hasPrefix("["):
      // In quotes as in Swift, or bare words.
      if let quoted = literalSource("[\(text)]", or: text, opening: "[", annotated: annotated) {
        return quoted
      }
      let parts = text.split(separator: ",")
        .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
      return "[" + parts.map(literal).joined(separator: ", ") + "]"
    case .array: return literalSource("[\(text)]", or: text, opening: "[", annotated: annotated)
    case .tuple: return literalSource("(\(text))", or: text, opening: "(", annotated: annotated)
    default:
      return Self.expression(Self.completed(text)).flatMap { source(of: $0, annotated: annotated) }
    }
  }

  /// The source of a list, whose brackets may be missing.
  private func literalSource(
    _ bracketed: String, or text: String, opening: String, annotated: Bool
  ) -> String? {
    let complete = Self.completed(text.hasPrefix(opening) ? text : bracketed)
    return Self.expression(complete).flatMap { source(of: $0, annotated: annotated) }
  }

  private func source(of value: ExprSyntax, annotated: Bool) -> String? {
    let text = value.trimmedDescription
    // Any other operator before a number makes it code.
    if let prefixed = value.as(PrefixOperatorExprSyntax.self), prefixed.operator.text != "-" {
      return nil
    }
    switch (self, ParameterType(of: value)) {
    case (.integer(let name), .integer): return Self.holds(name, text) ? text : nil
    case (.floatingPoint(let name), .floatingPoint):
      let digits = text.replacing("_", with: "")
      let isFinite = name == "Float" ? Float(digits)?.isFinite : Double(digits)?.isFinite
      return isFinite == false ? nil : text
    case (.floatingPoint, .integer):
      // Without an annotation, `1` would turn a Double into an Int.
      if annotated { return text }
      return text.contains(where: "xbo".contains) ? nil : text + ".0"
    case (.boolean, .boolean): return text
    case (.string, .string):
      return value.as(StringLiteralExprSyntax.self)?.representedLiteralValue.map(literal)
    case (.array(let type), .array):
      let values = value.as(ArrayExprSyntax.self)?.elements.map(\.expression) ?? []
      // Nothing else tells the type of an empty list's elements.
      if values.isEmpty && !annotated { return type.name.map { "[] as [\($0)]" } }
      let sources = values.compactMap { type.source(of: $0, annotated: annotated) }
      return sources.count == values.count ? "[" + sources.joined(separator: ", ") + "]" : nil
    case (.tuple(let types), .tuple):
      let values = value.as(TupleExprSyntax.self)?.elements.map(\.expression) ?? []
      guard values.count == types.count else { return nil }
      let sources = zip(types, values).compactMap { $0.source(of: $1, annotated: annotated) }
      return sources.count == values.count ? "(" + sources.joined(separator: ", ") + ")" : nil
    case (.other, .other): return nil
    case (.other, .array): return Self.array(of: .other).source(of: value, annotated: true)
    case (.other, .tuple(let types)):
      return Self.tuple(types.map { _ in .other }).source(of: value, annotated: true)
    case (.other, let type): return type.source(of: value, annotated: true)
    default: return nil
    }
  }

  /// Tells whether an integer type has a literal's value.
  private static func holds(_ type: String, _ literal: String) -> Bool {
    let digits = literal.filter { $0 != "_" && $0 != "-" }
    let radix = ["0x": 16, "0o": 8, "0b": 2][String(digits.prefix(2))]
    let text = (literal.hasPrefix("-") ? "-" : "") + digits.dropFirst(radix == nil ? 0 : 2)
    func isHeld<T: FixedWidthInteger>(by _: T.Type) -> Bool { T(text, radix: radix ?? 10) != nil }
    return switch type {
    case "Int32": isHeld(by: Int32.self)
    case "UInt", "UInt64": isHeld(by: UInt.self)
    case "UInt8": isHeld(by: UInt8.self)
    case "UInt32": isHeld(by: UInt32.self)
    default: isHeld(by: Int.self)
    }
  }

  /// The text with the digits that people leave out: `.5`, `-.5`, `5.`.
  private static func completed(_ text: String) -> String {
    text.replacing(#/(^|[\s\[(,+-])\.(\d)/#) { "\($0.1)0.\($0.2)" }
      .replacing(#/(\d)\.($|[\s\]),])/#) { "\($0.1).0\($0.2)" }
  }

  /// The text as one expression, without comments.
  private static func expression(_ text: String) -> ExprSyntax? {
    let tree = SyntaxDepth.parse(text).tree
    let hasComment = tree.tokens(viewMode: .sourceAccurate).contains {
      ($0.leadingTrivia.pieces + $0.trailingTrivia.pieces).contains(where: \.isComment)
    }
    guard !tree.hasError, !hasComment, tree.statements.count == 1,
      let item = tree.statements.first?.item, case .expr(let expression) = item
    else { return nil }
    return expression
  }
}
