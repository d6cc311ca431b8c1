import SwiftSyntax

// The rules by which the walk notes reads from outside the program.

extension ScopeWalker {
  /// Notes a name that the code does not declare, without anything but a module before it.
  func noteInput(_ name: String, at node: Syntax) {
    guard let kind = UntrackedInput.kind(of: name) else { return }
    // To write to a stream reads nothing.
    let member = node.parent?.as(MemberAccessExprSyntax.self)?.declName.baseName.text
    if name == "FileHandle", ["standardError", "standardOutput", "nullDevice"].contains(member) {
      return
    }
    noteInput(kind, name, .name(name), node)
  }

  /// Notes a member, as it is accessed.
  func noteInput(_ member: String, of access: MemberAccessExprSyntax) {
    let node = Syntax(access.declName)
    let base = access.base?.as(DeclReferenceExprSyntax.self)?.baseName.identifierName
    if let base, UntrackedInput.modules.contains(base), local(base) == nil {
      return noteInput(member, at: Syntax(access))
    }
    let call = Syntax(access).call?.as(FunctionCallExprSyntax.self)
    let labels = call?.argumentLabels ?? []
    switch member {
    case "now" where access.base == nil || base == "Date":
      noteInput(.time, "\(base ?? "").now", .member(member), node)
    case "current", "autoupdatingCurrent":
      guard let base, UntrackedInput.settings.contains(base) else { break }
      noteInput(.environment, "\(base).\(member)", .name(base), node)
    case "read", "load":
      guard base == "SafeTensors" else { break }
      let kind = call?.readsOwnFile == true ? UntrackedInput.Kind.ownFiles : .files
      noteInput(kind, "SafeTensors.\(member)", .name("SafeTensors"), node)
    case _ where UntrackedInput.fileMembers.contains(member):
      noteInput(.files, ".\(member)", .member(member), node)
    case _ where UntrackedInput.draws.contains(member):
      // A property of that name is something else.
      guard !labels.contains("using"), member != "random" || call != nil else { break }
      guard member != "random" || labels.isEmpty || labels == ["in"] else { break }
      let arguments = labels.isEmpty ? "()" : "(\(labels.map { $0 + ":" }.joined()))"
      noteInput(.randomness, ".\(member)\(arguments)", .member(member), node)
    default: break
    }
  }

  /// Notes the making of a value from a file, the time, or chance.
  func noteInput(_ call: FunctionCallExprSyntax) {
    let type = call.initializedType
    guard type?.first?.isUppercase != false, call.initializes else { return }
    let label = call.arguments.first?.label?.text
    let root = UntrackedInput.Root.name(type ?? "")
    let node = Syntax(call)
    if let label, label.hasPrefix("contentsOf") {
      noteInput(.files, "\(type ?? ".init")(\(label):)", root, node)
    } else if label == "timeIntervalSinceNow" {
      noteInput(.time, "\(type ?? ".init")(\(label ?? ""):)", root, node)
    } else if call.arguments.isEmpty, call.trailingClosure == nil, let type {
      switch type {
      case "Date", "NSDate": noteInput(.time, "\(type)()", root, node)
      case "UUID", "NSUUID": noteInput(.randomness, "\(type)()", root, node)
      default: break
      }
    }
  }

  private func noteInput(
    _ kind: UntrackedInput.Kind, _ name: String, _ root: UntrackedInput.Root, _ node: Syntax
  ) {
    names.inputs.append(
      UntrackedInput(
        kind: kind, name: name, root: root, position: node.positionAfterSkippingLeadingTrivia))
  }
}

extension FunctionCallExprSyntax {
  /// Tells whether it calls an initializer: `Data(…)`, `Foundation.Data(…)`, `Data.init(…)`, `.init(…)`.
  fileprivate var initializes: Bool {
    guard let access = calledExpression.as(MemberAccessExprSyntax.self) else {
      return initializedType != nil
    }
    return access.declName.baseName.text == "init" || initializedType != nil
  }

  /// The type whose initializer it calls, where that is written.
  fileprivate var initializedType: String? {
    if let reference = calledExpression.as(DeclReferenceExprSyntax.self) {
      return reference.baseName.identifierName
    }
    guard let access = calledExpression.as(MemberAccessExprSyntax.self) else { return nil }
    let base = access.base?.as(DeclReferenceExprSyntax.self)?.baseName.identifierName
    guard let base else { return nil }
    if access.declName.baseName.text == "init" { return base }
    return UntrackedInput.modules.contains(base) ? access.declName.baseName.identifierName : nil
  }

  /// Tells whether it reads a file that the chapter itself has written: by a relative path within the folder in
  /// which it runs, which is empty at its beginning.
  fileprivate var readsOwnFile: Bool {
    let path = arguments.last?.expression.as(StringLiteralExprSyntax.self)?.representedLiteralValue
    guard let path else { return false }
    return !path.hasPrefix("/") && !path.split(separator: "/").contains("..")
  }
}

extension UntrackedInput {
  /// The reads of each item, without those of names that the program declares itself.
  static func all(in items: [TopLevelItem]) -> [[UntrackedInput]] {
    guard items.contains(where: { !$0.names.inputs.isEmpty }) else { return items.map { _ in [] } }
    let declared = Set(items.flatMap(\.names.declared))
    let members = Set(items.flatMap(\.names.declaredMembers))
    return items.map { item in
      item.names.inputs.filter { input in
        switch input.root {
        case .name(let name): !declared.contains(name)
        case .member(let name): !members.contains(name)
        }
      }
    }
  }
}
