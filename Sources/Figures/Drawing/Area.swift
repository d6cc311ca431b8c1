/// A rectangle in SVG coordinates: that between the axes of a plot.
public struct Area: Equatable, Sendable {
  /// The coordinate of the left edge, in CSS pixels.
  public let left: Double
  /// The coordinate of the top edge, in CSS pixels.
  public let top: Double
  /// The coordinate of the right edge, in CSS pixels.
  public let right: Double
  /// The coordinate of the bottom edge, in CSS pixels.
  public let bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  func contains(_ point: Point) -> Bool {
    point.x >= left - 0.05 && point.x <= right + 0.05
      && point.y >= top - 0.05 && point.y <= bottom + 0.05
  }

  /// The parts of a polyline inside the area.
  func clipped(_ points: [Point]) -> [[Point]] {
    if points.allSatisfy(contains) { return points.isEmpty ? [] : [points] }
    var parts: [[Point]] = []
    var part: [Point] = []
    for (a, b) in zip(points, points.dropFirst()) {
      guard let (from, to) = clipped(a, b) else {
        if !part.isEmpty { parts.append(part) }
        part = []
        continue
      }
      if part.last != from {
        if !part.isEmpty { parts.append(part) }
        part = [from]
      }
      part.append(to)
    }
    if !part.isEmpty { parts.append(part) }
    return parts
  }

  /// The part of a segment inside the area (Liang and Barsky 1984).
  private func clipped(_ a: Point, _ b: Point) -> (Point, Point)? {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    for (direction, distance) in [
      (-dx, a.x - left), (dx, right - a.x), (-dy, a.y - top), (dy, bottom - a.y),
    ] {
      if direction == 0 {
        if distance < 0 { return nil }
      } else if direction < 0 {
        enter = max(enter, distance / direction)
      } else {
        leave = min(leave, distance / direction)
      }
    }
    guard enter <= leave else { return nil }
    let from = enter == 0 ? a : Point(x: a.x + enter * dx, y: a.y + enter * dy)
    let to = leave == 1 ? b : Point(x: a.x + leave * dx, y: a.y + leave * dy)
    return (from, to)
  }

  /// The part of a polygon inside the area (Sutherland and Hodgman 1974).
  func clippedPolygon(_ polygon: [Point]) -> [Point] {
    if polygon.allSatisfy(contains) { return polygon }
    let sides: [(inside: (Point) -> Double, Void)] = [
      ({ $0.x - left }, ()), ({ right - $0.x }, ()), ({ $0.y - top }, ()), ({ bottom - $0.y }, ()),
    ]
    return sides.reduce(polygon) { points, side in
      guard var previous = points.last else { return [] }
      var kept: [Point] = []
      for point in points {
        let (before, now) = (side.inside(previous), side.inside(point))
        if (before < 0) != (now < 0) {
          let share = before / (before - now)
          kept.append(
            Point(
              x: previous.x + share * (point.x - previous.x),
              y: previous.y + share * (point.y - previous.y)))
        }
        if now >= 0 { kept.append(point) }
        previous = point
      }
      return kept
    }
  }
}
