/// The layout of a diagram's boxes and arrows.
struct DiagramLayout {
  private let diagram: Diagram
  private let title: TitleBlock
  /// The left edge and the width of each column, the top edge and the height of each row.
  private let columns, rows: [(start: Double, length: Double)]
  let width, height: Double

  /// The space between a box's frame and its text, in CSS pixels.
  private static let padding = 9.0
  /// The space between two columns and between two rows, in CSS pixels.
  private static let columnGap = 34.0
  private static let rowGap = 26.0

  init(_ diagram: Diagram) {
    self.diagram = diagram
    let boxes = diagram.boxes
    let widest = boxes.flatMap(\.lines).map(textWidth).max() ?? 0
    let tallest = Dictionary(boxes.map { ($0.row, $0.lines.count) }, uniquingKeysWith: max)
    columns = Self.tracks(
      (0..<((boxes.map(\.column).max() ?? -1) + 1)).map { _ in
        Metrics.labelWidth(widest) + 2 * Self.padding
      }, from: 1, gap: Self.columnGap)
    width = (columns.last.map { $0.start + $0.length } ?? 0) + 1
    title = TitleBlock(diagram.title, width: max(width, 200))
    rows = Self.tracks(
      (0..<((boxes.map(\.row).max() ?? -1) + 1)).map { row in
        Double(tallest[row] ?? 0) * Metrics.lineHeight + Self.padding
      }, from: title.height + 1, gap: Self.rowGap)
    height = (rows.last.map { $0.start + $0.length } ?? title.height) + 1
  }

  private static func tracks(
    _ lengths: [Double], from start: Double, gap: Double
  ) -> [(start: Double, length: Double)] {
    var place = start
    return lengths.map { length in
      defer { place += length + gap }
      return (place, length)
    }
  }

  func markup() -> String {
    title.markup(x: 0, top: 0) + diagram.arrows.map(arrow).joined()
      + diagram.boxes.map(box).joined()
  }

  private func area(of box: Diagram.Box) -> Area {
    let (column, row) = (columns[box.column], rows[box.row])
    let height = Double(box.lines.count) * Metrics.lineHeight + Self.padding
    let top = row.start + (row.length - height) / 2
    return Area(
      left: column.start, top: top, right: column.start + column.length, bottom: top + height)
  }

  private func box(_ box: Diagram.Box) -> String {
    let area = area(of: box)
    let color = box.color.value
    let frame =
      "<rect x=\"\(coordinate(area.left))\" y=\"\(coordinate(area.top))\" "
      + "width=\"\(coordinate(area.width))\" height=\"\(coordinate(area.height))\" rx=\"5\" "
      + "fill=\"\(color)\" fill-opacity=\".12\" stroke=\"\(color)\" stroke-width=\"1.5\"/>"
    let lines = box.lines.enumerated().map { index, line in
      textElement(
        escaped(line), x: (area.left + area.right) / 2,
        y: area.top + Self.padding / 2 + Double(index) * Metrics.lineHeight + 15.5,
        anchor: .middle,
        attributes: "fill=\"\((index == 0 ? Paint.ink : .muted).value)\"")
    }
    return frame + lines.joined()
  }

  private func arrow(_ arrow: Diagram.Arrow) -> String {
    let (from, to) = (diagram.boxes[arrow.from], diagram.boxes[arrow.to])
    let (a, b) = (area(of: from), area(of: to))
    let isVertical = from.column == to.column
    let forward: Double = (isVertical ? to.row > from.row : to.column > from.column) ? 1 : -1
    let (start, end): (Point, Point)
    if isVertical {
      let x = (a.left + a.right) / 2
      start = Point(x: x, y: forward > 0 ? a.bottom : a.top)
      end = Point(x: x, y: (forward > 0 ? b.top : b.bottom) - forward * 2)
    } else {
      let y = (a.top + a.bottom) / 2
      start = Point(x: forward > 0 ? a.right : a.left, y: y)
      end = Point(x: (forward > 0 ? b.left : b.right) - forward * 2, y: y)
    }
    var line = PathData()
    line.polyline([start, end])
    var head = PathData()
    let (along, across) = (7 * forward, 4.5)
    head.polyline(
      isVertical
        ? [
          Point(x: end.x - across, y: end.y - along), end,
          Point(x: end.x + across, y: end.y - along),
        ]
        : [
          Point(x: end.x - along, y: end.y - across), end,
          Point(x: end.x - along, y: end.y + across),
        ])
    let dashes = arrow.isDashed ? " stroke-dasharray=\"5 4\"" : ""
    let style =
      "fill=\"none\" stroke=\"\(Paint.muted.value)\" stroke-width=\"1.5\" "
      + "stroke-linejoin=\"round\" stroke-linecap=\"round\""
    return "<path \(style)\(dashes) d=\"\(line.text)\"/><path \(style) d=\"\(head.text)\"/>"
      + label(arrow.label, from: start, to: end, isVertical: isVertical)
  }

  /// The label above a horizontal arrow, or beside a vertical one towards the middle of the diagram.
  private func label(
    _ text: String, from start: Point, to end: Point, isVertical: Bool
  ) -> String {
    guard !text.isEmpty else { return "" }
    let middle = Point(x: (start.x + end.x) / 2, y: (start.y + end.y) / 2)
    let isLeft = middle.x < width / 2
    return textElement(
      escaped(text), x: isVertical ? middle.x + (isLeft ? 9 : -9) : middle.x,
      y: isVertical ? middle.y + 5 : middle.y - 6,
      anchor: isVertical ? (isLeft ? .start : .end) : .middle,
      attributes: "fill=\"\(Paint.muted.value)\"")
  }
}
