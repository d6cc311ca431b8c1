import SwiftSyntax

/// Local variables that a function or closure changes, to find those that outlive their scope: a counter
/// returned as a closure keeps state that no name of the program shows.
struct CapturedVariables {
  /// Local functions by their declarations, and their frames once known.
  private var numbers: [SyntaxIdentifier: Int] = [:]
  private var functionFrames: [Int: Int] = [:]
  /// Frames that may be executed after the code around them has ended.
  private var livingOn: Set<Int> = []
  /// Local functions that are handed out, not only called.
  private var escaping: Set<Int> = []
  private var references: [(function: Int, around: [Int])] = []
  private var changes: [(variable: String, around: [Int])] = []

  mutating func number(of function: FunctionDeclSyntax) -> Int {
    if let number = numbers[function.id] { return number }
    numbers[function.id] = numbers.count
    return numbers.count - 1
  }

  mutating func open(_ frame: Int, _ kind: CodeNames.Frame.Kind, livesOn: Bool) {
    if livesOn { livingOn.insert(frame) }
    if case .localFunction(let number) = kind { functionFrames[number] = frame }
  }

  /// A local function is mentioned.
  ///
  /// - Parameter frames: those between the mention and the scope that declares the function.
  mutating func mention(_ function: Int, isCall: Bool, from frames: ArraySlice<Int>) {
    if !isCall { escaping.insert(function) }
    references.append((function, Array(frames)))
  }

  /// A local variable is, or may be, changed.
  ///
  /// - Parameter frames: those between the change and the frame that declares the variable.
  mutating func change(_ variable: String, from frames: ArraySlice<Int>) {
    if !frames.isEmpty { changes.append((variable, Array(frames))) }
  }

  /// Variables that are changed where they may be out of their scope.
  func outliving() -> [String] {
    var livingOn = livingOn
    var escaping = escaping
    var count = -1
    while count != livingOn.count + escaping.count {
      count = livingOn.count + escaping.count
      livingOn.formUnion(escaping.compactMap { functionFrames[$0] })
      for (function, around) in references where !livingOn.isDisjoint(with: around) {
        escaping.insert(function)
      }
    }
    return changes.filter { !livingOn.isDisjoint(with: $0.around) }.map(\.variable)
  }
}
