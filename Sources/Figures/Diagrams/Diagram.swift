import Outputs
import Tensors

/// Boxes on a grid, joined by arrows: the layers of a network and the data flow between them.
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
  /// A box: a few lines of text in a frame.
  public struct Box {
    let lines: [String]
    let column: Int
    let row: Int
    let color: Paint
    let input: Input?

    /// A box in a cell of the grid.
    ///
    /// - Parameters:
    ///   - lines: the name, and below it further lines.
    ///   - column: the column, counted from 0 at the left.
    ///   - row: the row, counted from 0 at the top.
    ///   - color: the color of the frame, which boxes of one kind share.
    ///   - input: a second input, drawn as a short arrow from the nearer side of the diagram; nil for none.
    public init(
      _ lines: [String], column: Int, row: Int, color: Paint = .muted, input: Input? = nil
    ) {
      (self.lines, self.column, self.row, self.color) = (lines, column, row, color)
      self.input = input
    }

    /// Its text in one line.
    var name: String { lines.joined(separator: ", ") }
  }

  /// An input that many boxes share, such as a network's time embedding.
  public struct Input {
    let label: String
    let color: Paint

    /// An input of a box.
    ///
    /// - Parameters:
    ///   - label: the text at the arrow's tail.
    ///   - color: the color of the arrow and its label.
    public init(_ label: String, color: Paint = .muted) {
      (self.label, self.color) = (label, color)
    }
  }

  /// An arrow from one box to another.
  public struct Arrow {
    let from: Int
    let to: Int
    let label: String
    let isDashed: Bool

    /// An arrow between two boxes of one column or one row.
    ///
    /// - Parameters:
    ///   - from: the index of the first box in the diagram's list.
    ///   - to: the index of the second box.
    ///   - label: the text beside the arrow; empty for none.
    ///   - isDashed: whether the arrow is dashed.
    public init(from: Int, to: Int, label: String = "", isDashed: Bool = false) {
      (self.from, self.to, self.label, self.isDashed) = (from, to, label, isDashed)
    }
  }

  let title: String
  let boxes: [Box]
  let arrows: [Arrow]
  let legend: Legend

  /// A diagram. Traps where two boxes share a cell of the grid, where an arrow joins two boxes that share
  /// neither column nor row, and on more than 2,000 boxes or arrows, or 1,000 columns or rows.
  ///
  /// - Parameters:
  ///   - title: the heading; empty for none.
  ///   - boxes: the boxes.
  ///   - arrows: the arrows between them.
  ///   - legend: the names of the colors, above the boxes.
  public init(
    _ title: String = "", boxes: [Box], arrows: [Arrow], legend: [(name: String, color: Paint)] = []
  ) {
    for (count, things) in [(boxes.count, "boxes"), (arrows.count, "arrows")] {
      Limits.require(
        count, things, of: "Diagram", atMost: Limits.boxes, "draw several smaller diagrams")
    }
    for (index, box) in boxes.enumerated() {
      require(
        box.column >= 0 && box.row >= 0,
        "Diagram: \(box.name): column \(box.column), row \(box.row): both count from 0")
      require(
        max(box.column, box.row) < Limits.tracks,
        "Diagram: \(box.name): column \(box.column), row \(box.row): at most "
          + "\(counted(Limits.tracks)) columns and rows: number them without gaps")
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
    self.legend = Legend(legend)
  }

  /// The diagram as an SVG, and its paths in words.
  public func lowered() -> Output {
    let layout = DiagramLayout(self)
    return FigureDocument(
      title: title, description: description, width: layout.width, height: layout.height,
      content: layout.markup()
    ).output(
      .drawing(
        summary: ([title.isEmpty ? "Diagram" : title] + paths + inputs).joined(separator: "\n  "),
        note: boxes.isEmpty ? "No boxes." : nil))
  }

  private var description: String {
    boxes.isEmpty
      ? "No boxes."
      : paths.isEmpty ? "No arrows." : (paths + inputs).map { $0 + "." }.joined(separator: " ")
  }

  /// The inputs in words: the number of boxes that each enters.
  private var inputs: [String] {
    var counts: [(label: String, boxes: Int)] = []
    for case let label? in boxes.map(\.input?.label) {
      if let index = counts.firstIndex(where: { $0.label == label }) {
        counts[index].boxes += 1
      } else {
        counts.append((label, 1))
      }
    }
    return counts.map { "\($0.label) enters \($0.boxes) \($0.boxes == 1 ? "box" : "boxes")" }
  }

  /// The arrows in words. An arrow that begins at the end of the one before it extends its path.
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
