import SwiftSyntax

// A checkpoint's preview shows a training under way and changes nothing, so nothing depends on it.

extension FunctionCallExprSyntax {
  var isCheckpoint: Bool {
    calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text == "checkpoint"
  }

  /// A checkpoint's name; nil where it is not a literal.
  var checkpointName: String? {
    arguments.first?.expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue
  }

  /// The name of the checkpoint whose weights it restores: `restore(network, from: "unet")`.
  var restoredCheckpoint: String? {
    guard calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text == "restore",
      let name = arguments.first(where: { $0.label?.text == "from" })?.expression
    else { return nil }
    return name.as(StringLiteralExprSyntax.self)?.representedLiteralValue
  }

  /// Tells whether it changes networks or an optimizer, where it is a checkpoint: those follow its name.
  var updatesParameters: Bool {
    !isCheckpoint
      || arguments.dropFirst().contains { $0.label == nil || $0.label?.text == "optimizer" }
  }
}

extension LabeledExprSyntax {
  /// Tells whether this argument of a checkpoint concerns its preview alone.
  var isOfPreview: Bool { label?.text == "preview" || label?.text == "previewedAfter" }
}

extension Syntax {
  /// The same code without the previews of its checkpoints.
  var withoutPreviews: Syntax { PreviewRemoval().rewrite(detached, detach: true) }
}

private final class PreviewRemoval: SyntaxRewriter {
  override func visit(_ node: FunctionCallExprSyntax) -> ExprSyntax {
    guard node.isCheckpoint, node.arguments.contains(where: \.isOfPreview) else {
      return super.visit(node)
    }
    // Changed by itself, not in a copy of the whole tree.
    var arguments = Array(node.arguments).filter { !$0.isOfPreview }
    if let index = arguments.indices.last {
      // As it would have been written without.
      arguments[index].trailingComma = node.arguments.last?.trailingComma
    }
    return super.visit(node.detached.with(\.arguments, LabeledExprListSyntax(arguments)))
  }
}
