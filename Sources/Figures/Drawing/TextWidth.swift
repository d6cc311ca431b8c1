/// An upper estimate of the width of a text in units of its font size: the page's font is not known here,
/// and no label may overlap its neighbor in any font.
func textWidth(_ text: String) -> Double {
  text.unicodeScalars.reduce(0) { $0 + scalarWidth($1) }
}

private func scalarWidth(_ scalar: Unicode.Scalar) -> Double {
  switch scalar {
  case "i", "j", "l", "'", "|", ".", ",", ":", ";", "!", "I": 0.3
  case "f", "t", "r", " ", "(", ")", "[", "]", "/", "-": 0.38
  case "m", "w", "M", "W", "@", "%", "—": 0.92
  case "0"..."9": 0.6
  case "a"..."z": 0.57
  case "A"..."Z": 0.7
  case "−", "×", "+", "=", "<", ">", "±", "≈", "→", "…": 0.86
  case "\u{300}"..."\u{36F}": 0
  case "\u{2E80}"..."\u{FFFF}", "\u{1F000}"..."\u{3FFFF}": 1.05
  default: 0.64
  }
}

/// The text in lines no wider than `width` font sizes; a word longer than that keeps its own line.
func wrapped(_ text: String, to width: Double) -> [String] {
  var lines: [String] = []
  for word in text.split(whereSeparator: \.isWhitespace) {
    if let line = lines.last, textWidth(line + " " + word) <= width {
      lines[lines.count - 1] = line + " " + word
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
