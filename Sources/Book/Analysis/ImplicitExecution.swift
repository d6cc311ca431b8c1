import SwiftSyntax

/// The code that features of the language may execute in a statement: members of types that the statement
/// mentions, directly or through what it executes or reads.
///
/// Types of values are not known here, so that a feature counts as used with each mentioned type that has it.
struct ImplicitExecution {
  /// The executed members, each with the feature's name.
  private(set) var features: [(UseBeforeValue.Executable, String)] = []
  private let program: UseBeforeValue
  private var executed: Set<UseBeforeValue.Executable> = []
  private var implicit: Set<ImplicitUse> = []
  /// The program's types that the executed code mentions, or of which the variables that it reads may be.
  private var mentioned: Set<String> = []

  init(of item: Int, in program: UseBeforeValue) {
    self.program = program
    if program.items[item].node.is(DeclReferenceExprSyntax.self) { implicit.insert(.text) }
    execute(UseBeforeValue.Executable(item: item, frame: 0))
    var count = 0
    repeat {
      count = features.count
      for use in implicit.sorted(by: { $0.name < $1.name }) {
        for executable in members(executedBy: use) where !executed.contains(executable) {
          features.append((executable, use.name))
          execute(executable)
        }
      }
    } while count != features.count
  }

  private mutating func execute(_ code: UseBeforeValue.Executable) {
    var pending = [code]
    while let code = pending.popLast() {
      guard executed.insert(code).inserted else { continue }
      for use in program.uses(by: code) {
        if case .implicit(let feature) = use.target { implicit.insert(feature) }
        if let name = use.target.mentionedName { mentioned.formUnion(program.mentions[name] ?? []) }
        pending += program.keys(of: use).flatMap { program.code[$0] ?? [] }
        if let name = use.target.wrappedName, program.wrappers[name] != nil {
          implicit.insert(.member(name))
        }
        // A member that the known type lacks may come from a protocol or from an extension.
        if let member = use.target.member,
          program.keys(of: use).allSatisfy({ program.code[$0] == nil })
        {
          implicit.insert(.member(member))
        }
      }
    }
  }

  private func members(executedBy use: ImplicitUse) -> [UseBeforeValue.Executable] {
    var found: [UseBeforeValue.Executable] = []
    for type in mentioned {
      for member in use.members(conformances: program.declared.conformances[type] ?? []) {
        let key =
          member == "init" ? UseBeforeValue.Key.initializer(of: type) : .member(member, of: type)
        found += program.code[key] ?? []
      }
    }
    switch use {
    case .member(let name):
      found += program.openMembers[name] ?? []
      if let wrapper = program.wrappers[name] {
        found += program.code[.member("wrappedValue", of: wrapper)] ?? []
      }
    case .operation(let name):
      for operation in use.members(conformances: []) {
        found += (program.code[.name(operation)] ?? []).filter { code in
          program.declared.operators.contains(name) || isOperatorOfMentionedTypes(code)
        }
      }
    default: break
    }
    return found
  }

  /// Tells whether an operator's function names a type that the program declares and the statement mentions.
  private func isOperatorOfMentionedTypes(_ code: UseBeforeValue.Executable) -> Bool {
    program.items[code.item].names.uses.contains { use in
      guard case .type(let type) = use.target else { return false }
      return mentioned.contains(type)
    }
  }
}

extension CodeNames.Use.Target {
  /// The variable or type that is named.
  var mentionedName: String? {
    switch self {
    case .name(let name), .type(let name), .member(_, let name), .typeMember(_, let name): name
    case .localFunction, .implicit: nil
    }
  }

  /// The member that is used of a value.
  fileprivate var member: String? {
    switch self {
    case .member(let name, _), .typeMember(let name, _): name
    default: nil
    }
  }

  /// The variable or property whose wrapper the use may execute.
  fileprivate var wrappedName: String? {
    if case .name(let name) = self { name } else { member }
  }
}
