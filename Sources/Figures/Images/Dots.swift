/// Draws antialiased dots in one colour on nothing. Overlapping dots become denser.
struct Dots {
  private let width: Int
  private let height: Int
  /// How much of each pixel shines through, from 1 (untouched) to 0.
  private var clear: [Float]

  /// A blue that stands out from white and from near-black alike.
  static let color: [UInt8] = [44, 130, 201]
  /// How much a single dot covers.
  private static let opacity: Float = 0.75

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    clear = [Float](repeating: 1, count: width * height)
  }

  /// A dot of this radius in pixels. The share of a pixel that it covers is that of sixteen samples
  /// inside the dot.
  mutating func add(_ center: Point, radius: Double) {
    let columns = range(center.x, radius, width)
    for y in range(center.y, radius, height) {
      for x in columns {
        var hits: Float = 0
        for sample in 0..<16 {
          let dx = Double(x) + (Double(sample % 4) + 0.5) / 4 - center.x
          let dy = Double(y) + (Double(sample / 4) + 0.5) / 4 - center.y
          if dx * dx + dy * dy <= radius * radius { hits += 1 }
        }
        clear[y * width + x] *= 1 - Self.opacity * hits / 16
      }
    }
  }

  /// The pixels that a dot can touch along one direction.
  private func range(_ center: Double, _ radius: Double, _ count: Int) -> Range<Int> {
    let first = max(0, Int((center - radius).rounded(.down)))
    let last = min(count, Int((center + radius).rounded(.up)))
    return first..<max(first, last)
  }

  /// The dots, with opacity in five steps: finer ones are not seen and compress badly.
  var pixels: Pixels {
    var result = Pixels(width: width, height: height, channels: .rgba)
    for y in 0..<height {
      for x in 0..<width where clear[y * width + x] < 1 {
        let opacity = ((1 - clear[y * width + x]) * 5).rounded() * 51
        if opacity > 0 { result[x, y] = Self.color + [UInt8(opacity)] }
      }
    }
    return result
  }
}
