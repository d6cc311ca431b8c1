import Tensors

/// Arrows at points: a vector field.
public struct Arrows: Mark {
  public let name: String?
  public let color: Paint?
  let from: (x: [Double], y: [Double])
  let vectors: (x: [Double], y: [Double])
  let scale: Double?

  /// An arrow for each row. Traps where the counts differ, and on more than 20,000 arrows.
  ///
  /// - Parameters:
  ///   - from: the tails, `[count, 2]`.
  ///   - vectors: the vectors, `[count, 2]`.
  ///   - scale: the length of an arrow as a multiple of its vector; without it, such that the longest
  ///     arrows just reach their neighbors.
  ///   - name: the name in the legend; nil for none.
  ///   - color: the color; nil for that of the next series.
  public init(
    from: some PlotMatrixConvertible, vectors: some PlotMatrixConvertible, scale: Double? = nil,
    name: String? = nil, color: Paint? = nil
  ) {
    self.from = from.coordinates(for: "Arrows")
    self.vectors = vectors.coordinates(for: "Arrows")
    let (points, arrows) = (self.from.x.count, self.vectors.x.count)
    require(points == arrows, "Arrows: \(points) points and \(arrows) vectors")
    Limits.require(
      points, "arrows", of: "Arrows", atMost: Limits.shapes, "draw them at fewer points")
    (self.scale, self.name, self.color) = (scale, name, color)
  }

  public var swatch: Swatch { .line }
  public var gridLines: GridLines { .both }

  public func extent(x: Axis, y: Axis) -> Extent {
    let scale = effectiveScale
    let tips = from.x.indices.map { index in
      (from.x[index] + scale * vectors.x[index], from.y[index] + scale * vectors.y[index])
    }
    let points =
      drawable(from.x, from.y, x, y) + drawable(tips.map(\.0), tips.map(\.1), x, y)
    return Extent(
      x: Interval(points.map(\.0), ending: .padded), y: Interval(points.map(\.1), ending: .padded))
  }

  /// The multiple at which the longest arrows (one in fifty may be longer) span the mean distance between
  /// neighbors.
  var effectiveScale: Double {
    if let scale { return scale }
    let lengths = zip(vectors.x, vectors.y).map { ($0 * $0 + $1 * $1).squareRoot() }
      .filter(\.isDrawable).sorted()
    guard let longest = lengths.dropLast(lengths.count / 50).last, longest > 0 else { return 1 }
    let (h, v) = (Interval(from.x), Interval(from.y))
    let area = (h.core.upper - h.core.lower) * (v.core.upper - v.core.lower)
    let distance = (area / Double(lengths.count)).squareRoot()
    return distance.isDrawable && distance > 0 ? 0.95 * distance / longest : 1
  }

  public func draw(on canvas: inout Canvas) {
    let scale = effectiveScale
    canvas.add(note: omissions(canvas.x, canvas.y).sentence)
    var path = PathData()
    for index in from.x.indices {
      let (x, y) = (from.x[index], from.y[index])
      guard let tail = canvas.point(x, y), canvas.area.contains(tail),
        let tip = canvas.point(x + scale * vectors.x[index], y + scale * vectors.y[index])
      else { continue }
      for part in canvas.area.clipped([tail, tip]) { path.polyline(part) }
      if canvas.area.contains(tip) { addHead(to: &path, from: tail, at: tip) }
    }
    guard !path.isEmpty else { return }
    canvas.add(
      "<path fill=\"none\" stroke=\"\(canvas.color.value)\" stroke-width=\"1.3\" "
        + "stroke-linecap=\"round\" stroke-linejoin=\"round\" d=\"\(path.text)\"/>")
  }

  /// The arrows without a place: their tails count, and vectors that are not finite.
  private func omissions(_ x: Scale, _ y: Scale) -> Omissions {
    let tails = from.x.indices.map { index in
      vectors.x[index].isDrawable && vectors.y[index].isDrawable ? from.x[index] : .nan
    }
    return Omissions("arrows", tails, from.y, x, y)
  }

  private func addHead(to path: inout PathData, from tail: Point, at tip: Point) {
    let (dx, dy) = (tip.x - tail.x, tip.y - tail.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 1.5 else { return }
    let size = min(5, 0.4 * length) / length
    let barb = { (side: Double) in
      Point(x: tip.x - size * (dx - side * dy * 0.6), y: tip.y - size * (dy + side * dx * 0.6))
    }
    path.polyline([barb(1), tip, barb(-1)])
  }

  public func summary(x: Axis, y: Axis) -> String {
    let lengths = zip(vectors.x, vectors.y).map { ($0 * $0 + $1 * $1).squareRoot() }
    let members = from.x.indices.filter {
      x.shows(from.x[$0]) && y.shows(from.y[$0]) && lengths[$0].isDrawable
    }
    let missing = missingNote(lengths.count - members.count)
    guard let longest = members.max(by: { lengths[$0] < lengths[$1] }) else {
      return "no arrows\(missing)"
    }
    let mean = members.map { lengths[$0] }.reduce(0, +) / Double(members.count)
    let scale = effectiveScale
    let size = scale == 1 ? "to scale" : "\(brief(scale)) times as long as they are"
    return "\(counted(members.count)) arrows, drawn \(size), "
      + "mean length \(brief(mean)), longest \(brief(lengths[longest])) "
      + "at \(brief(from.x[longest])), \(brief(from.y[longest]))\(missing)"
  }
}
