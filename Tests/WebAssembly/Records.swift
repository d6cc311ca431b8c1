import Tensors

// Results of the engine as lines of text, the same from the native library and from a page.

/// Prints a name and a hash of the numbers' bits (FNV-1a).
func record(_ name: String, _ numbers: [Float]) {
  record(name, bits: numbers.map { UInt64($0.bitPattern) })
}

func record(_ name: String, _ numbers: [Int]) { record(name, bits: numbers.map { UInt64($0) }) }

private func record(_ name: String, bits: [UInt64]) {
  let hash = bits.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ $1) &* 0x100_0000_01B3 }
  print("\(name): \(hash)")
}

/// Prints the numbers' bits, of which another machine's may differ a little.
func recordNumbers(_ name: String, _ numbers: [Float]) {
  print("\(name):" + numbers.map { " \($0.bitPattern)" }.joined())
}
