extension PlotDrawing {
  /// Whether every name can stand beside the end of its line: the lines all end near the right edge, and
  /// no name is long.
  func canNameLinesAtEnds(width: Double) -> Bool {
    let lines = plot.marks.compactMap { $0 as? Line }.filter { $0.name != nil }
    let names = Set(lines.compactMap(\.name))
    let others = plot.marks.contains { mark in
      guard let name = mark.name, !(mark is Rule), mark.swatch != .none else { return false }
      return !names.contains(name)
    }
    guard !names.isEmpty, !others, names.count <= 6, plot.aspect == .free else { return false }
    guard EndLabels.room(Array(names)) <= 0.3 * width else { return false }
    let unit = Area(left: 0, top: 0, right: 1, bottom: 1)
    return plot.marks.indices.allSatisfy { index in
      guard let line = plot.marks[index] as? Line, line.name != nil else { return true }
      guard let end = line.lastPoint(on: canvas(for: index, in: unit)) else { return false }
      return end.x > 0.85 && end.x < 1.001
    }
  }

  /// The names that stand to the right of the data: of horizontal rules always.
  func namesAtEnds(lines: Bool) -> [String] {
    plot.marks.compactMap { mark in
      if let rule = mark as? Rule { return rule.direction == .horizontal ? rule.name : nil }
      return lines ? mark.name : nil
    }
  }

  var hasNamedVerticalRule: Bool {
    plot.marks.contains { ($0 as? Rule)?.direction == .vertical && $0.name != nil }
  }
}
