@testable import Tensors

/// FNV-1a over the numbers' bits, on one thread and on two.
func hashes(_ make: () -> [Float]) -> [String] {
  let threads = Engine.threads
  defer { Engine.threads = threads }
  return [1, 2].map { count in
    Engine.threads = count
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for value in make() {
      hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}

func normal(_ count: Int, _ name: String) -> [Float] {
  var values = [Float](repeating: 0, count: count)
  Random(seed: 2020).stream(name).fillNormal(count, into: &values)
  return values
}

/// Arguments of all sizes, from 10⁻¹⁰ to 10¹⁰, both signs.
var arguments: [Float] {
  zip(normal(50_000, "argument"), 0...).map { x, i in
    var scale: Float = 1e-10
    for _ in 0..<i % 21 { scale *= 10 }
    return x * scale
  }
}
