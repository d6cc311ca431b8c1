/// A tag in HTML: an opening one, or an end tag.
struct RawTag {
  /// In lower case.
  var name: String
  /// The name as written.
  var written: String
  var isEnd = false
  /// Its place: the number of lines before it, and of UTF-8 bytes before it in its line and from it to the line's end.
  var place = (line: 0, column: 0, rest: 0)
  /// The values, their entities decoded, by names in lower case. Of a name that occurs twice the first counts.
  var attributes: [String: String] = [:]

  /// Tells whether the element shows an image, a film or a document of its own.
  var isMedium: Bool {
    ["img", "image", "source", "video", "audio", "iframe", "embed", "object"].contains(name)
  }

  /// The value of an attribute.
  subscript(attribute: String) -> String? { attributes[attribute] }

  /// The attributes that a reader follows.
  static let links: Set<String> = ["href", "xlink:href", "action", "formaction"]
  /// Other attributes with addresses, some of them within other words: `0; url=…`, `a.png 2x, …`.
  private static let addresses: Set<String> = [
    "src", "srcset", "srcdoc", "data", "poster", "background", "cite", "ping", "from", "to", "by",
    "values",
    "content", "style",
  ]

  /// The scheme of an address in an attribute that is no link, where it is one of those that hold programs.
  static func script(in value: String, of attribute: String) -> String? {
    guard addresses.contains(attribute) else { return nil }
    let scalars = value.unicodeScalars.filter { $0.value > 0x20 }
    let text = String(String.UnicodeScalarView(scalars)).lowercased()
    return ["javascript", "vbscript", "data"].first { scheme in
      text.ranges(of: scheme + ":").contains { range in
        // `metadata:` is another word.
        text[..<range.lowerBound].last.map { !$0.isLetter && !$0.isNumber } ?? true
      }
    }
  }

  /// The opening tags outside of comments.
  static func all(in html: String) -> [RawTag] { RawTags(html).all }
}

/// The tags of a passage of HTML, read as browsers read them.
struct RawTags {
  /// Opening and end tags, in order.
  private(set) var tags: [RawTag] = []
  /// The opening tags.
  var all: [RawTag] { tags.filter { !$0.isEnd } }
  /// The first line of a tag or a comment that has no end: it would take in what follows on the page.
  private(set) var unclosed: String?

  private let bytes: [UInt8]
  private var place = 0
  private var lines = LineCount()

  /// Elements whose content is text.
  private static let textual = ["script", "style", "textarea", "title", "xmp"]

  init(_ html: String) {
    bytes = Array(html.utf8)
    while let start = bytes[place...].firstIndex(of: UInt8(ascii: "<")) {
      place = start + 1
      guard !element(at: start) else { continue }
      let line = bytes[start...].prefix { $0 != UInt8(ascii: "\n") }
      unclosed = String(decoding: line, as: UTF8.self)
      return
    }
  }

  /// Reads what follows a `<`.
  ///
  /// - Returns: false where it has no end.
  private mutating func element(at start: Int) -> Bool {
    guard let byte = current else { return true }
    if skip("!--") { return skip(">") || skip("->") || skip(through: "-->", "--!>") }
    if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") { return skip(through: ">") }
    let isEnd = skip("/")
    guard let letter = current, Self.isLetter(letter) else { return true }
    guard var tag = tag() else { return false }
    (tag.isEnd, tag.place) = (isEnd, lines.place(of: start, in: bytes))
    tags.append(tag)
    if !isEnd, Self.textual.contains(tag.name) { skipText(of: tag.name) }
    return true
  }

  /// Reads a name and its attributes; nil where no `>` follows.
  private mutating func tag() -> RawTag? {
    let name = word(until: "/>", isName: false)
    var tag = RawTag(name: name.lowercased(), written: name)
    while let byte = current {
      if byte == UInt8(ascii: ">") {
        place += 1
        return tag
      }
      if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
        place += 1
        continue
      }
      // A name may begin with `=`.
      place += 1
      let first = String(decoding: [byte], as: UTF8.self)
      let name = (byte < 0x80 ? first : "\u{FFFD}").lowercased() + word(until: "/>=")
      skipSpaces()
      let value = skip("=") ? value() : ""
      if tag.attributes[name] == nil { tag.attributes[name] = Self.decoded(value) }
    }
    return nil
  }

  private mutating func value() -> String {
    skipSpaces()
    guard let quote = current, "\"'".utf8.contains(quote) else {
      return word(until: ">", isName: false)
    }
    place += 1
    let start = place
    place = bytes[start...].firstIndex(of: quote) ?? bytes.count
    defer { place = min(place + 1, bytes.count) }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// Reads up to a space or one of these characters.
  private mutating func word(until ends: StaticString, isName: Bool = true) -> String {
    let start = place
    while let byte = current, !Self.isSpace(byte), !Self.contains(ends, byte) { place += 1 }
    let word = String(decoding: bytes[start..<place], as: UTF8.self)
    return isName ? word.lowercased() : word
  }

  /// The lines up to the last tag.
  private struct LineCount {
    private var counted = 0
    private var lines = 0
    private var start = 0
    private var end = 0

    /// The place of an offset, which is not before the last one.
    mutating func place(
      of offset: Int, in bytes: [UInt8]
    ) -> (line: Int, column: Int, rest: Int) {
      while counted < offset {
        if bytes[counted] == UInt8(ascii: "\n") { (lines, start) = (lines + 1, counted + 1) }
        counted += 1
      }
      if end <= offset { end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count }
      return (lines, offset - start, end - offset)
    }
  }

  // MARK: Characters

  private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipSpaces() {
    while let byte = current, Self.isSpace(byte) { place += 1 }
  }

  /// Steps over these characters, if they come next.
  private mutating func skip(_ text: StaticString) -> Bool {
    let end = place + text.utf8CodeUnitCount
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard end <= bytes.count, bytes[place..<end].elementsEqual(wanted) else { return false }
    place = end
    return true
  }

  /// Steps to the end of the first of these; to the end of all, and false, where none occurs.
  private mutating func skip(through ends: StaticString...) -> Bool {
    while place < bytes.count {
      for end in ends where skip(end) { return true }
      place += 1
    }
    return false
  }

  /// Steps to the end tag of an element whose content is text.
  private mutating func skipText(of name: String) {
    let end = Array("</\(name)".utf8)
    while place < bytes.count {
      let next = bytes[place...].prefix(end.count)
      if next.elementsEqual(end, by: { Self.isLetter($0) ? $0 | 0x20 == $1 : $0 == $1 }) { return }
      place += 1
    }
  }

  private static func contains(_ text: StaticString, _ byte: UInt8) -> Bool {
    UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount).contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { " \t\n\u{C}\r".utf8.contains(byte) }

  /// A value with its entities decoded, by the parser of Markdown.
  private static func decoded(_ value: String) -> String {
    guard value.contains("&") else { return value }
    var text = ""
    // Browsers read an entity without its semicolon, too.
    let open =
      #/&(#[0-9]+(?![0-9;])|#[xX][0-9A-Fa-f]+(?![0-9A-Fa-f;])|[A-Za-z]+(?![0-9A-Za-z;]))/#
    // An address in Markdown holds none of these as they are.
    let closed = value.replacing(open) { "&\($0.1);" }
      .replacing(#/[<>\\\n\r]/#) { match in
        switch match.output {
        case "<": "&lt;"
        case ">": "&gt;"
        case "\\": "&bsol;"
        default: " "
        }
      }
    Markdown.parse("[x](<\(closed)>)").walk { node in
      if case .link(let destination, _) = node.kind { text = destination }
    }
    return text.isEmpty ? value : text
  }
}
