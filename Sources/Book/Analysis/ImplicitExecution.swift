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
  /// The types that the executed code mentions, and the variables that it reads.
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
        mention(use)
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

  /// Notes a type, with those that it consists of or inherits, or a variable, with the type of its value.
  private mutating func mention(_ use: CodeNames.Use) {
    let name: String
    switch use.target {
    case .name(let used), .type(let used), .member(_, let used), .typeMember(_, let used):
      name = used
    case .localFunction, .implicit: return
    }
    guard mentioned.insert(name).inserted else { return }
    if let type = program.types[name] { mentioned.insert(type) }
    for item in program.declared.items[name] ?? [] {
      for use in program.items[item].names.uses where use.frame == 0 { mention(use) }
    }
  }

  private func members(executedBy use: ImplicitUse) -> [UseBeforeValue.Executable] {
    var found: [UseBeforeValue.Executable] = []
    for type in mentioned where program.declared.types.contains(type) {
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
      return program.declared.types.contains(type) && mentioned.contains(type)
    }
  }
}

extension CodeNames.Use.Target {
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
