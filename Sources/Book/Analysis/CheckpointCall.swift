import SwiftSyntax

/// A call of `checkpoint` in a program.
struct CheckpointCall {
  /// Nil where it is not a literal.
  let name: String?
  let position: AbsolutePosition
  /// The names passed to the call: what it saves.
  private let arguments: Set<String>
  private let body: CodeNames

  private init(_ call: FunctionCallExprSyntax) {
    position = call.positionAfterSkippingLeadingTrivia
    name = call.checkpointName
    // An array: a filtered list of arguments would be one in a copy of the whole tree.
    let given = Array(call.arguments).filter { !$0.isOfPreview }
    let closures = given.filter { $0.expression.is(ClosureExprSyntax.self) }
    arguments = given.filter { !$0.expression.is(ClosureExprSyntax.self) }
      .reduce(into: []) { $0.formUnion(CodeNames(of: $1.expression).free) }
    let closure = call.trailingClosure ?? closures.last?.expression.as(ClosureExprSyntax.self)
    body = closure.map { CodeNames(of: $0) } ?? CodeNames()
  }

  static func all(in item: TopLevelItem) -> [CheckpointCall] {
    item.names.checkpoints.map(CheckpointCall.init)
  }

  /// Changes that the body makes outside itself and that the checkpoint does not save: they would be missing
  /// when a saved result is used, and start over when a training resumes.
  func lostChanges(in item: TopLevelItem, _ dependencies: Dependencies) -> [Diagnostic] {
    pieces(item, dependencies).flatMap { names, item in
      names.mutations.compactMap { mutation in
        guard mutation.kind != .harmless, let root = mutation.root, !arguments.contains(root) else {
          return nil
        }
        let advice =
          mutation.kind == .updated
          ? "give it to the checkpoint too" : "return it from the body, or compute it from the step"
        return item.problem(
          "“\(root)” is changed in the checkpoint “\(name ?? "")” and not saved with it: \(advice)",
          at: mutation.position)
      }
    }
  }

  /// Outputs of the body, which are missing when a saved result is used.
  func lostOutputs(in item: TopLevelItem, _ dependencies: Dependencies) -> [Diagnostic] {
    pieces(item, dependencies).flatMap { names, item in
      names.outputs.map { output in
        item.problem(
          "“\(output.name)” in the checkpoint “\(name ?? "")” does nothing when saved weights are used; "
            + "move it behind the checkpoint",
          at: output.position)
      }
    }
  }

  /// The body, and the functions that it may call.
  private func pieces(
    _ item: TopLevelItem, _ dependencies: Dependencies
  ) -> [(names: CodeNames, item: TopLevelItem)] {
    let functions = dependencies.called(by: body).map { dependencies.items[$0] }
      .filter { $0.node.is(FunctionDeclSyntax.self) }
    return [(body, item)] + functions.map { ($0.names, $0) }
  }
}
