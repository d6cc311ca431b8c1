import SwiftSyntax

// A checkpoint's preview shows how things stand and changes nothing, so nothing depends on it.

extension FunctionCallExprSyntax {
  var isCheckpoint: Bool {
    calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text == "checkpoint"
  }

  /// Whether it fills networks or an optimizer, if it is a checkpoint: those follow its name.
  var keepsParameters: Bool {
    !isCheckpoint
      || arguments.dropFirst().contains { $0.label == nil || $0.label?.text == "optimizer" }
  }
}

extension LabeledExprSyntax {
  /// Whether this argument of a checkpoint only concerns its preview.
  var isOfPreview: Bool { label?.text == "preview" || label?.text == "previewedAfter" }
}

extension Syntax {
  /// The same code without the previews of its checkpoints.
  var withoutPreviews: Syntax { PreviewRemoval().rewrite(self) }
}

extension Syntax {
  /// The names in the previews of its checkpoints.
  var previewNames: [UnitNames] {
    let search = PreviewSearch(viewMode: .sourceAccurate)
    search.walk(self)
    return search.names
  }
}

private final class PreviewSearch: SyntaxVisitor {
  var names: [UnitNames] = []

  override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
    if node.isCheckpoint {
      names += node.arguments.filter(\.isOfPreview).map { UnitNames(of: $0.expression) }
    }
    return .visitChildren
  }
}

private final class PreviewRemoval: SyntaxRewriter {
  override func visit(_ node: FunctionCallExprSyntax) -> ExprSyntax {
    guard node.isCheckpoint, node.arguments.contains(where: \.isOfPreview) else {
      return super.visit(node)
    }
    var arguments = node.arguments.filter { !$0.isOfPreview }
    if let index = arguments.indices.last {
      // As it would have been written without.
      arguments[index].trailingComma = node.arguments.last?.trailingComma
    }
    return super.visit(node.with(\.arguments, LabeledExprListSyntax(arguments)))
  }
}
