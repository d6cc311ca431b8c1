import SwiftSyntax

/// The names that a piece of code gives and uses, and what it changes outside itself.
struct UnitNames {
  /// Names that the piece declares at the program's top level: variables, functions, types, operators.
  var declared: Set<String> = []
  /// Names of what its types and extensions contain.
  var declaredMembers: Set<String> = []
  /// Those of them that execute something: functions, computed properties.
  var executableMembers: Set<String> = []
  /// Names and operators that it uses and does not declare within itself.
  var free: Set<String> = []
  /// The names that it calls, of variables, functions and members.
  var called: Set<String> = []
  /// Names that it uses after a point.
  var members: Set<String> = []
  /// What it changes, or may change, beyond its own variables.
  var changes: [Change] = []
  /// What it calls that puts something on the page.
  var outputs: [(name: String, position: AbsolutePosition)] = []
  /// Whether it holds on to a random stream, declares a class, or is a closure: has more than a value.
  var hasIdentity = false
  /// Whether an extension does more than add names: conforms, or adds operators, subscripts, initializers.
  var worksUnnamed = false

  /// A change of something that is not the code's own.
  struct Change {
    enum Kind {
      case assigned, updated
      /// A draw, since streams are kept with every checkpoint; averages in a network's place for a while.
      case harmless
    }
    var kind: Kind
    /// The free name through which it is reached, if there is one.
    var root: String?
    var position: AbsolutePosition
  }

  init(of node: some SyntaxProtocol, leavingOut members: [MemberBlockItemSyntax] = []) {
    let scan = NameScan(leavingOut: Set(members.map(\.id)))
    scan.walk(node)
    self = scan.names
  }

  init() {}
}

/// The words of Swift and of the library for what changes something in place. A test holds them against
/// the library's sources.
enum ChangingNames {
  /// Methods that change a value in place, and so need a variable.
  static let values: Set<String> = [
    "append", "insert", "remove", "removeAll", "removeFirst", "removeLast", "removeSubrange",
    "replaceSubrange", "popFirst", "popLast", "swapAt", "sort", "shuffle", "reverse", "partition",
    "toggle", "negate", "merge", "updateValue", "formUnion", "formIntersection", "subtract",
    "formSymmetricDifference", "reserveCapacity", "next", "add", "subtracting", "round", "write",
    "formTruncatingRemainder", "formRemainder", "formSquareRoot", "addProduct", "replace",
    "withUnsafeMutableBytes", "withUnsafeMutableBufferPointer",
  ]
  /// Methods that advance a random stream.
  static let draws: Set<String> = ["normal", "uniform", "integers", "permutation"]
  /// Methods and functions that change what parameters hold.
  static let references: Set<String> = ["update", "checkpoint"]
  /// Methods that change what parameters hold and put it back.
  static let borrowings: Set<String> = ["withAverages"]
  /// Properties of objects.
  static let properties: Set<String> = ["value", "learningRate"]
  /// Types without identity: a constant made of them stays what it is.
  static let valueTypes: Set<String> = [
    "Tensor", "Shape", "Float", "Double", "Int", "UInt64", "UInt32", "UInt8", "Int32", "Int64",
    "Bool", "String", "Character", "Array", "Set", "Dictionary", "Range", "ClosedRange", "Void",
    "Random", "Any", "Sequence", "Collection", "Equatable", "Hashable", "Comparable", "Codable",
    "CaseIterable", "RawRepresentable", "CustomStringConvertible", "Data",
    "MNIST", "FashionMNIST", "CIFAR10", "Dataset", "ImageData", "LabelledImages", "Showable",
    "Output", "Plot", "Line", "Points", "Axis",
    "Table", "ImageGrid", "WarmupCosine", "Modulation", "Sendable", "Optional", "Error",
  ]
  /// Functions that put something on the page.
  static let outputs: Set<String> = ["print", "debugPrint", "dump", "show", "check"]
}
