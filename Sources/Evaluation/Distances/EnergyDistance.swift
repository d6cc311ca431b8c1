import Tensors

/// The energy distance of two sets of samples (Székely and Rizzo 2013, section 4): 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖. Pairs of a
/// row with itself are left out, so the estimate has no bias, and for two sets from one distribution it is negative
/// about half the time. NaN where a number is not finite.
///
/// - Parameters:
///   - x: `[n, d]`, at least two rows.
///   - y: `[m, d]`, at least two rows. Traps on other shapes.
public func energyDistance(_ x: Tensor, _ y: Tensor) -> Double {
  requireSamples("energyDistance", x, y)
  return 2 * meanDistance(x, y, isWithin: false) - meanDistance(x, x, isWithin: true)
    - meanDistance(y, y, isWithin: true)
}

/// The mean distance of rows of x and rows of y, or of two different rows of one set.
private func meanDistance(_ x: Tensor, _ y: Tensor, isWithin: Bool) -> Double {
  let (ofX, ofY) = (squaredNorms(x), squaredNorms(y))
  return meanOverPairs(x, y, isWithin: isWithin) { i, j, product in
    let square = ofX[i] + ofY[j] - 2 * Double(product)
    // NaN is not below 0 and stays.
    return (square < 0 ? 0 : square).squareRoot()
  }
}

/// The sums of the squares in each row, in double precision.
private func squaredNorms(_ x: Tensor) -> [Double] {
  let (numbers, width) = (x.scalars, x.shape[1])
  return (0..<x.shape[0]).map { row in
    numbers[row * width..<(row + 1) * width].reduce(0) { $0 + Double($1) * Double($1) }
  }
}
