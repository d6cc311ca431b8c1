import SwiftSyntax

/// A call of `checkpoint` in a program.
struct CheckpointCall {
  /// Nil where it is not a literal.
  let name: String?
  let position: AbsolutePosition
  /// The names that the call is given: what it keeps.
  private let arguments: Set<String>
  private let body: UnitNames

  init?(_ call: FunctionCallExprSyntax) {
    guard call.isCheckpoint else { return nil }
    position = call.positionAfterSkippingLeadingTrivia
    let literal = call.arguments.first?.expression.as(StringLiteralExprSyntax.self)
    name = literal?.representedLiteralValue
    let given = call.arguments.filter { !$0.isOfPreview }
    let closures = given.filter { $0.expression.is(ClosureExprSyntax.self) }
    arguments = given.filter { !$0.expression.is(ClosureExprSyntax.self) }
      .reduce(into: []) { $0.formUnion(UnitNames(of: $1.expression).free) }
    let closure = call.trailingClosure ?? closures.last?.expression.as(ClosureExprSyntax.self)
    body = closure.map { UnitNames(of: $0) } ?? UnitNames()
  }

  static func all(in unit: ProgramUnit) -> [CheckpointCall] {
    let visitor = Visitor(viewMode: .sourceAccurate)
    visitor.walk(unit.node)
    return visitor.calls
  }

  private final class Visitor: SyntaxVisitor {
    var calls: [CheckpointCall] = []

    override func visit(_ node: FunctionCallExprSyntax) -> SyntaxVisitorContinueKind {
      if let call = CheckpointCall(node) { calls.append(call) }
      return .visitChildren
    }
  }

  /// What the body changes outside itself and is not kept: it would stay as it was when the body is not
  /// executed, and be as at the beginning when a training goes on.
  func lostChanges(in unit: ProgramUnit, _ dependencies: Dependencies) -> [Diagnostic] {
    func lost(_ names: UnitNames, _ unit: ProgramUnit) -> [Diagnostic] {
      names.changes.compactMap { change in
        guard change.kind != .harmless, let root = change.root, !arguments.contains(root) else {
          return nil
        }
        let advice =
          change.kind == .updated
          ? "give it to the checkpoint too" : "return it from the body, or compute it from the step"
        return unit.problem(
          "“\(root)” is changed in the checkpoint \(title) and not kept with it: \(advice)",
          at: change.position)
      }
    }
    return lost(body, unit)
      + functions(dependencies).flatMap { function in
        lost(function.names, function)
      }
  }

  /// What the body puts on the page.
  func lostOutputs(in unit: ProgramUnit, _ dependencies: Dependencies) -> [Diagnostic] {
    func lost(_ names: UnitNames, _ unit: ProgramUnit) -> [Diagnostic] {
      names.outputs.map { output in
        unit.problem(
          "“\(output.name)” in the checkpoint \(title) does nothing when kept weights are used",
          at: output.position)
      }
    }
    return lost(body, unit)
      + functions(dependencies).flatMap { function in
        lost(function.names, function)
      }
  }

  private var title: String { "“\(name ?? "")”" }

  /// The functions that the body may call.
  private func functions(_ dependencies: Dependencies) -> [ProgramUnit] {
    dependencies.called(by: body).map { dependencies.units[$0] }
      .filter { $0.node.is(FunctionDeclSyntax.self) }
  }
}
