import Outputs
import Tensors

/// Images side by side, in rows.
public struct ImageGrid: Showable {
  let count, height, width, channels: Int
  let values: [Float]
  let range: ClosedRange<Float>

  /// A grid of images; see the native one.
  public init(
    _ images: Tensor, columns: Int = 10, scale: Int = 2, labels: [String] = [],
    rowLabels: [String] = [], range: ClosedRange<Float> = 0...1
  ) {
    var size: [Int] = []
    if images.shape.rank == 2 { size.append(1) }
    for axis in 0..<images.shape.rank { size.append(images.shape[axis]) }
    if images.shape.rank < 4 { size.append(1) }
    require(
      size.count == 4 && (size[3] == 1 || size[3] == 3),
      "ImageGrid: \(images.shape): images have the shape [count, height, width] or [count, height, width, channels] "
        + "with 1 or 3 channels")
    (count, height, width, channels) = (size[0], size[1], size[2], size[3])
    values = images.scalars
    self.range = range
  }
}
