import Outputs

/// The text as SVG content, or within an attribute's double quotes.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.withPlainNaNs.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.unicodeScalars.append(scalar.inMarkup)
    }
  }
  return result
}

/// A coordinate to a tenth of a pixel, in its shortest form: `12`, `.5`, `-3.2`.
func coordinate(_ value: Double) -> String { coordinate(tenths: tenths(value)) }

/// The coordinate in whole tenths. Rounding to integers first keeps relative paths free of drift.
func tenths(_ value: Double) -> Int {
  guard value.isFinite else { return 0 }
  return Int(max(-1e6, min(1e6, (value * 10).rounded())))
}

func coordinate(tenths: Int) -> String {
  let (whole, tenth) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
  let sign = tenths < 0 ? "-" : ""
  if tenth == 0 { return sign + String(whole) }
  return sign + (whole == 0 ? "" : String(whole)) + "." + String(tenth)
}

/// The alignment of a text at its coordinate.
enum TextAnchor: String {
  case start, middle, end
}

/// An SVG text; `content` is markup, already escaped.
func textElement(
  _ content: String, x: Double, y: Double, anchor: TextAnchor = .start, attributes: String = ""
) -> String {
  let anchored = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
  let more = attributes.isEmpty ? "" : " " + attributes
  return "<text x=\"\(coordinate(x))\" y=\"\(coordinate(y))\"\(anchored)\(more)>\(content)</text>"
}
