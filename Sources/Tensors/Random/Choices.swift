extension RandomStream {
  /// 1 with the given probability for each number, else 0, in the shape of `probabilities` (`torch.bernoulli`).
  /// Traps on probabilities outside 0…1.
  public func bernoulli(_ probabilities: Tensor) -> Tensor {
    for i in 0..<probabilities.count {
      let p = probabilities.pointer[i]
      require(p >= 0 && p <= 1, "bernoulli: \(p) is no probability")
    }
    return uniform(probabilities.shape) .< probabilities
  }

  /// Indices drawn with probabilities in proportion to weights, `count` for each row (`torch.multinomial`), row by
  /// row. The draws depend on the stream and the weights alone.
  ///
  /// - Parameters:
  ///   - weights: `[choices]` or `[rows, choices]`; they need not add up to 1. Traps on a negative, infinite or
  ///     NaN one.
  ///   - replacement: draws an index repeatedly, else once at most. Traps unless enough weights are not 0: one,
  ///     or `count`.
  public func multinomial(_ weights: Tensor, count: Int, replacement: Bool = false) -> [Int] {
    require(
      weights.shape.rank == 1 || weights.shape.rank == 2,
      "multinomial: weights of shape \(weights.shape) are neither [choices] nor [rows, choices]")
    require(count >= 0, "multinomial: a count of \(count)")
    let choices = weights.shape[-1]
    return (0..<weights.count / max(1, choices)).flatMap { row -> [Int] in
      let line = (0..<choices).map { i in
        let weight = weights.pointer[row * choices + i]
        require(weight >= 0 && weight < .infinity, "multinomial: \(weight) is no weight")
        return Double(weight)
      }
      let some = line.indices.filter { line[$0] > 0 }
      require(
        count == 0 || (replacement ? some.count > 0 : some.count >= count),
        "multinomial: \(count) draws with\(replacement ? "" : "out") replacement from \(some.count)"
          + " weights that are not 0")
      if replacement {
        var sum = 0.0
        let sums = line.map { weight in
          sum += weight
          return sum
        }
        return shares(count).map { firstIndex(in: sums, above: $0 * sum) }
      }
      // Clocks that ring at exponentially distributed times, at these rates: the first ones to ring.
      let times = zip(some, shares(some.count)).map { (-log(1 - $1) / line[$0], $0) }
      return times.sorted { $0 < $1 }.prefix(count).map { $0.1 }
    }
  }

  /// Numbers from 0 to below 1, each of two with 24 bits, so that the least of many weights is drawn too.
  private func shares(_ count: Int) -> [Double] {
    let halves = uniform([count, 2]).scalars
    return (0..<count).map { Double(halves[2 * $0]) + Double(halves[2 * $0 + 1]) * 0x1p-24 }
  }
}

/// The first index of a number above `bound`, in rising numbers of which the last one is.
private func firstIndex(in numbers: [Double], above bound: Double) -> Int {
  var (low, high) = (0, numbers.count - 1)
  while low < high {
    let middle = (low + high) / 2
    if numbers[middle] > bound { high = middle } else { low = middle + 1 }
  }
  return low
}
