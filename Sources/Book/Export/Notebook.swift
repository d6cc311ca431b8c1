import Foundation

/// A Jupyter notebook, format 4.5: the parts of it that chapters need.
struct Notebook: Encodable {
  var cells: [Cell]
  let metadata = Metadata()
  let nbformat = 4
  let nbformatMinor = 5

  init(cells: [Cell]) { self.cells = cells }

  struct Metadata: Encodable {
    let kernelspec = ["display_name": "Swift", "language": "swift", "name": "swift"]
    let languageInfo = ["name": "swift", "file_extension": ".swift", "mimetype": "text/x-swift"]
  }

  struct Cell: Encodable {
    enum Kind {
      case markdown
      /// `count` is its place in the order of execution; nil where it was not executed.
      case code(outputs: [Output], count: Int?)
    }
    var id: String
    var kind: Kind
    var source: String
    var tags: [String] = []

    private enum CodingKeys: String, CodingKey {
      case id, cellType, source, metadata, outputs, executionCount
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(source, forKey: .source)
      try container.encode(tags.isEmpty ? [:] : ["tags": tags], forKey: .metadata)
      switch kind {
      case .markdown:
        try container.encode("markdown", forKey: .cellType)
      case .code(let outputs, let count):
        try container.encode("code", forKey: .cellType)
        try container.encode(outputs, forKey: .outputs)
        // The format requires a null.
        try container.encode(count, forKey: .executionCount)
      }
    }
  }

  enum Output: Encodable {
    case stream(name: String, text: String)
    /// Contents by media type, in base64 where they are not text.
    case display([String: String])
    case error(String)

    private enum CodingKeys: String, CodingKey {
      case outputType, name, text, data, metadata, ename, evalue, traceback
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      switch self {
      case .stream(let name, let text):
        try container.encode("stream", forKey: .outputType)
        try container.encode(name, forKey: .name)
        try container.encode(text, forKey: .text)
      case .display(let data):
        try container.encode("display_data", forKey: .outputType)
        try container.encode(data, forKey: .data)
        try container.encode([String: String](), forKey: .metadata)
      case .error(let message):
        try container.encode("error", forKey: .outputType)
        try container.encode("error", forKey: .ename)
        try container.encode(message, forKey: .evalue)
        try container.encode([message], forKey: .traceback)
      }
    }
  }

  /// The file's contents, the same bytes for the same notebook.
  func data() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
