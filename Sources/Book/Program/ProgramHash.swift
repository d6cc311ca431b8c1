import SwiftParser
import SwiftSyntax

/// A hash of what programs do, blind to how they are laid out.
enum ProgramHash {
  static func hash(of sources: [Program.Source]) -> String {
    var text = ""
    for source in sources {
      // The first line names the chapter's file, which may be moved.
      let program = source.text.drop { $0 != "\n" }
      let visitor = Shape(viewMode: .sourceAccurate)
      visitor.walk(Parser.parse(source: String(program)))
      text += visitor.text + "\n"
    }
    return SHA256.hex(Array(text.utf8))
  }

  /// The hash of one statement.
  static func hash(of node: Syntax) -> String {
    let visitor = Shape(viewMode: .sourceAccurate)
    visitor.walk(node)
    return SHA256.hex(Array(visitor.text.utf8))
  }

  /// The tokens and how they group. Tokens alone would not do: a line break can end a statement.
  private final class Shape: SyntaxAnyVisitor {
    var text = ""

    override func visit(_ token: TokenSyntax) -> SyntaxVisitorContinueKind {
      text += token.text + "\u{0}"
      return .skipChildren
    }

    override func visitAny(_ node: Syntax) -> SyntaxVisitorContinueKind {
      text += "("
      return .visitChildren
    }

    override func visitAnyPost(_ node: Syntax) { text += ")" }
  }
}
