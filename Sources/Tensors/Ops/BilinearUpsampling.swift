/// Bilinear upsampling of images `[batch, height, width, channels]` to `factor` times their height and width: each
/// new pixel mixes the four nearest ones, pixels being squares, as in PyTorch with `align_corners=False`. Traps
/// on other ranks and a factor of 0.
public func upsampleBilinear(_ x: Tensor, factor: Int = 2) -> Tensor {
  requireImages("upsampleBilinear", x, factor)
  return interpolated(interpolated(x, factor, axis: 1), factor, axis: 2)
}

/// An axis `factor` times as long, by linear interpolation between the centers of its numbers.
private func interpolated(_ x: Tensor, _ factor: Int, axis: Int) -> Tensor {
  let length = x.shape[axis]
  let whole = axisLength("upsampleBilinear", Double(length) * Double(factor))
  let places = (0..<whole).map { max(0, (Double($0) + 0.5) / Double(factor) - 0.5) }
  let before = places.map { Int($0) }
  let far = Tensor(
    zip(places, before).map { Float($0 - Double($1)) },
    shape: Shape([whole] + x.shape.lengths[(axis + 1)...].map { _ in 1 }))
  func neighbors(_ positions: [Int]) -> Tensor {
    x.remapped("upsampleBilinear", axis: axis, to: positions)
  }
  return neighbors(before) * (1 - far) + neighbors(before.map { min($0 + 1, length - 1) }) * far
}
