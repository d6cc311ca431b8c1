import SwiftSyntax

/// A use of one of the library's functions that read a file beside the chapter.
struct FileRead {
  enum Name: Equatable {
    case literal(String)
    /// That of a constant of the program.
    case constant(String)
    /// An expression, known when it is executed.
    case computed
  }
  let function: String
  let name: Name
  let position: AbsolutePosition

  /// The functions.
  static let functions: Set<String> = ["readBytes", "readText", "readCSV", "readImage"]
  /// The modules by whose names they may be qualified.
  static let modules: Set<String> = ["Lesson", "Datasets"]
}

extension ScopeWalker {
  /// Notes a read, where this name is that of such a function.
  func noteFileRead(_ function: String, at node: Syntax) {
    guard FileRead.functions.contains(function) else { return }
    let argument = node.call?.as(FunctionCallExprSyntax.self)?.arguments.first?.expression
    let name: FileRead.Name
    if let text = argument?.as(StringLiteralExprSyntax.self)?.representedLiteralValue {
      name = .literal(text)
    } else if let constant = argument?.as(DeclReferenceExprSyntax.self)?.baseName.identifierName,
      local(constant) == nil
    {
      name = .constant(constant)
    } else {
      name = .computed
    }
    names.fileReads.append(
      FileRead(
        function: function, name: name, position: node.positionAfterSkippingLeadingTrivia))
  }
}
