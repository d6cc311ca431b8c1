/// The sums over rows of the gradients of a normalization's scale and shift, `[channels]` each: those of the last
/// few rows in floats, which the passes add to, and the totals in doubles.
struct AffineSums {
  let channels: Int
  private let recent, totals: Storage
  /// From the first sum of the scale to that of the shift: whole vectors.
  private let width: Int

  init(_ channels: Int) {
    self.channels = channels
    width = (channels + 15) / 16 * 16
    (recent, totals) = (Storage(count: 2 * width), Storage(doubles: 2 * width))
    recent.pointer.update(repeating: 0, count: 2 * width)
    totals.doubles.update(repeating: 0, count: 2 * width)
  }

  var ofScale: UnsafeMutablePointer<Float> { recent.pointer }
  var ofShift: UnsafeMutablePointer<Float> { recent.pointer + width }

  var totalsOfScale: UnsafeMutablePointer<Double> { totals.doubles }
  var totalsOfShift: UnsafeMutablePointer<Double> { totals.doubles + width }

  /// Adds the last rows' sums to the totals.
  func gather() {
    for i in stride(from: 0, to: 2 * width, by: 16) {
      (WideLanes(totals.doubles + i) + WideLanes(Lanes(recent.pointer + i)))
        .store(to: totals.doubles + i)
      Lanes().store(to: recent.pointer + i)
    }
  }

  /// Rounds the totals to floats.
  func store(_ dScale: UnsafeMutablePointer<Float>, _ dShift: UnsafeMutablePointer<Float>) {
    for i in 0..<channels {
      (dScale[i], dShift[i]) = (Float(totalsOfScale[i]), Float(totalsOfShift[i]))
    }
  }
}
