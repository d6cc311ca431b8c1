import SwiftParser
import SwiftSyntax

/// The nesting of Swift code, which the parser and other recursive readings must survive.
enum SyntaxDepth {
  /// The most brackets, prefixes, arrows or branches within another.
  static let limit = 50
  /// The most levels of the tree, which also has one for each call in a chain.
  private static let treeLimit = 500
  /// The parser's own limit, beyond which it reads code as something else. It counts several levels for a bracket.
  private static let parserLimit = 200

  /// The most lists directly within one another. The parser reads each again to see whether it is a type, so its time
  /// doubles with every level.
  private static let listLimit = 10

  static let message =
    "this code is nested too deep: at most \(limit) brackets, \(listLimit) lists directly in one another"

  /// Parses code.
  ///
  /// - Returns: the tree, which is empty where the code is nested too deep, and the position of that.
  static func parse(_ code: String) -> (tree: SourceFileSyntax, excess: AbsolutePosition?) {
    if let offset = excess(in: Array(code.utf8)) {
      return (Parser.parse(source: ""), AbsolutePosition(utf8Offset: offset))
    }
    var code = code
    let tree = code.withUTF8 { Parser.parse(source: $0, maximumNestingLevel: parserLimit) }
    guard let excess = excess(in: tree) else { return (tree, nil) }
    return (Parser.parse(source: ""), excess)
  }

  /// The words that may stand before an expression any number of times.
  private static let prefixes: Set<String> = [
    "any", "await", "consume", "copy", "each", "inout", "repeat", "some", "try", "unsafe",
  ]

  /// The offset of what is nested too deep, by a look at the characters that even the parser could not survive
  /// otherwise. Brackets in texts and comments count too, which matters to none that are closed.
  private static func excess(in bytes: [UInt8]) -> Int? {
    var (brackets, angles, arrows, branches, prefixes, lists) = (0, 0, 0, 0, 0, 0)
    var (word, previous): ([UInt8], UInt8) = ([], 0)
    for (offset, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
      case UInt8(ascii: "\n"): (angles, arrows) = (0, 0)
      case UInt8(ascii: "<") where isLetter(previous): angles += 1
      case UInt8(ascii: ">"):
        if previous == UInt8(ascii: "-") { arrows += 1 } else { angles = max(0, angles - 1) }
      default: break
      }
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
        if !word.isEmpty {
          let text = String(decoding: word, as: UTF8.self)
          let isPrefix = Self.prefixes.contains(text) || !word.contains(where: isLetterOrBracket)
          prefixes = isPrefix ? prefixes + 1 : 0
          if text == "else" || text == "#if" { branches += 1 }
          word = []
        }
      } else {
        word.append(byte)
      }
      previous = byte
      switch byte {
      case UInt8(ascii: "["): lists += 1
      case UInt8(ascii: "("), UInt8(ascii: " "), UInt8(ascii: "\n"): break
      default: lists = 0
      }
      if lists > listLimit { return offset }
      // Branches are counted whether or not they are within each other.
      if max(brackets, angles, arrows, prefixes) > limit || branches > 4 * limit { return offset }
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
      || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
  }

  private static func isLetterOrBracket(_ byte: UInt8) -> Bool {
    isLetter(byte) || "()[]{}\"/#,;:".utf8.contains(byte)
  }

  /// The place of what is nested too deep in a tree; nil where there is none.
  private static func excess(in tree: SourceFileSyntax) -> AbsolutePosition? {
    var level = [Syntax(tree)]
    for depth in 0..<treeLimit {
      // Four levels take a byte at least: short code is not deep.
      let shortest = (treeLimit - depth) / 4
      level = level.flatMap { node in
        node.children(viewMode: .sourceAccurate).filter { $0.totalLength.utf8Length >= shortest }
      }
      if level.isEmpty { return nil }
    }
    return level[0].positionAfterSkippingLeadingTrivia
  }
}
