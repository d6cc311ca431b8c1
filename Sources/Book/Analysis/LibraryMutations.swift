/// The names by which Swift and the library change something in place. A test checks that every mutating
/// method of the library is among them.
enum LibraryMutations {
  /// Methods that change a value in place, and so need a variable.
  static let valueMethods: Set<String> = [
    "append", "insert", "remove", "removeAll", "removeFirst", "removeLast", "removeSubrange",
    "replaceSubrange", "popFirst", "popLast", "swapAt", "sort", "shuffle", "reverse", "partition",
    "toggle", "negate", "merge", "updateValue", "removeValue", "trimPrefix", "formUnion",
    "formIntersection", "subtract",
    "formSymmetricDifference", "reserveCapacity", "next", "add", "round", "write",
    "formTruncatingRemainder", "formRemainder", "formSquareRoot", "addProduct", "replace",
    "withUnsafeMutableBytes", "withUnsafeMutableBufferPointer",
  ]
  /// Methods that advance a random stream.
  static let draws: Set<String> = [
    "normal", "uniform", "integers", "permutation", "bernoulli", "multinomial",
  ]
  /// Methods and functions that change the values of parameters.
  static let parameterUpdates: Set<String> = ["update", "checkpoint", "restore"]
  /// Methods that change the values of parameters and restore them.
  static let scopedMutations: Set<String> = ["withAverages"]
  /// Properties of objects.
  static let objectProperties: Set<String> = ["value", "learningRate"]
  /// Types and protocols without identity: a constant made of them never changes.
  static let valueTypes: Set<String> = [
    "Tensor", "Shape", "Float", "Double", "Int", "UInt64", "UInt32", "UInt8", "Int32", "Int64",
    "Bool", "String", "Character", "Array", "Set", "Dictionary", "Range", "ClosedRange", "Void",
    "Random", "Any", "Sequence", "Collection", "Equatable", "Hashable", "Comparable", "Codable",
    "CaseIterable", "RawRepresentable", "CustomStringConvertible", "Data",
    "MNIST", "FashionMNIST", "CIFAR10", "Dataset", "CSV", "ImageData", "LabelledImages", "Showable",
    "Output", "Plot", "Line", "Points", "Axis",
    "Table", "ImageGrid", "WarmupCosine", "Modulation", "FeatureGaussian", "KernelDistance",
    "Sendable", "Optional", "Error",
  ]
  /// Functions that put something on the page.
  static let outputFunctions: Set<String> = ["print", "debugPrint", "dump", "show", "check"]
}
