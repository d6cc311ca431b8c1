import Tensors

extension GradientCase {
  /// The operations that PyTorch has besides those of the other tables.
  static let operations: [GradientCase] = [
    pointwise, reduced, moved, ordered, masked, probabilities, images,
  ].flatMap { $0 }

  private static let pointwise =
    unary("expm1") { expm1($0) } + unary("log1p", -0.5...2) { log1p($0) }
    + unary("erf") { erf($0) } + binary("pow", x: 0.5...2) { pow($0, $1) } + [
      GradientCase("pow, whole powers", spread([3, 4])) {
        pow($0, Tensor([[0, 1, 2, 3]])) + 0.1 * $0
      },
      GradientCase("pow, itself", spread([5], 0.5...2)) { pow($0, $0) },
    ]
    + unary("leakyRelu") { leakyRelu($0, slope: 0.2) } + unary("elu") { elu($0) }
    + unary("elu 0.5", -4 ... -0.2) { elu($0, alpha: 0.5) + $0 }

  private static let reduced =
    unary("norm") { $0.norm() } + along("norm") { $0.norm(axis: $1) }
    + along("norm, kept") { $0.norm(axis: $1, keepingDimension: true) }
    + unary("standardDeviation") { $0.standardDeviation() + $0.sum() }
    + along("standardDeviation") { $0.standardDeviation(axis: $1) + $0.sum(axis: $1) }
    + along("standardDeviation, kept") {
      $0.standardDeviation(axis: $1, keepingDimension: true) + $0
    }
    + unary("product", 0.5...1.5) { $0.product() } + along("product") { $0.product(axis: $1) }
    + along("product, kept") { $0.product(axis: $1, keepingDimension: true) }
    + [GradientCase("product through a zero", Tensor([2, 0, 3])) { $0.product() }]

  private static let moved =
    along("flipped") { $0.flipped(axis: $1) }
    + along("rolled") { $0.rolled(by: 2, axis: $1) }
    + along("rolled back") { $0.rolled(by: -7, axis: $1) }
    + along("padded") { $0.padded(axis: $1, before: 2, after: 1, mode: .constant(3)) }
    + along("padded, replicate") { $0.padded(axis: $1, before: 3, mode: .replicate) }
    + along("padded, circular") { $0.padded(axis: $1, before: 1, after: 1, mode: .circular) } + [
      GradientCase("padded, reflect", spread([2, 4, 3])) {
        $0.padded(axis: 1, before: 3, after: 2, mode: .reflect)
      },
      GradientCase("tiled", spread([2, 3])) { $0.tiled([2, 1, 3]) },
      GradientCase("tiled", spread([2, 3])) { $0.tiled([2]) },
      GradientCase("tiled", spread([])) { $0.tiled([4]) },
      GradientCase("gathered", spread([3, 4])) {
        $0.gathered([3, 3, 0, 1, 2, 3], axis: 1)
      },
      GradientCase("gathered", spread([2, 3, 2])) {
        $0.gathered([0, 2, 2, 1], axis: 1)
      },
    ]

  private static let ordered =
    along("sorted") { $0.sorted(axis: $1).values }
    + along("sorted descending") { $0.sorted(axis: $1, descending: true).values }
    + [
      GradientCase("topK", spread([3, 5])) { $0.topK(2).values },
      GradientCase("topK axis 0", spread([6, 3])) { $0.topK(4, axis: 0).values },
      GradientCase("matmul, broadcast", spread([2, 1, 3, 4]), spread([3, 4, 2])) {
        matmul($0, $1)
      },
      GradientCase("matmul, one for all", spread([3, 4]), spread([5, 4, 2])) { matmul($0, $1) },
      GradientCase("matmul, one of one", spread([1, 3, 4]), spread([2, 3, 4, 1])) {
        matmul($0, $1)
      },
    ]

  private static let masked: [GradientCase] =
    [
      ("causal", .causal), ("allowing", .allowing(Tensor([[1, 0, 1], [0, 0, 0], [1, 1, 1]]))),
      ("adding", .adding(Tensor([[0, 1, -.infinity]]))),
    ].map { (name: String, mask: AttentionMask) in
      GradientCase(
        "attention, \(name)", [spread([2, 3, 4]), spread([2, 3, 4], -1...1), spread([2, 3, 2])]
      ) { attention($0[0], $0[1], $0[2], mask: mask) }
    } + [
      GradientCase(
        "attention, a mask with a gradient",
        [spread([3, 4]), spread([5, 4]), spread([5, 2]), spread([3, 5], -1...1)]
      ) { attention($0[0], $0[1], $0[2], mask: .adding($0[3])) }
    ]

  private static let probabilities = [
    GradientCase("binaryCrossEntropy", spread([4, 3], -5...5), spread([4, 3], 0.1...0.9)) {
      binaryCrossEntropy(logits: $0, target: $1)
    },
    GradientCase(
      "binaryCrossEntropy, probabilities", spread([4, 3], 0.2...0.8), spread([4, 3], 0.1...0.9)
    ) { binaryCrossEntropy(probabilities: $0, target: $1) },
    GradientCase("klDivergence", spread([4, 3], -3 ... -1), spread([4, 3], 0.2...0.9)) {
      klDivergence(logProbabilities: $0, target: $1)
    },
    GradientCase("negativeLogLikelihood", spread([3, 4])) {
      negativeLogLikelihood($0, labels: [3, 0, 1])
    },
  ]

  private static func transposed(
    _ x: Shape, _ weight: Shape, stride: Int = 1, padding: Int = 0, outputPadding: Int = 0
  ) -> GradientCase {
    GradientCase(
      "transposedConv2d stride \(stride) padding \(padding) \(outputPadding)",
      [spread(x), spread(weight, -1...1), spread([weight[3]])]
    ) {
      transposedConv2d(
        $0[0], weight: $0[1], bias: $0[2], stride: stride, padding: padding,
        outputPadding: outputPadding)
    }
  }

  private static let images = [
    transposed([1, 1, 1, 1], [1, 1, 1, 1]),
    transposed([2, 3, 4, 3], [3, 2, 3, 5]),
    transposed([2, 3, 4, 3], [4, 4, 3, 9], stride: 2, padding: 1),
    transposed([1, 3, 2, 2], [3, 3, 2, 1], stride: 2, padding: 1, outputPadding: 1),
    transposed([1, 3, 4, 2], [2, 3, 2, 2], stride: 3, outputPadding: 2),
    GradientCase("upsampleBilinear", spread([2, 3, 4, 3])) { upsampleBilinear($0) },
    GradientCase("upsampleBilinear 3", spread([1, 2, 1, 17])) { upsampleBilinear($0, factor: 3) },
    GradientCase(
      "batchNorm",
      [
        spread([2, 2, 3, 5]), spread([5], -1...1), spread([5], 0.5...2), spread([5], 0.5...1.5),
        spread([5]),
      ]
    ) { batchNorm($0[0], mean: $0[1], variance: $0[2], gain: $0[3], bias: $0[4]) },
    GradientCase(
      "batchNorm of the batch", [spread([7, 3]), spread([3], 0.5...1.5), spread([3], -1...1)]
    ) {
      let (mean, variance) = ($0[0].mean(axis: 0), $0[0].variance(axis: 0))
      return batchNorm($0[0], mean: mean, variance: variance, gain: $0[1], bias: $0[2])
        + 0.1 * $0[0]
    },
  ]
}
