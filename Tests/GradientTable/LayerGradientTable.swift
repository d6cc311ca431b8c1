import Tensors

/// Activations whose slope does not jump, so that central differences can follow it.
private let smooth: [Activation] = [.none, .silu, .gelu]

/// Channels in one vector, several, and a part of one. A tenth of the input is added to what is
/// normalized: a single channel is normalized to a constant, which leaves no gradient to check.
private let images: [Shape] = [
  [2, 2, 3, 4], [2, 1, 2, 1], [1, 2, 2, 16], [2, 3, 1, 36], [3, 2, 10],
]

extension GradientCase {
  static let normalizations = rmsNorms + groupNorms + layerNorms

  private static let rmsNorms: [GradientCase] = images.flatMap { shape in
    let (x, gain) = (spread(shape), spread([shape[-1]], 0.5...1.5))
    let (scale, shift) = (spread([shape[0], shape[-1]]), spread([shape[0], shape[-1]], -1...1))
    return smooth.flatMap { activation in
      [
        GradientCase("rmsNorm, \(activation)", x, gain) {
          rmsNorm($0, gain: $1, activation: activation) + 0.1 * $0
        },
        GradientCase("rmsNorm, modulated, \(activation)", [x, gain, scale, shift]) {
          rmsNorm(
            $0[0], gain: $0[1], modulation: Modulation(scale: $0[2], shift: $0[3]),
            activation: activation) + 0.1 * $0[0]
        },
      ]
    }
  }

  private static let groupNorms: [GradientCase] = zip(images, [2, 1, 4, 9, 5]).flatMap {
    shape, groups in
    let channels: Shape = [shape[-1]]
    let inputs = [spread(shape), spread(channels, 0.5...1.5), spread(channels, -1...1)]
    let modulators = [spread([shape[0], shape[-1]]), spread([shape[0], shape[-1]], -1...1)]
    return smooth.flatMap { activation in
      [
        GradientCase("groupNorm \(groups), \(activation)", inputs) {
          groupNorm($0[0], groups: groups, gain: $0[1], bias: $0[2], activation: activation)
            + 0.1 * $0[0]
        },
        GradientCase("groupNorm \(groups), modulated, \(activation)", inputs + modulators) {
          groupNorm(
            $0[0], groups: groups, gain: $0[1], bias: $0[2],
            modulation: Modulation(scale: $0[3], shift: $0[4]), activation: activation)
            + 0.1 * $0[0]
        },
      ]
    }
  }

  private static let layerNormShapes: [Shape] = [[5], [3, 4], [2, 3, 20], [40, 32]]

  private static let layerNorms: [GradientCase] = layerNormShapes.map { shape in
    let channels: Shape = [shape[-1]]
    let inputs = [spread(shape), spread(channels, 0.5...1.5), spread(channels, -1...1)]
    return GradientCase("layerNorm", inputs) { layerNorm($0[0], gain: $0[1], bias: $0[2]) }
  }

  static let attentions =
    attended("attention") { attention($0, $1, $2) }
    + attended("linearAttention") { linearAttention($0, $1, $2) }
    + [AttentionKind.softmax, .linear].flatMap { kind in
      [
        GradientCase(
          "selfAttention \(kind)",
          [spread([2, 5, 6]), spread([6, 18], -1...1), spread([6, 6], -1...1), spread([6])]
        ) {
          selfAttention(
            $0[0], projection: $0[1], output: $0[2], bias: $0[3], heads: 2, kind: kind)
        },
        GradientCase(
          "selfAttention \(kind) with memory",
          [
            spread([1, 2, 3, 4]), spread([4, 9], -1...1), spread([2, 1, 2, 3]),
            spread([3, 4], -1...1), spread([4]),
          ]
        ) {
          selfAttention(
            $0[0], projection: $0[1], memory: $0[2], output: $0[3], bias: $0[4], heads: 1,
            kind: kind)
        },
      ]
    }

  private static func attended(
    _ name: String, _ operation: @escaping @Sendable (Tensor, Tensor, Tensor) -> Tensor
  ) -> [GradientCase] {
    [
      GradientCase(name, [spread([3, 4]), spread([5, 4]), spread([5, 2], -1...1)]) {
        operation($0[0], $0[1], $0[2])
      },
      GradientCase(
        "\(name), heads",
        [spread([2, 3, 2, 4]), spread([2, 3, 17, 4]), spread([2, 3, 17, 4], -1...1)]
      ) { operation($0[0], $0[1], $0[2]) },
      GradientCase(name, [spread([2, 18]), spread([3, 18]), spread([3, 1], -1...1)]) {
        operation($0[0], $0[1], $0[2])
      },
      GradientCase("\(name), to itself", spread([6, 3])) { operation($0, $0, $0) },
    ]
  }

  static let resamplings: [GradientCase] = [1, 3, 16, 20].flatMap { channels in
    let x = spread([2, 5, 7, channels])
    return [
      GradientCase("upsampleNearest", x) { upsampleNearest($0) },
      GradientCase("upsampleNearest 3", x) { upsampleNearest($0, factor: 3) },
      GradientCase("averagePool", x) { averagePool($0) },
      GradientCase("averagePool 5", x) { averagePool($0, size: 5) },
      GradientCase("maxPool", spread([2, 4, 5, channels], -40...40)) { maxPool($0) },
      GradientCase("maxPool 3", spread([2, 4, 6, channels], -60...60)) { maxPool($0, size: 3) },
      GradientCase("spaceToDepth", spread([2, 4, 6, channels])) { spaceToDepth($0) },
      GradientCase("depthToSpace", spread([2, 2, 3, 4 * channels])) { depthToSpace($0) },
    ]
  }

  static let losses = [
    GradientCase("l1", spread([4, 3]), spread([4, 3], -1...1)) { l1($0, $1) },
    GradientCase("huber", spread([4, 5]), spread([4, 5], -1...1)) { huber($0, $1, delta: 0.9) },
    GradientCase("crossEntropy", spread([3, 4])) { crossEntropy($0, labels: [3, 0, 1]) },
    GradientCase("crossEntropy", spread([1, 20])) { crossEntropy($0, labels: [7]) },
  ]
}
