import Tensors

/// Dots at points: a scatter plot.
public struct Points: Mark {
  public let name: String?
  public let color: Paint?
  let xs: [Double]
  let ys: [Double]
  let size: Double?

  /// Dots. Of more than 50,000, as many are drawn, evenly chosen, and words under the figure say so. Traps
  /// where the counts differ.
  ///
  /// - Parameters:
  ///   - x: the x values.
  ///   - y: the y values.
  ///   - name: the name in the legend; nil for none.
  ///   - size: the diameter of a dot, in CSS pixels; without it, the more dots the smaller.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ x: some PlotData, _ y: some PlotData, name: String? = nil, size: Double? = nil,
    color: Paint? = nil
  ) {
    (xs, ys) = (x.plotData, y.plotData)
    require(xs.count == ys.count, "Points: \(xs.count) x values and \(ys.count) y values")
    (self.name, self.size, self.color) = (name, size, color)
  }

  /// Dots at the rows of a matrix. Traps on another number of columns than two.
  ///
  /// - Parameters:
  ///   - points: the places of the dots, `[count, 2]`.
  ///   - name: the name in the legend; nil for none.
  ///   - size: the diameter of a dot, in CSS pixels; without it, the more dots the smaller.
  ///   - color: the color; nil for that of the next series.
  public init(
    _ points: some PlotMatrixConvertible, name: String? = nil, size: Double? = nil,
    color: Paint? = nil
  ) {
    let (x, y) = points.coordinates(for: "Points")
    self.init(x, y, name: name, size: size, color: color)
  }

  public var swatch: Swatch { .dot }
  public var gridLines: GridLines { .both }

  public func extent(x: Axis, y: Axis) -> Extent {
    let points = drawable(xs, ys, x, y)
    return Extent(
      x: Interval(points.map(\.0), ending: .padded), y: Interval(points.map(\.1), ending: .padded))
  }

  public func draw(on canvas: inout Canvas) {
    canvas.add(note: Omissions("points", xs, ys, canvas.x, canvas.y).sentence)
    let all = zip(xs, ys).compactMap { canvas.point($0, $1) }.filter(canvas.area.contains)
    let points = thinned(all)
    canvas.add(note: thinningNote("points", drawn: points.count, of: all.count))
    guard !points.isEmpty else { return }
    let diameter = size ?? Points.diameter(count: points.count, in: canvas.area)
    // Within one path overlapping dots do not darken each other. Several paths let density show.
    let layers = points.count < 60 ? 1 : 4
    let opacity = layers == 1 ? "" : " stroke-opacity=\".55\""
    let marker = Marker(kind: canvas.series.marker)
    canvas.add(
      "<g fill=\"none\" stroke=\"\(canvas.color.value)\" "
        + "stroke-width=\"\(coordinate(marker.strokeWidth(diameter: diameter)))\" "
        + "\(marker.attributes)\(opacity)>")
    for layer in 0..<layers {
      let members = stride(from: layer, to: points.count, by: layers).map { points[$0] }
      var path = PathData()
      for point in serpentine(members) { path.stamp(marker.shape(diameter: diameter), at: point) }
      canvas.add("<path d=\"\(path.text)\"/>")
    }
    canvas.add("</g>")
    canvas.add(.points, points)
  }

  /// A diameter at which this many dots are visible and do not fill the area.
  static func diameter(count: Int, in area: Area) -> Double {
    let share = (area.width * area.height / Double(max(count, 1))).squareRoot()
    return max(1.6, min(7, (share * 0.42 * 5).rounded() / 5))
  }

  public func summary(x: Axis, y: Axis) -> String {
    let points = drawable(xs, ys, x, y)
    let missing = missingNote(xs.count - points.count)
    guard let first = points.first else { return "no points\(missing)" }
    if points.count == 1 { return "one point at \(brief(first.0)), \(brief(first.1))\(missing)" }
    let (h, v) = (Interval(points.map(\.0)), Interval(points.map(\.1)))
    return "\(counted(points.count)) points, x from \(brief(h.lower)) to \(brief(h.upper)), "
      + "y from \(brief(v.lower)) to \(brief(v.upper))\(missing)"
  }
}

/// At most 50,000 of the elements, at even distances.
func thinned<Element>(_ elements: [Element]) -> [Element] {
  let count = Limits.drawnPoints
  guard elements.count > count else { return elements }
  return (0..<count).map { elements[$0 * elements.count / count] }
}

/// The words about elements that were left out by thinning; nil where none were.
func thinningNote(_ nouns: String, drawn: Int, of count: Int) -> String? {
  drawn == count
    ? nil : "\(counted(drawn)) of \(counted(count)) \(nouns) are drawn, evenly chosen"
}

/// The shape of the dots of a series.
struct Marker {
  let kind: Int

  var attributes: String {
    switch kind % 4 {
    case 1: "stroke-linecap=\"square\""
    default: "stroke-linecap=\"round\" stroke-linejoin=\"round\""
    }
  }

  func strokeWidth(diameter: Double) -> Double {
    switch kind % 4 {
    case 0: diameter
    case 1: diameter * 0.88
    default: max(1, diameter * 0.3)
    }
  }

  /// Relative path data around the pen.
  func shape(diameter: Double) -> String {
    // The full width is twice the rounded half, so that the pen returns to where it began.
    let radius = tenths(diameter / 2)
    let (full, half) = (coordinate(tenths: 2 * radius), coordinate(tenths: radius))
    switch kind % 4 {
    case 2: return "m-\(half)-\(half)l\(full) \(full)m0-\(full)l-\(full) \(full)m\(half)-\(half)"
    case 3: return "m0-\(half)l\(half) \(half)-\(half) \(half)-\(half)-\(half)zm0 \(half)"
    default: return "h0"
    }
  }
}

/// The distinct points to a tenth of a pixel in serpentine order: along rows, left to right and right to
/// left in turns. Short steps are short numbers, and a figure of thousands of dots stays small.
func serpentine(_ points: [Point]) -> [Point] {
  struct Place: Hashable {
    var x: Int
    var y: Int
  }
  let places = Set(points.map { Place(x: tenths($0.x), y: tenths($0.y)) })
  let row = { (place: Place) in place.y / 60 }
  return places.sorted { a, b in
    if row(a) != row(b) { return row(a) < row(b) }
    let forwards = row(a) % 2 == 0
    if a.x != b.x { return (a.x < b.x) == forwards }
    return a.y < b.y
  }.map { Point(x: Double($0.x) / 10, y: Double($0.y) / 10) }
}
