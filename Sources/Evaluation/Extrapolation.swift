import Tensors

/// The value of a statistic for infinitely many samples, from its values for several numbers of samples: the intercept of the
/// least-squares line over 1/n (Chong and Forsyth 2020). The bias of the Fréchet distance is nearly proportional to 1/n, and differs
/// from model to model; with it removed, models can be compared.
///
/// - Parameters:
///   - counts: the numbers of samples n. Traps unless they are positive and at least two differ.
///   - values: a value for each. Traps on another number of them; a NaN makes the results NaN.
/// - Returns: the line, value = intercept + slope / n.
public func extrapolated(
  counts: [Int], values: [Double]
) -> (intercept: Double, slope: Double) {
  require(
    counts.count == values.count, "extrapolated: \(counts.count) counts and \(values.count) values")
  for count in counts {
    require(count > 0, "extrapolated: a count of \(count): it must be positive")
  }
  require(Set(counts).count > 1, "extrapolated: counts of \(counts): at least two must differ")
  let xs = counts.map { 1 / Double($0) }
  let meanX = xs.reduce(0, +) / Double(xs.count)
  let meanY = values.reduce(0, +) / Double(values.count)
  var (products, squares) = (0.0, 0.0)
  for (x, y) in zip(xs, values) {
    products += (x - meanX) * (y - meanY)
    squares += (x - meanX) * (x - meanX)
  }
  let slope = products / squares
  return (meanY - slope * meanX, slope)
}
