extension Plot {
  /// A description computed from the data, for readers who do not see the figure.
  var description: String {
    let axes = [("x", x), ("y", y)].compactMap { name, axis in
      axis.label.isEmpty && axis.scale == .linear
        ? nil
        : "\(name): \(axis.label.isEmpty ? "no name" : axis.label)"
          + (axis.scale == .log ? ", logarithmic" : "") + "."
    }
    let parts = marks.map { mark in
      let summary = mark.summary(x: x, y: y)
      return (mark.name.map { "\($0): \(summary)" } ?? firstUppercased(summary)) + "."
    }
    return (axes + (parts.isEmpty ? ["No data."] : parts)).joined(separator: " ")
  }

  /// A summary for terminals: the title, and a line for each mark.
  var text: String {
    let names = marks.map { $0.name ?? "" }
    let width = names.map(\.count).max() ?? 0
    let lines = zip(marks, names).map { mark, name in
      let sketch = mark.sketch(x: x, y: y).map { $0 + "  " } ?? ""
      let padding = String(repeating: " ", count: width - name.count + (width > 0 ? 2 : 0))
      return "  " + name + padding + sketch + mark.summary(x: x, y: y)
    }
    return ([title.isEmpty ? "Figure" : title] + (lines.isEmpty ? ["  no data"] : lines))
      .joined(separator: "\n")
  }
}

extension Line {
  /// The curve in a row of 24 blocks; nil for fewer than three points.
  public func sketch(x: Axis, y: Axis) -> String? {
    let points = drawable(xs, ys, x, y)
      .map { Point(x: x.position(of: $0), y: y.position(of: $1)) }
    let (h, v) = (Interval(points.map(\.x)), Interval(points.map(\.y)))
    guard points.count > 2, h.upper > h.lower else { return nil }
    var columns = [(sum: Double, count: Int)](repeating: (0, 0), count: 24)
    for point in points {
      let column = min(23, Int((point.x - h.lower) / (h.upper - h.lower) * 24))
      columns[column].sum += (point.y - v.lower) / max(v.upper - v.lower, 1e-300)
      columns[column].count += 1
    }
    let blocks = Array("▁▂▃▄▅▆▇█")
    return String(
      columns.map { column in
        guard column.count > 0 else { return " " }
        return blocks[max(0, min(7, Int(column.sum / Double(column.count) * 8)))]
      })
  }
}

/// The text with an upper-case first letter.
func firstUppercased(_ text: String) -> String {
  text.prefix(1).uppercased() + text.dropFirst()
}
