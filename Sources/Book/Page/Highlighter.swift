import SwiftIDEUtils
import SwiftSyntax
import Synchronization

/// Swift code as HTML: an element for each run of tokens that the compiler's own parser puts in one class.
enum Highlighter {
  /// Code highlighted before: while a chapter is being edited, nearly all of its code stays the same.
  private static let known = Mutex<[String: String]>([:])
  private static let capacity = 2000

  static func html(_ code: String) -> String {
    if let html = known.withLock({ $0[code] }) { return html }
    let html = highlighted(code)
    known.withLock {
      if $0.count >= capacity { $0 = [:] }
      $0[code] = html
    }
    return html
  }

  private static func highlighted(_ code: String) -> String {
    let (tree, excess) = SyntaxDepth.parse(code)
    guard excess == nil else { return HTML.text(code) }
    let bytes = Array(code.utf8)
    var result = ""
    var open: (name: String, text: [UInt8])?
    func close() {
      guard let run = open else { return }
      let text = HTML.text(String(decoding: run.text, as: UTF8.self))
      result += run.name.isEmpty ? text : "<\(run.name)>\(text)</\(run.name)>"
      open = nil
    }
    for token in tree.classifications {
      let text = bytes[token.range.lowerBound.utf8Offset..<token.range.upperBound.utf8Offset]
      // White space never ends a run, so that adjacent tokens of one class share an element.
      let name = text.allSatisfy(Self.isSpace) ? open?.name ?? "" : Self.name(of: token.kind)
      if open?.name != name {
        close()
        open = (name, [])
      }
      open?.text += text
    }
    close()
    return result
  }

  /// The element for a kind of token; empty for tokens in the text's own color. These elements are short and
  /// mean nothing to a screen reader: with a class on each, the markup would be as long as the code.
  private static func name(of kind: SyntaxClassification) -> String {
    switch kind {
    case .keyword, .ifConfigDirective: "b"
    case .type: "u"
    case .stringLiteral, .regexLiteral: "s"
    case .lineComment, .blockComment, .docLineComment, .docBlockComment: "i"
    case .attribute: "kbd"
    case .dollarIdentifier, .editorPlaceholder, .identifier, .none, .operator, .argumentLabel,
      .integerLiteral, .floatLiteral:
      ""
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\t")
  }
}
