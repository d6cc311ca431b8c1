/// The fence of a code block.
enum Fence {
  /// Tells whether a fence begins this line, after its indentation.
  static func begins(_ line: some StringProtocol) -> Bool {
    let line = line.drop { $0 == " " || $0 == "\t" }
    return line.hasPrefix("```") || line.hasPrefix("~~~")
  }

  /// The language in a fence's info string, in lower case: that of `swift`, `Swift` and, as Quarto writes it,
  /// `{swift}` is `swift`. That of `{.swift}`, which Quarto shows and does not run, is `swift` too.
  static func language(of info: String) -> String {
    var words = info[...]
    if words.first == "{" { words = words.dropFirst().prefix { $0 != "}" } }
    words = words.drop { $0.isWhitespace || $0 == "." }
    return words.prefix { !$0.isWhitespace && $0 != "," }.lowercased()
  }

  /// The words after the language within braces, `{swift, echo=false}`; empty without any.
  static func attributes(of info: String) -> String {
    guard info.first == "{" else { return "" }
    let words = info.dropFirst().prefix { $0 != "}" }.drop(while: \.isWhitespace)
    return String(
      words.drop { !$0.isWhitespace && $0 != "," }.drop { $0.isWhitespace || $0 == "," })
  }
}
