import Foundation
import SwiftParser
import SwiftSyntax

/// The type of a parameter, inferred from its initializer or its annotation.
enum ParameterType: Equatable {
  case integer(String)
  case floatingPoint(String)
  case text
  case truth
  /// Any expression; the compiler checks it.
  case other

  init(named name: String) {
    switch name {
    case "Int", "Int32", "Int64", "UInt", "UInt8", "UInt32", "UInt64": self = .integer(name)
    case "Float", "Double": self = .floatingPoint(name)
    case "String": self = .text
    case "Bool": self = .truth
    default: self = .other
    }
  }

  /// The type of a literal.
  init(of expression: ExprSyntax) {
    let unsigned = expression.as(PrefixOperatorExprSyntax.self)?.expression ?? expression
    switch unsigned.kind {
    case .integerLiteralExpr: self = .integer("Int")
    case .floatLiteralExpr: self = .floatingPoint("Double")
    case .stringLiteralExpr: self = .text
    case .booleanLiteralExpr: self = .truth
    default: self = .other
    }
  }

  /// The type with its article, for messages.
  var article: String {
    switch self {
    case .integer(let name): (name.first == "I" ? "an " : "a ") + name
    case .floatingPoint(let name): "a \(name)"
    case .text: "a String"
    case .truth: "a Bool"
    case .other: "an expression"
    }
  }

  /// A typed value as Swift source of this type; nil for a value of another type.
  ///
  /// - Parameter annotated: whether the declaration names its type.
  func source(of typed: String, annotated: Bool) -> String? {
    let text = typed.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let expression = Self.expression(text) else {
      return self == .text && !text.contains("\n") ? literal(text) : nil
    }
    switch (self, ParameterType(of: expression)) {
    case (.integer(let name), .integer):
      return name.hasPrefix("U") && text.hasPrefix("-") ? nil : text
    case (.floatingPoint, .floatingPoint): return text
    case (.floatingPoint, .integer):
      // Without an annotation, `1` would turn a Double into an Int.
      if annotated { return text }
      return text.contains("x") || text.contains("b") || text.contains("o") ? nil : text + ".0"
    case (.text, .text), (.truth, .truth), (.other, _): return text
    case (.text, _): return literal(text)
    default: return nil
    }
  }

  /// The text as one expression.
  private static func expression(_ text: String) -> ExprSyntax? {
    let tree = Parser.parse(source: text)
    guard !tree.hasError, tree.statements.count == 1, let item = tree.statements.first?.item,
      case .expr(let expression) = item
    else { return nil }
    return expression
  }
}
