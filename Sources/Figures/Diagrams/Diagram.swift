import Outputs
import Tensors

/// Boxes on a grid, joined by arrows: the parts of a network and what goes from one to the next.
///
///     Diagram(
///       "A block",
///       boxes: [
///         Diagram.Box(["convolution", "28 × 28 × 32"], column: 0, row: 0),
///         Diagram.Box(["norm"], column: 0, row: 1, color: .series(1)),
///       ],
///       arrows: [Diagram.Arrow(from: 0, to: 1)])
///
/// Columns are as wide as the widest label, rows as high as their highest box.
public struct Diagram: Showable {
  /// A part: a few lines of text in a frame.
  public struct Box {
    let lines: [String]
    let column: Int
    let row: Int
    let color: Paint

    /// - Parameters:
    ///   - lines: its name, and below it what else is to be known.
    ///   - column: from 0 at the left.
    ///   - row: from 0 at the top.
    ///   - color: of its frame; boxes of one kind share one.
    public init(_ lines: [String], column: Int, row: Int, color: Paint = .muted) {
      (self.lines, self.column, self.row, self.color) = (lines, column, row, color)
    }

    /// Its text in one line.
    var name: String { lines.joined(separator: ", ") }
  }

  /// What goes from one box to another.
  public struct Arrow {
    let from: Int
    let to: Int
    let label: String
    let isDashed: Bool

    /// An arrow between two boxes, by their places in the diagram's list. They stand in one column or in
    /// one row.
    public init(from: Int, to: Int, label: String = "", isDashed: Bool = false) {
      (self.from, self.to, self.label, self.isDashed) = (from, to, label, isDashed)
    }
  }

  let title: String
  let boxes: [Box]
  let arrows: [Arrow]

  /// Traps where two boxes share a place, and where an arrow has no straight way.
  public init(_ title: String = "", boxes: [Box], arrows: [Arrow]) {
    for (index, box) in boxes.enumerated() {
      require(
        box.column >= 0 && box.row >= 0,
        "Diagram: \(box.name): column \(box.column), row \(box.row): both count from 0")
      require(
        !boxes[..<index].contains { $0.column == box.column && $0.row == box.row },
        "Diagram: two boxes in column \(box.column), row \(box.row)")
    }
    for arrow in arrows {
      require(
        boxes.indices.contains(arrow.from) && boxes.indices.contains(arrow.to)
          && arrow.from != arrow.to,
        "Diagram: an arrow from box \(arrow.from) to box \(arrow.to) of \(boxes.count)")
      let (from, to) = (boxes[arrow.from], boxes[arrow.to])
      require(
        from.column == to.column || from.row == to.row,
        "Diagram: \(from.name) and \(to.name) stand neither in one column nor in one row")
    }
    (self.title, self.boxes, self.arrows) = (title, boxes, arrows)
  }

  public func lowered() -> Output {
    let layout = DiagramLayout(self)
    return FigureDocument(
      title: title, description: description, width: layout.width, height: layout.height,
      content: layout.markup()
    ).output(.drawing(summary: ([title.isEmpty ? "Diagram" : title] + paths).joined(separator: "\n  ")))
  }

  private var description: String {
    paths.isEmpty ? "No arrows." : paths.map { $0 + "." }.joined(separator: " ")
  }

  /// The arrows in words. Where one begins at the end of the one before it, the path goes on.
  private var paths: [String] {
    var paths: [String] = []
    for (index, arrow) in arrows.enumerated() {
      let isContinued = index > 0 && arrows[index - 1].to == arrow.from
      if !isContinued { paths.append(boxes[arrow.from].name) }
      let label = arrow.label.isEmpty ? "" : " (\(arrow.label))"
      paths[paths.count - 1] += " →\(label) " + boxes[arrow.to].name
    }
    return paths
  }
}
