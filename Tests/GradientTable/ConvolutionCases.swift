import Tensors

extension GradientCase {
  /// An image, a kernel and a bias: sizes that fill no tile, one channel, few outputs, strides with and without
  /// a remainder.
  private static func convolution(
    _ x: Shape, _ weight: Shape, stride: Int = 1, padding: Int = 0
  ) -> GradientCase {
    GradientCase(
      "conv2d stride \(stride) padding \(padding)",
      [spread(x), spread(weight, -1...1), spread([weight[3]])]
    ) {
      conv2d($0[0], weight: $0[1], bias: $0[2], stride: stride, padding: padding)
    }
  }

  static let convolutions = [
    convolution([1, 1, 1, 1], [1, 1, 1, 1]),
    convolution([2, 3, 4, 3], [1, 1, 3, 5]),
    convolution([2, 5, 4, 3], [3, 3, 3, 9], padding: 1),
    convolution([3, 4, 5, 2], [3, 2, 2, 17]),
    convolution([1, 6, 6, 1], [5, 5, 1, 16], padding: 2),
    convolution([2, 3, 4, 16], [3, 3, 16, 16], padding: 1),
    convolution([1, 4, 4, 1], [3, 3, 1, 1], padding: 1),
    convolution([2, 4, 5, 3], [3, 3, 3, 1], padding: 1),
    convolution([2, 4, 5, 3], [2, 3, 3, 2]),
    convolution([2, 6, 6, 3], [4, 4, 3, 9], stride: 2, padding: 1),
    convolution([1, 5, 7, 2], [3, 3, 2, 8], stride: 2, padding: 1),
    convolution([1, 6, 7, 2], [3, 3, 2, 2], stride: 3),
    convolution([2, 5, 4, 3], [1, 1, 3, 4], stride: 2),
    convolution([2, 2, 3, 3], [1, 1, 3, 4], padding: 2),
    convolution([1, 2, 2, 2], [3, 2, 2, 9], padding: 3),
    convolution([1, 3, 4, 2], [3, 3, 2, 4], stride: 2, padding: 4),
  ]
}
