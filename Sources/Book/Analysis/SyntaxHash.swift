import Outputs
import SwiftSyntax

/// Hashes of code that ignore comments and layout.
enum SyntaxHash {
  static func hash(of node: Syntax) -> String { SHA256.hex(Array(text(of: node).utf8)) }

  /// The tokens and their grouping. Tokens alone would not do: a line break can end a statement.
  static func text(of node: some SyntaxProtocol) -> String {
    let visitor = TokenText(viewMode: .sourceAccurate)
    visitor.walk(node)
    return visitor.text
  }

  private final class TokenText: SyntaxAnyVisitor {
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
