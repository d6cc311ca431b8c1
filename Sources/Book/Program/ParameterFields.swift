/// A constant that settings can change, as a form shows it.
public struct ParameterField: Sendable, Encodable {
  public var name: String
  /// The chapter's own value, as Swift source.
  public var value: String
  /// The type with its article: `an Int`.
  public var type: String
  /// The author's comment behind it; empty where there is none.
  public var hint: String
}

extension Chapter {
  /// The constants that settings can change, in order.
  public var parameterFields: [ParameterField] {
    declaredParameters().map { parameter in
      let code = Array(syntax(of: cells[parameter.cell]).code.utf8)
      let rest = String(decoding: code[parameter.range.upperBound...], as: UTF8.self)
      let comment = rest.prefix { $0 != "\n" }.firstMatch(of: #/^\s*//+\s*(.*?)\s*$/#)
      return ParameterField(
        name: parameter.name, value: parameter.initializer, type: parameter.type.article,
        hint: comment.map { String($0.1) } ?? "")
    }
  }

  /// Faults of new values for parameters, by their names.
  public func faults(in settings: [String: String]) -> [String: String] {
    let declared = Dictionary(declaredParameters().map { ($0.name, $0) }) { first, _ in first }
    var faults: [String: String] = [:]
    for (name, text) in settings {
      guard let parameter = declared[name] else {
        faults[name] = "the chapter has no parameter “\(name)”"
        continue
      }
      if case .failure(let mismatch) = parameter.source(of: text) {
        faults[name] = "this is \(mismatch.description)"
      }
    }
    return faults
  }
}
