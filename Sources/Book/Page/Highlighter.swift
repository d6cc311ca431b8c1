import SwiftIDEUtils
import SwiftParser
import SwiftSyntax

/// Swift code as HTML: a span for each run of what the compiler's own parser classifies.
enum Highlighter {
  static func html(_ code: String) -> String {
    let bytes = Array(code.utf8)
    var result = ""
    var open: (name: String, text: [UInt8])?
    func close() {
      guard let run = open else { return }
      let text = HTML.escape(String(decoding: run.text, as: UTF8.self))
      result += run.name.isEmpty ? text : "<span class=\"\(run.name)\">\(text)</span>"
      open = nil
    }
    for token in Parser.parse(source: code).classifications {
      let text = bytes[token.range.lowerBound.utf8Offset..<token.range.upperBound.utf8Offset]
      // Blanks never break a run, so that neighbours of one class share a span.
      let name = text.allSatisfy(Self.isBlank) ? open?.name ?? "" : Self.name(of: token.kind)
      if open?.name != name {
        close()
        open = (name, [])
      }
      open?.text += text
    }
    close()
    return result
  }

  /// The CSS class of a kind of token; empty for what stays in the text's own colour.
  private static func name(of kind: SyntaxClassification) -> String {
    switch kind {
    case .keyword, .ifConfigDirective: "k"
    case .type: "t"
    case .stringLiteral, .regexLiteral: "s"
    case .integerLiteral, .floatLiteral: "n"
    case .lineComment, .blockComment, .docLineComment, .docBlockComment: "c"
    case .attribute: "a"
    case .dollarIdentifier, .editorPlaceholder, .identifier, .none, .operator, .argumentLabel: ""
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
  }
}
