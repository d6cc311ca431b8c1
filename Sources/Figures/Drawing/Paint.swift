/// A color of a figure, by its role. A page assigns each role a color for light and for dark; the values
/// here are the fallbacks of a figure that is opened alone.
public enum Paint: Equatable, Sendable {
  /// The color of the first, second, … sixth series; the seventh is the first again. Color-blind readers
  /// can tell them apart.
  case series(Int)
  /// The color of text.
  case ink
  /// The color of secondary text and lines.
  case muted

  /// The number of colors of series.
  static let seriesCount = 6

  /// The color as an SVG attribute's value.
  public var value: String {
    let fallback =
      switch self {
      case .series(let number): Theme.light.series[Self.index(number)]
      case .ink: Theme.light.ink
      case .muted: Theme.light.muted
      }
    return "var(--\(customProperty),\(fallback))"
  }

  /// The name of the page's custom property that holds the color, without its dashes.
  var customProperty: String {
    switch self {
    case .series(let number): "series-\(Self.index(number) + 1)"
    case .ink: "figure-ink"
    case .muted: "figure-muted"
    }
  }

  private static func index(_ number: Int) -> Int {
    ((number - 1) % seriesCount + seriesCount) % seriesCount
  }

  static let grid = "var(--figure-grid,\(Theme.light.grid))"
}

/// The colors of a figure that is opened alone.
struct Theme {
  var ink: String
  var muted: String
  var grid: String
  var background: String
  var series: [String]

  static let light = Theme(
    ink: "#1a1a1a", muted: "#5f6368", grid: "#e4e4e1", background: "#fff",
    series: ["#0b69b0", "#c94f08", "#00805f", "#a8488c", "#8f6200", "#6b4226"])

  static let dark = Theme(
    ink: "#ececea", muted: "#a3a6aa", grid: "#33363a", background: "#16181b",
    series: ["#62b1f0", "#f5925a", "#35c79d", "#e094c8", "#e0b040", "#c7a184"])

  /// The rules of a figure opened by itself. `:root` matches the figure only there: inlined in a page,
  /// it takes the page's colors.
  static let style: String = {
    let series = dark.series.enumerated().map { "--series-\($0 + 1):\($1);" }.joined()
    return "<style>svg.figure:root{background:\(light.background);"
      + "font-variant-numeric:tabular-nums}"
      + "@media(prefers-color-scheme:dark){svg.figure:root{background:\(dark.background);"
      + "--figure-ink:\(dark.ink);--figure-muted:\(dark.muted);--figure-grid:\(dark.grid);"
      + series + "}}</style>"
  }()
}
