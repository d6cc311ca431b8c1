/// The legend: the names of the marks with their swatches, in rows above the data.
struct Legend {
  struct Entry {
    var name: String
    var series: Series
    var swatches: [Swatch]
  }

  private(set) var entries: [Entry] = []

  init() {}

  /// A legend of colors alone, each as a filled rectangle.
  init(_ colors: [(name: String, color: Paint)]) {
    entries = colors.map {
      Entry(name: $0.name, series: Series(color: $0.color), swatches: [.area])
    }
  }

  mutating func add(_ mark: any Mark, _ series: Series) {
    guard let name = mark.name, mark.swatch != .none else { return }
    if let index = entries.firstIndex(where: { $0.name == name }) {
      if !entries[index].swatches.contains(mark.swatch) {
        entries[index].swatches.append(mark.swatch)
        if mark.swatch == .line { entries[index].series.dash = series.dash }
        if mark.swatch == .dot { entries[index].series.marker = series.marker }
      }
    } else {
      entries.append(
        Entry(name: name, series: series, swatches: [mark.swatch]))
    }
  }

  private static let swatchWidth = 26.0
  private static let rowHeight = 24.0

  /// The entries of each row, with the coordinates of their left edges.
  private func rows(width: Double) -> [[(entry: Entry, x: Double)]] {
    var rows: [[(entry: Entry, x: Double)]] = []
    var x = Double.infinity
    for entry in entries {
      let entryWidth = Self.swatchWidth + 8 + Metrics.labelWidth(textWidth(entry.name))
      if x + entryWidth > width {
        rows.append([])
        x = 0
      }
      rows[rows.count - 1].append((entry, x))
      x += entryWidth + 16
    }
    return rows
  }

  /// The width of its widest entry.
  var minimumWidth: Double {
    entries.map { Self.swatchWidth + 8 + Metrics.labelWidth(textWidth($0.name)) }.max() ?? 0
  }

  func height(width: Double) -> Double {
    entries.isEmpty ? 0 : Double(rows(width: width).count) * Self.rowHeight + 4
  }

  func markup(x: Double, top: Double, width: Double) -> String {
    var markup = ""
    for (row, entries) in rows(width: width).enumerated() {
      let middle = top + (Double(row) + 0.5) * Self.rowHeight
      for (entry, offset) in entries {
        markup += entry.swatches.map { swatch($0, entry, x: x + offset, y: middle) }.joined()
        markup += textElement(
          escaped(entry.name), x: x + offset + Self.swatchWidth + 8, y: middle + 5,
          attributes: "fill=\"\(Paint.ink.value)\"")
      }
    }
    return markup
  }

  private func swatch(_ swatch: Swatch, _ entry: Entry, x: Double, y: Double) -> String {
    let line = "M\(coordinate(x)) \(coordinate(y))h\(coordinate(Self.swatchWidth))"
    let stroke = "<path fill=\"none\" stroke=\"\(entry.series.color.value)\""
    switch swatch {
    case .none: return ""
    case .line:
      return "\(stroke) stroke-width=\"2\" stroke-linecap=\"round\"\(dashes(entry.series.dash)) "
        + "d=\"\(line)\"/>"
    case .thinLine: return "\(stroke) stroke-width=\"1.5\" stroke-opacity=\".55\" d=\"\(line)\"/>"
    case .rule: return "\(stroke) stroke-width=\"1.5\" stroke-dasharray=\"5 4\" d=\"\(line)\"/>"
    case .area:
      return "<rect x=\"\(coordinate(x))\" y=\"\(coordinate(y - 6))\" "
        + "width=\"\(coordinate(Self.swatchWidth))\" height=\"12\" "
        + "fill=\"\(entry.series.color.value)\" fill-opacity=\"\(entry.swatches.contains(.line) ? ".2" : ".85")\"/>"
    case .dot:
      let marker = Marker(kind: entry.series.marker)
      let width = coordinate(marker.strokeWidth(diameter: 8))
      return "\(stroke) stroke-width=\"\(width)\" \(marker.attributes) "
        + "d=\"M\(coordinate(x + Self.swatchWidth / 2)) \(coordinate(y))"
        + "\(marker.shape(diameter: 8))\"/>"
    }
  }
}
