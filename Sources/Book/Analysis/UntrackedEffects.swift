/// State that couples pieces of a program though no name says so: a file that one writes and another reads, a
/// variable of a type, a variable that a closure keeps and changes.
enum UntrackedEffect: Hashable {
  /// Use of something outside the program.
  case external(String)
  /// A stored variable of a type.
  case typeVariable(String)
  /// A local variable that is changed where it may be out of its scope.
  case capturedVariable(String)
  /// A statement that is executed at the program's end.
  case deferredStatement
  /// A type alias that changes the meaning of literals.
  case literalType(String)

  /// Names that reach beyond the program.
  private static let externalNames: Set<String> = [
    "FileManager", "FileHandle", "SafeTensors", "Process", "ProcessInfo", "UserDefaults",
    "DispatchQueue", "DispatchSource", "Thread", "Task", "Timer", "NotificationCenter",
    "fopen", "freopen", "unlink", "mkdir", "chdir", "setenv", "unsetenv", "putenv", "getenv",
    "atexit", "srand", "rand", "readLine",
  ]
  /// Members that do.
  private static let externalMembers: Set<String> = ["write", "save", "detach"]
  /// Aliases that apply where nobody mentions them.
  static let literalTypes: Set<String> = [
    "IntegerLiteralType", "FloatLiteralType", "StringLiteralType", "BooleanLiteralType",
  ]

  /// The uses of things outside the program.
  static func reached(by names: CodeNames) -> [UntrackedEffect] {
    (names.free.intersection(externalNames).union(names.members.intersection(externalMembers)))
      .map(UntrackedEffect.external)
  }
}
