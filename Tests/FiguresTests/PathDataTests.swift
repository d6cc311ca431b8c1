import Testing

@testable import Figures

@Suite struct PathDataTests {
  static let numbers: [(Double, String)] = [
    (0.0, "0"), (0.04, "0"), (-0.04, "0"), (0.5, ".5"), (-0.5, "-.5"), (12, "12"), (12.34, "12.3"),
    (-3.25, "-3.3"), (.infinity, "0"), (.nan, "0"), (1e12, "100000"),
  ]

  @Test(arguments: numbers)
  func coordinates(_ value: Double, _ text: String) {
    #expect(coordinate(value) == text)
  }

  @Test func stepsAreRelativeAndShort() {
    var path = PathData()
    path.polyline([
      Point(x: 10, y: 20), Point(x: 11.5, y: 20.5), Point(x: 12, y: 19.8), Point(x: 12, y: 25),
      Point(x: 20, y: 25), Point(x: 21, y: 26),
    ])
    #expect(path.text == "M10 20l1.5.5.5-.7v5.2h8l1 1")
  }

  @Test func stepsDoNotDrift() {
    var path = PathData()
    path.polyline((0...1000).map { Point(x: Double($0) * 0.333, y: 0) })
    let steps = path.text.split(separator: "h").dropFirst().map { Double("0" + $0) ?? 0 }
    #expect((steps.reduce(0, +) * 10).rounded() == 3330)
  }

  @Test func dotsAndClosedParts() {
    var path = PathData()
    path.dot(at: Point(x: 1, y: 1))
    path.dot(at: Point(x: 1.5, y: 2))
    #expect(path.text == "M1 1h0m.5 1h0")
    var square = PathData()
    square.polyline([Point(x: 0, y: 0), Point(x: 5, y: 0), Point(x: 5, y: 5)])
    square.close()
    square.move(to: Point(x: 1, y: 1))
    #expect(square.text == "M0 0h5v5zm1 1")
  }

  @Test func aThousandDotsStaySmall() {
    let points = (0..<2000).map { (index: Int) -> Point in
      let (x, y) = (index * 7919 % 1801, index * 104_729 % 1777)
      return Point(x: Double(x) / 10, y: Double(y) / 10)
    }
    var path = PathData()
    for point in serpentine(points) { path.dot(at: point) }
    #expect(path.text.utf8.count < 2000 * 11)
    #expect(Set(serpentine(points).map { "\($0)" }) == Set(points.map { "\($0)" }))
  }

  @Test func linesEndAtTheEdge() {
    let area = Area(left: 0, top: 0, right: 10, bottom: 10)
    let parts = area.clipped([
      Point(x: -5, y: 5), Point(x: 5, y: 5), Point(x: 5, y: 1e9), Point(x: 8, y: 1e9),
      Point(x: 8, y: 2),
    ])
    #expect(parts.count == 2)
    #expect(parts[0] == [Point(x: 0, y: 5), Point(x: 5, y: 5), Point(x: 5, y: 10)])
    #expect(parts[1].last == Point(x: 8, y: 2))
    #expect(
      area.clippedPolygon([
        Point(x: -5, y: 2), Point(x: 20, y: 2), Point(x: 20, y: 4), Point(x: -5, y: 4),
      ])
      .allSatisfy(area.contains))
  }

  @Test func downsamplingKeepsTheExtremes() {
    let points = (0..<100_000).map { (index: Int) -> Point in
      Point(x: Double(index) / 200, y: Double(index * 7919 % 1000))
    }
    let kept = downsampled(points)
    #expect(kept.count <= 4 * 501)
    #expect(kept.first == points.first && kept.last == points.last)
    for column in [0, 250, 499] {
      let all = points.filter { Int($0.x) == column }.map(\.y)
      let some = kept.filter { Int($0.x) == column }.map(\.y)
      #expect(some.min() == all.min() && some.max() == all.max())
    }
  }
}
