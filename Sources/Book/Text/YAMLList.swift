import Yams

/// A YAML file that is a list of items.
struct YAMLList {
  var items: [Node]

  /// - Parameters:
  ///   - item: the name of one item, `work`.
  ///   - key: the first key of an item; its name if nil.
  /// - Throws: `Diagnostic` where the text is no YAML or no list.
  init(_ yaml: String, path: String, item: String, key: String? = nil) throws(Diagnostic) {
    let node: Node?
    do {
      node = try Yams.compose(yaml: yaml)
    } catch {
      let problem = error as? YamlError
      throw Diagnostic(
        file: path, line: problem?.line ?? 1, message: "not YAML: \(problem?.problem ?? "\(error)")"
      )
    }
    guard let list = node?.sequence else {
      throw Diagnostic(
        file: path, line: 1, message: "expected a list of \(item)s, each `- \(key ?? item): …`")
    }
    items = Array(list)
  }
}

extension YamlError {
  fileprivate var line: Int {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: 1
    }
  }

  fileprivate var problem: String {
    switch self {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _):
      problem
    default: String(describing: self)
    }
  }
}

extension DecodingError {
  /// A message about one item of the list.
  func message(for item: String) -> String {
    switch self {
    case .keyNotFound(let key, _): "a \(item) needs '\(key.stringValue)'"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "'\(context.codingPath.last?.stringValue ?? "this")' should be \(type)"
    case .dataCorrupted(let context):
      "'\(context.codingPath.last?.stringValue ?? "this")': \(context.debugDescription)"
    @unknown default: String(describing: self)
    }
  }
}
