/// A place in SVG coordinates.
public struct Point: Equatable, Sendable {
  /// CSS pixels from the left edge.
  public var x: Double
  /// CSS pixels from the top edge.
  public var y: Double

  /// A place in CSS pixels.
  public init(x: Double, y: Double) { (self.x, self.y) = (x, y) }
}

/// The `d` attribute of an SVG path: one decimal, relative steps, no redundant character.
/// Coordinates are kept in whole tenths, so that relative steps do not drift.
struct PathData {
  private(set) var text = ""
  private var pen = (x: 0, y: 0)
  private var start = (x: 0, y: 0)
  /// True if a pair of numbers alone continues a relative line.
  private var continuesLine = false
  private var endsInNumber = false
  private var endsInFraction = false

  var isEmpty: Bool { text.isEmpty }

  /// Begins a new part at this point.
  mutating func move(to point: Point) {
    let target = (x: tenths(point.x), y: tenths(point.y))
    let isFirst = text.isEmpty
    append(isFirst ? "M" : "m")
    append(target.x - (isFirst ? 0 : pen.x))
    append(target.y - (isFirst ? 0 : pen.y))
    (pen, start) = (target, target)
    continuesLine = !isFirst
  }

  /// Adds a straight line to this point. A line of no length adds nothing.
  mutating func line(to point: Point) {
    let target = (x: tenths(point.x), y: tenths(point.y))
    let (dx, dy) = (target.x - pen.x, target.y - pen.y)
    switch (dx, dy) {
    case (0, 0): return
    case (_, 0):
      append("h")
      append(dx)
    case (0, _):
      append("v")
      append(dy)
    default:
      if !continuesLine { append("l") }
      append(dx)
      append(dy)
    }
    continuesLine = dx != 0 && dy != 0
    pen = target
  }

  /// Adds lines through all these points.
  mutating func polyline(_ points: [Point]) {
    guard let first = points.first else { return }
    move(to: first)
    for point in points.dropFirst() { line(to: point) }
    // Round caps make a line of no length a dot.
    if points.allSatisfy({ $0 == first }) { append("h0") }
  }

  /// Adds a line of no length, which round caps make a dot.
  mutating func dot(at point: Point) {
    move(to: point)
    append("h0")
  }

  /// Adds a small shape around a point: `shape` is relative path data that returns to its start.
  mutating func stamp(_ shape: String, at point: Point) {
    move(to: point)
    append(shape)
  }

  /// Closes the current part.
  mutating func close() {
    append("z")
    pen = start
  }

  private mutating func append(_ command: String) {
    text += command
    endsInNumber = command.hasSuffix("0")
    endsInFraction = false
    continuesLine = false
  }

  private mutating func append(_ tenths: Int) {
    let number = coordinate(tenths: tenths)
    let joins = number.hasPrefix("-") || endsInFraction && number.hasPrefix(".")
    if endsInNumber && !joins { text += " " }
    text += number
    endsInNumber = true
    endsInFraction = tenths % 10 != 0
  }
}
