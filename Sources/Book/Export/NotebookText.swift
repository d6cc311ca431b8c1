/// Text as a notebook's Markdown, which takes dollar signs for formulas and HTML for HTML.
enum NotebookText {
  /// Plain text in one line, which means nothing in Markdown.
  static func escaped(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let special: Set<Character> = ["\\", "`", "*", "_", "[", "]", "<", "$", "~", "|"]
    var result = ""
    for character in line {
      if special.contains(character) { result += "\\" }
      result.append(character)
    }
    return result.replacing(#/&(?=#?\w+;)/#, with: "\\&")
      .replacing(#/^([#>]|[-+](?=\s|$)|=+$)/#) { "\\\($0.1)" }
      .replacing(#/^([0-9]+)([.)])(?=\s|$)/#) { "\($0.1)\\\($0.2)" }
  }

  /// Markdown as written, whose dollar signs begin no formula.
  static func withoutFormulas(_ markdown: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in markdown {
      if character == "$", !isEscaped { result += "\\" }
      isEscaped = character == "\\" && !isEscaped
      result.append(character)
    }
    return result
  }

  /// Markdown as written, whose HTML is text; addresses in angle brackets stay links.
  static func withoutMarkup(_ markdown: String) -> String {
    markdown.replacing(#/\\?<(?=[A-Za-z\/!?])(?![A-Za-z][A-Za-z0-9+.\-]*:)/#, with: "\\<")
  }

  /// An address within the parentheses of a link.
  static func destination(_ address: String) -> String {
    address.replacing(#/\s/#, with: "%20").replacing("(", with: "%28").replacing(")", with: "%29")
      .replacing("<", with: "%3C").replacing(">", with: "%3E").replacing("\\", with: "%5C")
      .replacing("$", with: "%24").replacing("`", with: "%60").replacing("|", with: "%7C")
  }
}
