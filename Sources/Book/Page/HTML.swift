import Foundation

/// Conversions between text and markup.
package enum HTML {
  /// Text with the characters that mean something in markup replaced, fit for content and for quoted
  /// attributes. Characters that no page may contain become U+FFFD.
  package static func escape(_ text: some StringProtocol) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count + text.utf8.count / 8)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar.inMarkup)
      }
    }
    return result
  }

  /// Text as an element's content, where quotes and `>` need no replacement.
  static func text(_ text: some StringProtocol) -> String {
    escape(text).replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
      .replacing("&gt;", with: ">")
  }

  /// An attribute with a space before it, quoted only where the value needs it.
  static func attribute(_ name: String, _ value: some StringProtocol) -> String {
    let text = escape(value)
    let isPlain = !text.isEmpty && !text.hasSuffix("/") && !text.contains(where: Self.endsValue)
    return " \(name)=" + (isPlain ? text : "\"\(text)\"")
  }

  private static func endsValue(_ character: Character) -> Bool {
    character.isWhitespace || "=`".contains(character)
  }

  /// A value as JSON, in single quotes as an attribute's value.
  static func quoted(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    return "'\(escape(json).replacing("&quot;", with: "\""))'"
  }

  /// Markup without its tags: for titles, which may contain only text.
  static func textOnly(_ markup: String) -> String {
    markup.replacing(#/<[^>]*>/#, with: "")
  }

  /// An identifier made from text in GitHub's way: `Noise & gradients` is `noise--gradients`.
  static func slug(_ text: String) -> String {
    var result = ""
    for scalar in text.lowercased().unicodeScalars {
      if scalar == " " {
        result += "-"
      } else if scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
        || scalar.properties.numericType != nil
      {
        result.unicodeScalars.append(scalar)
      }
    }
    return result.isEmpty ? "section" : result
  }
}
