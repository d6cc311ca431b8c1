import Evaluation
import Tensors
import Testing

@Suite struct ExtrapolationTests {
  @Test func aLineIsFound() {
    let counts = [500, 1000, 2000, 5000]
    let (intercept, slope) = extrapolated(
      counts: counts, values: counts.map { 3 + 250 / Double($0) })
    #expect(abs(intercept - 3) < 1e-12 && abs(slope - 250) < 1e-9)
    let flat = extrapolated(counts: [10, 20], values: [7, 7])
    #expect(flat.intercept == 7 && flat.slope == 0)
  }

  /// Values 1, 2, 2 at 1/n of 1, 1/2, 1/2: the line passes through the mean of the equal counts.
  @Test func equalCounts() {
    let (intercept, slope) = extrapolated(counts: [1, 2, 2], values: [1, 1.5, 2.5])
    #expect(abs(intercept - 3) < 1e-12 && abs(slope + 2) < 1e-12)
  }

  /// Residuals are orthogonal to both columns of the regression.
  @Test func normalEquations() {
    let counts = Random(seed: 19).stream("counts").integers(12, below: 5000).map { $0 + 100 }
    let noise = Random(seed: 19).stream("noise").normal([12]).scalars
    let values = zip(counts, noise).map { 5 + 900 / Double($0) + 0.1 * Double($1) }
    let (intercept, slope) = extrapolated(counts: counts, values: values)
    let residuals = zip(counts, values).map { $1 - intercept - slope / Double($0) }
    #expect(abs(residuals.reduce(0, +)) < 1e-10)
    #expect(abs(zip(counts, residuals).reduce(0.0) { $0 + $1.1 / Double($1.0) }) < 1e-10)
  }

  /// Fréchet distances of two samples of one Gaussian are far from 0, their extrapolation is not.
  @Test func theBiasOfTheFrechetDistance() {
    let draws = Random(seed: 20).stream("draws")
    let counts = (1...10).map { 200 * $0 }
    let values = counts.map { frechetDistance(draws.normal([$0, 16]), draws.normal([$0, 16])) }
    let (intercept, slope) = extrapolated(counts: counts, values: values)
    #expect(values.last! > 0.03)
    #expect(abs(intercept) < 0.1 * values.last!, "\(intercept), \(values)")
    #expect(slope > 0)
  }

  @Test func aNaNStays() {
    let line = extrapolated(counts: [1, 2], values: [.nan, 1])
    #expect(line.intercept.isNaN && line.slope.isNaN)
  }
}
