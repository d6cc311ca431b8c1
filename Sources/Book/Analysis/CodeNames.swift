import SwiftSyntax

/// The names that a piece of code declares, reads, calls, and changes, and the effects that no name tracks.
///
/// `ScopeWalker` fills it in one walk; every question about names is answered from here.
struct CodeNames {
  /// Names declared at the program's top level: variables, functions, types, operators.
  var declared: Set<String> = []
  /// Names of the members of declared types and extensions.
  var declaredMembers: Set<String> = []
  /// Declared members that execute code: functions, computed properties, initial values.
  var executableMembers: Set<String> = []
  /// Free variables: names and operators that the code uses without declaring them within itself.
  var free: Set<String> = []
  /// Called names of variables, functions, and members.
  var called: Set<String> = []
  /// Names used after a period.
  var members: Set<String> = []
  /// Certain or possible changes beyond the code's own variables.
  var mutations: [Mutation] = []
  /// The property wrappers of variables and properties, by the names of these.
  var wrappers: [String: String] = [:]
  /// Calls that put something on the page.
  var outputs: [(name: String, position: AbsolutePosition)] = []
  /// Calls of `checkpoint`, in order.
  var checkpoints: [FunctionCallExprSyntax] = []
  /// The names of checkpoints whose weights it restores.
  var restored: Set<String> = []
  /// Reads of files beside the chapter.
  var fileReads: [FileRead] = []
  /// Reads of anything else outside the program, some of names that the program may declare itself.
  var inputs: [UntrackedInput] = []
  /// Names in the previews of its checkpoints, which count nowhere else.
  var previews: [CodeNames] = []
  /// Uses of names from outside, each with the frame that executes it.
  var uses: [Use] = []
  /// The code's own frame, then those of the functions, accessors, and closures in it.
  var frames = [Frame(kind: .item, parent: nil, isImmediate: true)]
  /// State that one execution leaves to another without a name that says so.
  var untracked: Set<UntrackedEffect> = []
  /// Tells whether it holds on to a random stream, declares a class, or is a closure: has more than a value.
  var hasIdentity = false
  /// Tells whether an extension takes effect unnamed: conforms, or adds operators, subscripts, initializers.
  var hasImplicitUses = false

  init() {}

  /// - Parameter members: members of the declared type that are left out.
  init(of node: some SyntaxProtocol, leavingOut members: [MemberBlockItemSyntax] = []) {
    self = ScopeWalker(leavingOut: Set(members.map(\.id))).names(of: Syntax(node))
  }
}

extension CodeNames {
  /// A change of something that the code does not own.
  struct Mutation {
    enum Kind {
      case assigned, updated
      /// A draw from a stream, which every checkpoint saves, or averages swapped in for a while.
      case harmless
    }
    var kind: Kind
    /// The free name through which the changed value is reached, where there is one.
    var root: String?
    var position: AbsolutePosition
  }

  /// A piece of code that is executed as one: the item itself, a function's body, a closure.
  struct Frame {
    enum Kind: Equatable {
      case item
      case function(String)
      /// A local function, by its number within the walk.
      case localFunction(Int)
      case initializer
      case accessor(of: String)
      /// The initial value of a stored property.
      case storedValue(of: String, isDelayed: Bool)
      /// A closure, with the variable that it is the initial value of.
      case closure(of: String?)
    }
    var kind: Kind
    /// The innermost type around it.
    var type: String?
    var parent: Int?
    /// Tells whether it is executed as part of its parent.
    var isImmediate: Bool
    /// The function that a closure is an argument of.
    var callee: String?
  }

  /// A use of something declared outside the code.
  struct Use {
    enum Target: Equatable {
      case name(String)
      /// A member of a variable or type of this name.
      case member(String, of: String)
      /// A member of a value whose type is known by its name.
      case typeMember(String, of: String)
      case localFunction(Int)
      /// A feature of the language that executes members of types without naming these.
      case implicit(ImplicitUse)
      /// A type that is named where types are.
      case type(String)
    }
    var target: Target
    /// The labels of the arguments, `_` where there is none; nil where nothing is called.
    var arguments: [String]?
    /// The function that it is passed to as an argument.
    var callee: String?
    /// The parameter that this use is a default value of: its label and place.
    var defaultOf: Parameter?
    var frame: Int
    var position: AbsolutePosition
  }

  /// A parameter of a function.
  struct Parameter: Equatable {
    /// `_` where it has none.
    var label: String
    var index: Int
  }

  /// The frames that are executed together with this one: itself, and those executed as part of it.
  ///
  /// - Parameter keepers: functions that keep their closures for later.
  func framesExecuted(with frame: Int, keepers: Set<String> = []) -> Set<Int> {
    var executed: Set<Int> = [frame]
    var count = 0
    while count != executed.count {
      count = executed.count
      for (index, other) in frames.enumerated() {
        guard other.isImmediate, let parent = other.parent, executed.contains(parent),
          other.callee.map(keepers.contains) != true
        else { continue }
        executed.insert(index)
      }
      let local = uses.filter { executed.contains($0.frame) && $0.arguments != nil }.map(\.target)
      for (index, other) in frames.enumerated() {
        if case .localFunction(let number) = other.kind, local.contains(.localFunction(number)) {
          executed.insert(index)
        }
      }
    }
    return executed
  }
}
