/// A raster of antialiased dots in one color on a transparent ground. Overlapping dots become denser.
struct Dots {
  private let width: Int
  private let height: Int
  /// The transmittance of each pixel, from 1 (clear) to 0.
  private var transmittance: [Float]

  /// A blue that contrasts with white and with near-black.
  static let color: [UInt8] = [44, 130, 201]
  /// The opacity of a single dot.
  private static let opacity: Float = 0.75

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    transmittance = [Float](repeating: 1, count: width * height)
  }

  /// Adds a dot of this radius in pixels. Its coverage of a pixel is the fraction of sixteen samples inside
  /// the dot.
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
        transmittance[y * width + x] *= 1 - Self.opacity * hits / 16
      }
    }
  }

  /// The pixels that a dot can touch along one direction.
  private func range(_ center: Double, _ radius: Double, _ count: Int) -> Range<Int> {
    let first = max(0, Int((center - radius).rounded(.down)))
    let last = min(count, Int((center + radius).rounded(.up)))
    return first..<max(first, last)
  }

  /// The dots, with opacity in five steps: finer ones are invisible and compress badly.
  var pixels: Pixels {
    var result = Pixels(width: width, height: height, channels: .rgba)
    for y in 0..<height {
      for x in 0..<width where transmittance[y * width + x] < 1 {
        let opacity = ((1 - transmittance[y * width + x]) * 5).rounded() * 51
        if opacity > 0 { result[x, y] = Self.color + [UInt8(opacity)] }
      }
    }
    return result
  }
}
