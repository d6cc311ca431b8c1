import Outputs
import Testing

@testable import Figures

@Suite struct SmoothingTests {
  private func close(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { $0.isNaN && $1.isNaN || $0 == $1 || abs($0 - $1) < 1e-12 }
  }

  @Test func averagesByHand() {
    #expect(close(Smoothing.exponential(4)([4, 8, 0, 4, 8]), [4, 6, 4, 4, 5]))
    #expect(close(Smoothing.window(3)([3, 6, 9, 0]), [4.5, 6, 5, 4.5]))
    #expect(close(Smoothing.window(4)([4, 4, 8, 8]), [16.0 / 3, 6, 20.0 / 3, 8]))
    for smoothing in [Smoothing.exponential(1), .window(1)] {
      #expect(smoothing([3, 1, 2]) == [3, 1, 2])
    }
  }

  @Test(arguments: [Smoothing.exponential(5), .window(5), .window(1000)])
  func constantsStayAndMissingNumbersStayMissing(_ smoothing: Smoothing) {
    #expect(close(smoothing([2, 2, 2, 2]), [2, 2, 2, 2]))
    #expect(close(smoothing([2, .nan, 2, .infinity, 2]), [2, .nan, 2, .infinity, 2]))
    #expect(smoothing([]) == [])
    #expect(close(smoothing([.nan]), [.nan]))
  }

  @Test func aLargeNumberDoesNotSpoilLaterWindows() {
    let values = [1e17] + [Double](repeating: 1, count: 10)
    #expect(Smoothing.window(3)(values).suffix(5).allSatisfy { $0 == 1 })
  }

  @Test func theSmoothedLineIsDrawnAndTheRawOneBehindIt() throws {
    let noisy = (0..<200).map { (index: Int) -> Double in
      let ripple = Double(index * 7 % 5)
      return 1 / Double(index + 1) + ripple / 10
    }
    func series(_ line: Line) throws -> [Output.Series] {
      try #require(Plot { line }.lowered().picture?.panels.first).series
    }
    let smooth = try series(Line(noisy, name: "loss", smoothing: .exponential(20)))
    #expect(smooth.count == 1)
    let both = try series(
      Line(noisy, name: "loss", smoothing: .exponential(20), showsRaw: true))
    #expect(both.map(\.name) == ["loss", "loss"] && both.map(\.points.count) == [200, 200])
    #expect(both[0].points == (try series(Line(noisy, name: "loss", weight: .light)))[0].points)
    let plot = Plot { Line(noisy, name: "loss", smoothing: .window(9), showsRaw: true) }
    #expect(svg(plot).contains("stroke-width=\"1\" stroke-opacity=\".3\""))
    #expect(description(plot).contains("; moving average over 9."))
    #expect(svg(plot).components(separatedBy: ">loss</text>").count == 2)
    let plain = svg(Plot { Line(noisy, name: "loss") })
    #expect(plain == svg(Plot { Line(noisy, name: "loss", showsRaw: true) }))
  }
}
