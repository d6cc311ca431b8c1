import Foundation

/// A heat map: numbers in rows and columns as colors, with a color bar.
public struct HeatMap: Mark {
  public let name: String?
  let matrix: PlotMatrix
  let xRange: ClosedRange<Double>?
  let yRange: ClosedRange<Double>?
  private var ramp: Ramp
  /// The numbers at the ramp's two ends.
  private var colors: ClosedRange<Double>

  public var color: Paint? { .muted }
  public var swatch: Swatch { .none }
  public var gridLines: GridLines { .none }
  public var colorScale: ColorScale? { ColorScale(ramp: ramp, range: colors, label: name) }

  public func withColorScale(_ scale: ColorScale) -> HeatMap {
    var map = self
    (map.ramp, map.colors) = (scale.ramp, scale.range)
    return map
  }

  /// A heat map. All cells have one size, also on a logarithmic axis. Traps on more than 1,000,000 cells.
  ///
  /// - Parameters:
  ///   - values: the numbers, `[rows, columns]`.
  ///   - x: the numbers at the left and right edges; without it columns are counted from 0.
  ///   - y: the numbers at the bottom and top edges, row 0 at the bottom. Without it rows are counted from
  ///     0 at the top, as a matrix is written.
  ///   - name: the quantity, for the color bar; nil for none.
  ///   - ramp: the colors; without it, diverging around zero for numbers of both signs, else sequential.
  ///   - range: the numbers at the ramp's ends; without it, those of the data without outliers, which are
  ///     larger than 10,000 and far beyond all others. Numbers beyond the range have the color of the end.
  public init(
    _ values: some PlotMatrixConvertible, x: ClosedRange<Double>? = nil,
    y: ClosedRange<Double>? = nil, name: String? = nil, ramp: Ramp? = nil,
    range: ClosedRange<Double>? = nil
  ) {
    matrix = values.plotMatrix
    Limits.require(
      matrix.values.count, "cells", of: "HeatMap", atMost: Limits.cells,
      "draw the means of blocks of them")
    (xRange, yRange, self.name) = (x, y, name)
    let data = Interval(matrix.values)
    self.ramp = ramp ?? (data.core.lower < 0 && data.core.upper > 0 ? .diverging : .sequential)
    colors = range ?? Self.range(of: data, ramp: self.ramp)
  }

  private static func range(of data: Interval, ramp: Ramp) -> ClosedRange<Double> {
    if data.isEmpty { return 0...1 }
    let (lower, upper) = data.core
    if ramp == .diverging {
      let reach = max(lower.magnitude, upper.magnitude)
      return reach == 0 ? -1...1 : -reach...reach
    }
    if upper - lower <= 1e-11 * upper.magnitude {
      return lower...lower + max(1, 0.1 * lower.magnitude)
    }
    return lower...upper
  }

  public func extent(x: Axis, y: Axis) -> Extent {
    guard matrix.rows > 0 && matrix.columns > 0 else { return Extent() }
    var extent = Extent(x: edges(xRange, matrix.columns), y: edges(yRange, matrix.rows))
    extent.y.isReversed = yRange == nil
    return extent
  }

  private func edges(_ range: ClosedRange<Double>?, _ count: Int) -> Interval {
    let (lower, upper) = range.map { ($0.lowerBound, $0.upperBound) } ?? (-0.5, Double(count) - 0.5)
    return Interval([lower, upper], ending: .exact)
  }

  /// The cells that have no color of their own, in words; nil where all have.
  private var note: String? {
    let total = matrix.values.count
    guard total > 0 else { return "no values" }
    let missing = matrix.values.count { !$0.isDrawable }
    let core = Interval(matrix.values).core
    let outliers = matrix.values.count { $0.isDrawable && ($0 < core.lower || $0 > core.upper) }
    let causes = [
      missing == 0
        ? nil : "\(counted(missing)) \(missing == 1 ? "is" : "are") not finite and not drawn",
      outliers == 0
        ? nil : "\(counted(outliers)) \(outliers == 1 ? "lies" : "lie") far beyond the colors",
    ].compactMap { $0 }
    return causes.isEmpty
      ? nil : "of \(counted(total)) values " + causes.joined(separator: ", ")
  }

  public func draw(on canvas: inout Canvas) {
    canvas.add(note: note)
    let extent = extent(x: canvas.x.axis, y: canvas.y.axis)
    guard let left = canvas.x(extent.x.lower), let right = canvas.x(extent.x.upper),
      let low = canvas.y(extent.y.lower), let high = canvas.y(extent.y.upper)
    else { return }
    // Cells beyond the range of an axis are omitted.
    let columns = visible(matrix.columns, from: left, to: right, on: canvas.x)
    let rows = visible(matrix.rows, from: low, to: high, on: canvas.y)
    guard !rows.isEmpty && !columns.isEmpty else { return }
    let cell = (
      width: (right - left) / Double(matrix.columns), height: (high - low) / Double(matrix.rows)
    )
    let origin = Point(
      x: left + Double(columns.lowerBound) * cell.width,
      y: low + Double(rows.lowerBound) * cell.height)
    if rows.count * columns.count > 1000 {
      drawImage(rows, columns, origin: origin, cell: cell, on: &canvas)
    } else {
      drawCells(rows, columns, left: left, low: low, cell: cell, on: &canvas)
    }
  }

  private func visible(_ count: Int, from start: Double, to end: Double, on scale: Scale) -> Range<
    Int
  > {
    let middles = (0..<count).map { start + (Double($0) + 0.5) * (end - start) / Double(count) }
    guard let first = middles.firstIndex(where: scale.contains),
      let last = middles.lastIndex(where: scale.contains)
    else { return 0..<0 }
    return first..<last + 1
  }

  /// The place of a number on the ramp, 0 to 1 within its range; nil where it is not finite.
  private func share(_ value: Double) -> Double? {
    guard value.isDrawable else { return nil }
    return (value - colors.lowerBound) / (colors.upperBound - colors.lowerBound)
  }

  /// Draws one path for each of 64 colors.
  private func drawCells(
    _ rows: Range<Int>, _ columns: Range<Int>, left: Double, low: Double,
    cell: (width: Double, height: Double), on canvas: inout Canvas
  ) {
    var paths = [PathData](repeating: PathData(), count: 64)
    for row in rows {
      let (bottom, top) = (low + Double(row) * cell.height, low + Double(row + 1) * cell.height)
      for column in columns {
        guard let share = share(matrix[row, column]) else { continue }
        let level = Int((max(0, min(1, share)) * 63).rounded())
        let x = (left + Double(column) * cell.width, left + Double(column + 1) * cell.width)
        paths[level].polyline([
          Point(x: x.0, y: top), Point(x: x.1, y: top), Point(x: x.1, y: bottom),
          Point(x: x.0, y: bottom),
        ])
        paths[level].close()
      }
    }
    canvas.add("<g shape-rendering=\"crispEdges\">")
    for (level, path) in paths.enumerated() where !path.isEmpty {
      canvas.add("<path fill=\"\(ramp.css(Double(level) / 63))\" d=\"\(path.text)\"/>")
    }
    canvas.add("</g>")
  }

  /// Draws an image with a pixel for each cell.
  private func drawImage(
    _ rows: Range<Int>, _ columns: Range<Int>, origin: Point,
    cell: (width: Double, height: Double), on canvas: inout Canvas
  ) {
    // An image's first row is at the top, which is row 0 only where rows are counted downwards.
    let downwards = cell.height > 0 ? Array(rows) : rows.reversed()
    var pixels = Pixels(width: columns.count, height: rows.count, channels: .rgba)
    for (line, row) in downwards.enumerated() {
      for (place, column) in columns.enumerated() {
        guard let share = share(matrix[row, column]) else { continue }
        pixels[place, line] = ramp.color(share) + [255]
      }
    }
    let height = Double(rows.count) * cell.height
    let data = Data(pixels.png()).base64EncodedString()
    canvas.add(
      "<image x=\"\(coordinate(origin.x))\" y=\"\(coordinate(min(origin.y, origin.y + height)))\" "
        + "width=\"\(coordinate(Double(columns.count) * cell.width))\" "
        + "height=\"\(coordinate(height.magnitude))\" preserveAspectRatio=\"none\" "
        + "image-rendering=\"pixelated\" href=\"data:image/png;base64,\(data)\"/>")
  }

  public func summary(x: Axis, y: Axis) -> String {
    let data = Interval(matrix.values)
    let missing = missingNote(matrix.values.count { !$0.isDrawable })
    let size = "heat map of \(matrix.rows) × \(matrix.columns) values"
    let extent = extent(x: x, y: y)
    guard x.shows(extent.x.lower) && y.shows(extent.y.lower) || matrix.values.isEmpty else {
      return "\(size), whose edges have no place on a logarithmic axis"
    }
    guard let low = matrix.values.firstIndex(of: data.lower),
      let high = matrix.values.firstIndex(of: data.upper)
    else { return "\(size)\(missing)" }
    return "\(size), lowest \(brief(data.lower)) at \(place(low)), "
      + "highest \(brief(data.upper)) at \(place(high))\(missing)"
  }

  private func place(_ index: Int) -> String {
    let (row, column) = index.quotientAndRemainder(dividingBy: matrix.columns)
    guard let xRange, let yRange else { return "row \(row), column \(column)" }
    let along = { (range: ClosedRange<Double>, index: Int, count: Int) in
      brief(
        range.lowerBound
          + (Double(index) + 0.5) / Double(count) * (range.upperBound - range.lowerBound))
    }
    return "\(along(xRange, column, matrix.columns)), \(along(yRange, row, matrix.rows))"
  }
}
