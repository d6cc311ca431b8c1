/// The layout of a diagram's boxes and arrows.
struct DiagramLayout {
  private let diagram: Diagram
  private let title: TitleBlock
  /// The left edge and the width of each column, the top edge and the height of each row.
  private let columns, rows: [(start: Double, length: Double)]
  let width, height: Double
  private let legendTop: Double

  /// The space between a box's frame and its text, in CSS pixels.
  private static let padding = 9.0
  /// The least space between two columns and the space between two rows, in CSS pixels.
  private static let columnGap = 34.0
  private static let rowGap = 26.0
  /// The length of the arrow of a box's second input, in CSS pixels.
  private static let inputLength = 20.0

  init(_ diagram: Diagram) {
    self.diagram = diagram
    let boxes = diagram.boxes
    let widest = boxes.flatMap(\.lines).map(textWidth).max() ?? 0
    let tallest = Dictionary(boxes.map { ($0.row, $0.lines.count) }, uniquingKeysWith: max)
    let columnCount = (boxes.map(\.column).max() ?? -1) + 1
    // The labels of arrows between neighboring columns need room between them.
    let across = diagram.arrows.filter { abs(boxes[$0.from].column - boxes[$0.to].column) == 1 }
      .map { $0.label.isEmpty ? 0 : Metrics.labelWidth(textWidth($0.label)) + 24 }
    let inputs = boxes.compactMap { box in
      box.input.map {
        (
          isLeft: Self.isLeft(box.column, of: columnCount),
          length: Metrics.labelWidth(textWidth($0.label)) + 6 + Self.inputLength
        )
      }
    }
    func margin(isLeft: Bool) -> Double {
      inputs.filter { $0.isLeft == isLeft }.map(\.length).max() ?? 0
    }
    columns = Self.tracks(
      (0..<columnCount).map { _ in Metrics.labelWidth(widest) + 2 * Self.padding },
      from: 1 + margin(isLeft: true), gap: max(Self.columnGap, across.max() ?? 0))
    width = (columns.last.map { $0.start + $0.length } ?? 0) + margin(isLeft: false) + 1
    title = TitleBlock(diagram.title, width: max(width, 200))
    legendTop = title.height
    let legendHeight = diagram.legend.height(width: width)
    rows = Self.tracks(
      (0..<((boxes.map(\.row).max() ?? -1) + 1)).map { row in
        Double(tallest[row] ?? 0) * Metrics.lineHeight + Self.padding
      }, from: legendTop + legendHeight + 1, gap: Self.rowGap)
    height = (rows.last.map { $0.start + $0.length } ?? legendTop + legendHeight) + 1
  }

  /// Tests whether a column is nearer to the left side of the diagram.
  private static func isLeft(_ column: Int, of count: Int) -> Bool { 2 * column < count }

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
    title.markup(x: 0, top: 0) + diagram.legend.markup(x: 0, top: legendTop, width: width)
      + diagram.arrows.map(arrow).joined() + diagram.boxes.map(box).joined()
      + diagram.boxes.map(input).joined()
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
    let isReversed = forward < 0
    return stroke(
      from: start, to: end, isVertical: isVertical, isReversed: isReversed, color: .muted,
      isDashed: arrow.isDashed) + label(arrow.label, from: start, to: end, isVertical: isVertical)
  }

  /// A line with a head at its end.
  private func stroke(
    from start: Point, to end: Point, isVertical: Bool, isReversed: Bool, color: Paint,
    isDashed: Bool = false
  ) -> String {
    var line = PathData()
    line.polyline([start, end])
    var head = PathData()
    let (along, across) = (isReversed ? -7.0 : 7, 4.5)
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
    let dashes = isDashed ? " stroke-dasharray=\"5 4\"" : ""
    let style =
      "fill=\"none\" stroke=\"\(color.value)\" stroke-width=\"1.5\" "
      + "stroke-linejoin=\"round\" stroke-linecap=\"round\""
    return "<path \(style)\(dashes) d=\"\(line.text)\"/><path \(style) d=\"\(head.text)\"/>"
  }

  /// A box's second input: a label and a short arrow, from the nearer side of the diagram.
  private func input(_ box: Diagram.Box) -> String {
    guard let input = box.input else { return "" }
    let area = area(of: box)
    let isLeft = Self.isLeft(box.column, of: columns.count)
    let outward: Double = isLeft ? -1 : 1
    let middle = (area.top + area.bottom) / 2
    let end = Point(x: (isLeft ? area.left : area.right) + outward * 2, y: middle)
    let start = Point(x: end.x + outward * (Self.inputLength - 2), y: middle)
    return stroke(
      from: start, to: end, isVertical: false, isReversed: !isLeft, color: input.color)
      + textElement(
        escaped(input.label), x: start.x + outward * 5, y: middle + 5,
        anchor: isLeft ? .end : .start, attributes: "fill=\"\(input.color.value)\"")
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
