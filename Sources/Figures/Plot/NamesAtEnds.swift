extension PlotDrawing {
  /// Tests whether every name can be placed beside the end of its line: all lines end near the right edge,
  /// and no name is long.
  func canNameLinesAtEnds(width: Double) -> Bool {
    let lines = plot.marks.indices.filter {
      plot.marks[$0].namePlacement == .lineEnd && plot.marks[$0].name != nil
    }
    let names = Set(lines.compactMap { plot.marks[$0].name })
    let needLegend = plot.marks.contains { mark in
      guard let name = mark.name, mark.namePlacement == .legend, mark.swatch != .none
      else { return false }
      return !names.contains(name)
    }
    guard !names.isEmpty, !needLegend, names.count <= 6, plot.aspect == .free else { return false }
    guard EndLabels.width(of: Array(names)) <= 0.3 * width else { return false }
    let unit = Area(left: 0, top: 0, right: 1, bottom: 1)
    return lines.allSatisfy { index in
      let end = plot.marks[index].nameAnchor(on: canvas(for: index, in: unit))
      return end.map { $0.x > 0.85 && $0.x < 1.001 } ?? false
    }
  }

  /// The names to the right of the data.
  ///
  /// - Parameter lines: whether the names of lines are among them.
  func namesAtEnds(lines: Bool) -> [String] {
    plot.marks.compactMap { mark in
      switch mark.namePlacement {
      case .rightEdge: mark.name
      case .topEdge: nil
      case .legend, .lineEnd: lines ? mark.name : nil
      }
    }
  }

  /// True if names are above the data.
  var hasNamesAbove: Bool {
    plot.marks.contains { $0.namePlacement == .topEdge && $0.name != nil }
  }
}
