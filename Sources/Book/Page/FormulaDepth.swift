/// The nesting of a formula's TeX, whose time to typeset grows with more than its depth.
enum FormulaDepth {
  static let limit = 100

  /// The offset, in UTF-8 bytes, of the first group below the limit; nil where there is none.
  static func excess(in tex: String) -> Int? {
    var depth = 0
    for match in tex.matches(of: #/\\(?:left|right|begin|end)\b|\\.|[{}]/#) {
      switch match.output {
      case "{", "\\left", "\\begin": depth += 1
      case "}", "\\right", "\\end": depth = max(0, depth - 1)
      default: break
      }
      guard depth > limit else { continue }
      return tex.utf8.distance(from: tex.startIndex, to: match.range.lowerBound)
    }
    return nil
  }
}
