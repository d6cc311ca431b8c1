/// A reference (`@fig-loss`) or a citation (`@ho2020`, `[@ho2020; @sohl2015]`) in a text, by Pandoc's and
/// Quarto's rules: no letter or digit stands before the `@`, as in an e-mail address, and no backslash.
struct Mention: Equatable {
  /// The target of an `@`.
  enum Target: Equatable {
    /// A figure, a table, an equation or a section: `fig-loss`.
    case label(String)
    /// The id of a work.
    case work(String)
    /// Something in brackets that is neither.
    case unknown(String)
  }

  /// A name, and true where a hyphen before the `@` takes away the author or the word "Figure".
  struct Part: Equatable {
    var target: Target
    var isShort = false
    /// The words as written, from the `@` on: a part of the text that was split.
    var words: Substring
  }

  var parts: [Part]
  /// True for `[@a; @b]`.
  var isGroup: Bool

  var hasWorks: Bool {
    parts.contains { if case .label = $0.target { false } else { true } }
  }

  /// A piece of a text.
  enum Piece {
    case text(Substring)
    case mention(Mention)
  }

  /// Splits a text at its mentions.
  ///
  /// - Parameters:
  ///   - isSource: true for Markdown as written, where a backslash escapes.
  ///   - isWork: tells whether a work has this id. An id that ends in a year is always a citation's, so that a
  ///     typo is found; another word after `@`, `@main`, only where it is a work's.
  static func pieces(
    of text: Substring, isSource: Bool = false, isWork: (String) -> Bool
  ) -> [Piece] {
    guard text.contains("@") else { return [.text(text)] }
    var pieces: [Piece] = []
    var start = text.startIndex
    var rest = text
    let lastBracket = text.lastIndex(of: "]")
    while let at = rest.firstIndex(of: "@") {
      let found = parsed(
        at: at, in: text[start...], lastBracket: lastBracket, isSource: isSource, isWork: isWork)
      guard let (range, mention) = found else {
        rest = text[text.index(after: at)...]
        continue
      }
      pieces += [.text(text[start..<range.lowerBound]), .mention(mention)]
      start = range.upperBound
      rest = text[start...]
    }
    return pieces + [.text(text[start...])]
  }

  /// - Parameter lastBracket: the last `]`: no group ends after it.
  private static func parsed(
    at: String.Index, in text: Substring, lastBracket: String.Index?, isSource: Bool,
    isWork: (String) -> Bool
  ) -> (range: Range<String.Index>, mention: Mention)? {
    var start = at
    var isShort = false
    var before = text[..<at]
    if before.last == "-", !endsWord(before.dropLast()) {
      isShort = true
      before = before.dropLast()
      start = before.endIndex
    }
    if isSource, isEscaped(before) || isEscaped(text[..<at]) { return nil }
    if before.last == "[", !(isSource && isEscaped(before.dropLast())),
      let lastBracket, at < lastBracket, let end = text[at...].firstIndex(of: "]")
    {
      let parts = text[start..<end].split(separator: ";").map { member($0, isWork: isWork) }
      return (
        before.index(before.endIndex, offsetBy: -1)..<text.index(after: end),
        Mention(parts: parts, isGroup: true)
      )
    }
    guard !endsWord(before) else { return nil }
    guard let (end, target) = named(after: text[at...], isWork: isWork) else { return nil }
    let part = Part(target: target, isShort: isShort, words: text[at..<end])
    return (start..<end, Mention(parts: [part], isGroup: false))
  }

  /// A part of a group, `@ho2020` or `-@ho2020`.
  private static func member(_ text: Substring, isWork: (String) -> Bool) -> Part {
    var text = text.drop { " \n".contains($0) }
    while let last = text.last, " \n".contains(last) { text.removeLast() }
    let isShort = text.hasPrefix("-@")
    let name = text.drop { $0 == "-" }
    guard name.hasPrefix("@") else { return Part(target: .unknown(String(text)), words: text) }
    if let (end, target) = named(after: name, isWork: isWork), end == name.endIndex {
      return Part(target: target, isShort: isShort, words: name)
    }
    return Part(target: .work(String(name.dropFirst())), isShort: isShort, words: name)
  }

  /// The label or the id after an `@`, and its end.
  private static func named(
    after text: Substring, isWork: (String) -> Bool
  ) -> (end: String.Index, target: Target)? {
    let label = #/@((?i:fig|tbl|eq|sec)-[A-Za-z0-9_\-]*[A-Za-z0-9])/#
    if let match = text.prefixMatch(of: label) {
      // Quarto's `@Fig-a` begins a sentence: all our names begin with a capital.
      return (match.range.upperBound, .label(match.1.prefix(1).lowercased() + match.1.dropFirst()))
    }
    let key = #/@([A-Za-z0-9_]+(?:[:.#$%&\-+?<>~\/][A-Za-z0-9_]+)*)/#
    if let match = text.prefixMatch(of: key), isWork(String(match.1)) {
      return (match.range.upperBound, .work(String(match.1)))
    }
    let year = #/@([A-Za-z][A-Za-z\-]*[0-9]{4}[a-z]?\b)/#
    guard let match = text.prefixMatch(of: year) else { return nil }
    return (match.range.upperBound, .work(String(match.1)))
  }

  /// Tells whether a text ends as the name in an e-mail address does. Letters of languages that put no spaces
  /// between words are in no address.
  private static func endsWord(_ text: Substring) -> Bool {
    guard let last = text.last else { return false }
    return last.isASCII ? last.isLetter || last.isNumber || last == "_" : false
  }

  private static func isEscaped(_ before: Substring) -> Bool {
    before.reversed().prefix { $0 == "\\" }.count % 2 == 1
  }
}
