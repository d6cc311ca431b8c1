import Outputs

/// A number as it is written in a figure: `0.25`, `12,000`, `2×10` with an exponent.
struct NumberText: Equatable {
  var text: String
  /// The exponent of a power of ten that follows, set as a superscript.
  var exponent: Int?

  init(_ text: String, exponent: Int? = nil) {
    self.text = text
    self.exponent = exponent
  }

  /// The exact decimal `digits × 10^power`.
  init(digits: Int, power: Int) {
    self.init(Self.decimal(digits, power))
  }

  /// The exact decimal, without trailing zeros where it is trimmed.
  init(digits: Int, power: Int, trimmed: Bool) {
    var (digits, power) = (digits, power)
    while trimmed && power < 0 && digits % 10 == 0 { (digits, power) = (digits / 10, power + 1) }
    self.init(digits: digits, power: power)
  }

  /// `digits × 10^power` with one digit before the point: `1.5×10⁶`, `10⁻⁵`.
  init(scientific digits: Int, _ power: Int) {
    guard digits != 0 else {
      self.init("0")
      return
    }
    var (digits, power) = (digits, power)
    while digits % 10 == 0 { (digits, power) = (digits / 10, power + 1) }
    let decimals = String(digits.magnitude).count - 1
    let mantissa = Self.decimal(digits, -decimals)
    let factor = mantissa == "1" ? "" : mantissa == "−1" ? "−" : mantissa + "×"
    self.init(factor + "10", exponent: power + decimals)
  }

  /// In one line of Unicode: `2×10⁻⁵`.
  var plain: String {
    guard let exponent else { return text }
    return text + String(minus(String(exponent)).map { Self.superscripts[$0] ?? $0 })
  }

  /// The content of an SVG `text` element.
  var markup: String {
    guard let exponent else { return escaped(text) }
    return escaped(text)
      + "<tspan dy=\"-.5em\" font-size=\"75%\">\(minus(String(exponent)))</tspan>"
  }

  /// Its width in units of the font size.
  var width: Double {
    textWidth(text) + (exponent.map { 0.75 * textWidth(minus(String($0))) } ?? 0)
  }

  /// `digits × 10^power` with its decimals, a minus sign and commas between thousands.
  static func decimal(_ digits: Int, _ power: Int) -> String {
    var text = String(digits.magnitude)
    var fraction = ""
    if power >= 0 {
      if digits != 0 { text += String(repeating: "0", count: power) }
    } else {
      text = String(repeating: "0", count: max(0, 1 - power - text.count)) + text
      fraction = "." + text.suffix(-power)
      text = String(text.dropLast(-power))
    }
    return (digits < 0 ? "−" : "") + text.groupedDigits + fraction
  }

  private static let superscripts: [Character: Character] = [
    "−": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
}

/// A number to three significant digits, for descriptions. Zero has no sign.
func brief(_ value: Double) -> String {
  guard value.isFinite else { return minus(value.fixed(0)) }
  if value == 0 { return "0" }
  if value == value.rounded() && value.magnitude < 1e6 {
    return NumberText.decimal(Int(value), 0)
  }
  var (mantissa, exponent) = (value.magnitude, 0)
  while mantissa >= 9.995 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  while mantissa < 0.9995 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
  let digits = Int((mantissa * 100).rounded()) * (value < 0 ? -1 : 1)
  if (-4..<6).contains(exponent) {
    return exponent > 2
      ? NumberText.decimal(Int(value.rounded()), 0)
      : NumberText(digits: digits, power: exponent - 2, trimmed: true).text
  }
  return NumberText(scientific: digits, exponent - 2).plain
}

/// A count with commas between thousands.
func counted(_ count: Int) -> String { NumberText.decimal(count, 0) }

/// The text with a true minus sign.
func minus(_ text: String) -> String {
  String(text.map { $0 == "-" ? "−" : $0 })
}
