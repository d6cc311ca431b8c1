import Tensors

/// GFLOPS of matrix products and their share of the peak, measured in turns.
func printMatmulRates(threads: Int) {
  Engine.threads = threads
  var rates = [[Double]](repeating: [], count: sizes.count)
  var peaks: [Double] = []
  let random = Random(seed: 1).stream("benchmark")
  let operands = sizes.map { (random.normal([$0.m, $0.k]), random.normal([$0.k, $0.n])) }
  for round in 0..<8 {
    let peak = Peak.measured(threads: threads)
    let measured = zip(sizes, operands).map { size, operands in
      let flops = 2 * size.m * size.n * size.k
      let repeats = max(1, 200_000_000 / flops)
      let time = seconds { for _ in 0..<repeats { _ = matmul(operands.0, operands.1) } }
      return Double(repeats * flops) / time * 1e-9
    }
    // The first round warms up.
    if round > 0 {
      peaks.append(peak)
      for (index, rate) in measured.enumerated() { rates[index].append(rate) }
    }
  }
  let peak = median(peaks)
  print("\(threads) thread\(threads == 1 ? "" : "s"): peak \(Int(peak)) GFLOPS")
  for (size, rates) in zip(sizes, rates) {
    let rate = median(rates)
    print("  \(size.m) × \(size.k) × \(size.n): \(Int(rate)) GFLOPS, \(Int(100 * rate / peak)) %")
  }
}

private let sizes: [(m: Int, k: Int, n: Int)] = [
  (2048, 2048, 2048), (6272, 576, 64), (512, 128, 128), (512, 2, 128), (512, 128, 4),
]
