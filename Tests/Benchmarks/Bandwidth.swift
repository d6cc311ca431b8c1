import Tensors

/// The memory bandwidth of a pass of the engine's own.
enum Bandwidth {
  /// Bytes a second, read and written, of 32 tensors negated in turn: 200 MB, which no cache of one core
  /// holds, into memory that was used before.
  static func measured() -> Double {
    let random = Random(seed: 1).stream("bandwidth")
    let tensors = (0..<16).map { _ in random.normal([64, 28, 28, 32]) }
    var results = tensors
    let times = (0..<9).map { _ in
      seconds { for (index, tensor) in tensors.enumerated() { results[index] = -tensor } }
    }
    return Double(tensors.count * tensors[0].count * 8) / median(times)
  }
}
