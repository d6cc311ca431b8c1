import Tensors

/// The smoothing of a noisy curve, such as the loss of each batch. It averages the numbers themselves, also where
/// the axis is logarithmic.
public enum Smoothing: Equatable, Sendable {
  /// An exponential moving average over about this many numbers: each has a weight of 1/n, all before it
  /// together one of 1 − 1/n. The first n are their plain mean, so that the curve is not drawn towards its
  /// first number. It looks back only, and so it lags.
  case exponential(Int)
  /// The mean of a centered window of this many numbers, with fewer at both ends. It does not lag, but its last
  /// numbers would change with further ones.
  case window(Int)

  /// The number of numbers that it averages.
  var count: Int {
    switch self {
    case .exponential(let count), .window(let count): count
    }
  }

  /// The smoothed numbers. One that is not finite stays as it is, and counts for no other.
  func callAsFunction(_ values: [Double]) -> [Double] {
    switch self {
    case .exponential(let count): Self.exponential(values, 1 - 1 / Double(count))
    case .window(let count): Self.window(values, count)
    }
  }

  private static func exponential(_ values: [Double], _ longest: Double) -> [Double] {
    var (mean, seen) = (0.0, 0.0)
    return values.map { value in
      guard value.isDrawable else { return value }
      let keep = min(longest, seen / (seen + 1))
      mean = keep * mean + (1 - keep) * value
      seen += 1
      return mean
    }
  }

  private static func window(_ values: [Double], _ count: Int) -> [Double] {
    // Sums of all numbers up to each, and what rounding took from them (Neumaier 1974).
    var (sums, losses, counts) = ([0.0], [0.0], [0])
    var (sum, lost) = (0.0, 0.0)
    for value in values {
      if value.isDrawable {
        let next = sum + value
        lost += sum.magnitude >= value.magnitude ? sum - next + value : value - next + sum
        sum = next
      }
      sums.append(sum)
      losses.append(lost)
      counts.append((counts.last ?? 0) + (value.isDrawable ? 1 : 0))
    }
    return values.indices.map { index in
      guard values[index].isDrawable else { return values[index] }
      let first = max(0, index - (count - 1) / 2)
      let end = min(values.count, index + count / 2 + 1)
      let total = sums[end] - sums[first] + (losses[end] - losses[first])
      return total / Double(counts[end] - counts[first])
    }
  }

  /// Its name in a summary: `exponential moving average over 50`.
  var name: String {
    switch self {
    case .exponential(let count): "exponential moving average over \(counted(count))"
    case .window(let count): "moving average over \(counted(count))"
    }
  }
}
