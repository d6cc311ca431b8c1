/// The labels to the right of the data, each beside the end of its line.
struct EndLabels {
  struct Label {
    var name: String
    var color: Paint
    /// The coordinate of the line's end.
    var end: Double
    /// The coordinate of the label once labels keep their distance.
    var place: Double
  }

  private(set) var labels: [Label] = []
  /// The least distance between two labels, in CSS pixels.
  static let distance = 19.0

  /// The width that labels need beside the area.
  static func width(of names: [String]) -> Double {
    guard let longest = names.map(textWidth).max() else { return 0 }
    return Metrics.labelWidth(longest) + 16
  }

  mutating func add(_ name: String, color: Paint, end: Double) {
    labels.append(Label(name: name, color: color, end: end, place: end))
  }

  /// Moves the labels apart, by as little as necessary, within the height of the area.
  mutating func spread(in area: Area) {
    labels.sort { $0.end < $1.end }
    // Labels that touch form a group, which is centered on the ends of its lines.
    var groups: [(members: Range<Int>, top: Double)] = []
    for index in labels.indices {
      var group = (members: index..<index + 1, top: clamp(labels[index].end, 1, area))
      while let previous = groups.last,
        previous.top + Double(previous.members.count) * Self.distance > group.top
      {
        groups.removeLast()
        let members = previous.members.lowerBound..<group.members.upperBound
        let mean = members.map { labels[$0].end }.reduce(0, +) / Double(members.count)
        let top = mean - Double(members.count - 1) / 2 * Self.distance
        group = (members, clamp(top, members.count, area))
      }
      groups.append(group)
    }
    for group in groups {
      for (offset, index) in group.members.enumerated() {
        labels[index].place = group.top + Double(offset) * Self.distance
      }
    }
  }

  /// The first coordinate of a group of `count` labels, moved into the area.
  private func clamp(_ top: Double, _ count: Int, _ area: Area) -> Double {
    max(area.top, min(area.bottom - Double(count - 1) * Self.distance, top))
  }

  func markup(in area: Area) -> String {
    labels.map { label in
      var leader = PathData()
      leader.polyline([
        Point(x: area.right + 2, y: label.end), Point(x: area.right + 10, y: label.place),
      ])
      return "<path fill=\"none\" stroke=\"\(label.color.value)\" stroke-opacity=\".6\" "
        + "d=\"\(leader.text)\"/>"
        + textElement(
          escaped(label.name), x: area.right + 13, y: label.place + 5,
          attributes: "fill=\"\(label.color.value)\"")
    }.joined()
  }
}
