import Networks
import ReferenceUNet
import Tensors

/// A piece of the U-Net's training step that can be timed alone: a layer with its gradients.
struct Part {
  let name: String
  /// Occurrences in a step.
  var count = 1
  /// Multiplications and additions forward and backward.
  let forward, backward: Double
  /// Numbers read and written, forward and backward, where each tensor passes once by each product or
  /// pass that needs it.
  let traffic: Double
  /// The layer on random inputs of its real shape, whose gradients are taken too.
  let make: (RandomStream) -> () -> Tensor
}

extension Part {
  /// `outputs` of a convolution's `size` × `size` pixels, from as many; `isFirst` needs no gradient of its
  /// input.
  static func convolution(
    _ batch: Int, kernel: Int, _ inputs: Int, _ outputs: Int, size: Int, isFirst: Bool = false
  ) -> Part {
    let pixels = Double(batch * size * size)
    let forward = 2 * pixels * Double(kernel * kernel * inputs * outputs)
    return Part(
      name: "\(kernel)×\(kernel) convolution, \(size)×\(size), \(inputs) → \(outputs)",
      forward: forward, backward: (isFirst ? 1 : 2) * forward,
      traffic: (isFirst ? 2 : 3) * pixels * Double(inputs + outputs)
    ) { random in
      let layer = Conv2d(inputs, outputs, kernel: kernel, padding: kernel / 2, random: random)
      let images = random.normal([batch, size, size, inputs])
      if isFirst { return { layer(images) } }
      let x = Parameter(images)
      return { layer(x.value) }
    }
  }

  /// Norm, modulation and SiLU: two passes forward, three backward.
  static func norm(_ batch: Int, _ channels: Int, size: Int, isModulated: Bool) -> Part {
    Part(
      name: "norm\(isModulated ? ", modulation" : ""), SiLU, \(size)×\(size)×\(channels)",
      forward: 0, backward: 0, traffic: 5 * Double(batch * size * size * channels)
    ) { random in
      let layer = RMSNorm(channels)
      let x = Parameter(random.normal([batch, size, size, channels]))
      guard isModulated else { return { layer(x.value, activation: .silu) } }
      let scale = Parameter(random.normal([batch, channels]))
      let shift = Parameter(random.normal([batch, channels]))
      return {
        layer(
          x.value, modulation: Modulation(scale: scale.value, shift: shift.value),
          activation: .silu)
      }
    }
  }

  /// Attention with its norms and 1×1 convolutions.
  static func attention(
    _ batch: Int, _ kind: AttentionKind, _ channels: Int, size: Int, heads: Int, headWidth: Int
  ) -> Part {
    let (pixels, entries) = (Double(size * size), Double(size * size + 4))
    let inner = Double(heads * headWidth)
    let products =
      kind == .linear
      ? 2 * inner * Double(headWidth) * (pixels + entries) : 2 * 2 * inner * pixels * entries
    let forward = Double(batch) * (products + 2 * pixels * Double(channels) * 4 * inner)
    // Norms move 2 and 3 times their channels, products 1 and 2 times what goes in and out.
    let norms = 5 * channels * (kind == .linear ? 2 : 1)
    let convolutions = Double(3 * 2 * channels) + 3 * 4 * inner
    return Part(
      name: "\(kind) attention, \(size)×\(size)×\(channels)", forward: forward,
      backward: 2 * forward,
      traffic: Double(batch) * pixels * (Double(norms) + convolutions + 3 * 4 * inner)
    ) { random in
      let layer = AttentionBlock(
        kind, channels: channels, heads: heads, headWidth: headWidth, random: random)
      let x = Parameter(random.normal([batch, size, size, channels]))
      return { layer(x.value) }
    }
  }

  /// One that only moves numbers: `traffic` counts them forward and backward.
  static func move(
    _ name: String, traffic: Int, _ shapes: [Shape], _ move: @escaping ([Tensor]) -> Tensor
  ) -> Part {
    Part(name: name, forward: 0, backward: 0, traffic: Double(traffic)) { random in
      let inputs = shapes.map { Parameter(random.normal($0)) }
      return { move(inputs.map(\.value)) }
    }
  }

  /// The linear layers that the time passes through, `[inputs, outputs]`.
  static func time(_ batch: Int, _ layers: [(Int, Int)]) -> Part {
    let forward = layers.reduce(0.0) { $0 + 2 * Double(batch * $1.0 * $1.1) }
    return Part(
      name: "\(layers.count) linear layers of the time", forward: forward, backward: 2 * forward,
      traffic: layers.reduce(0.0) { $0 + 3 * Double($1.0 * $1.1) }
    ) { random in
      let linears = layers.map { Linear($0.0, $0.1, random: random) }
      let inputs = layers.map { Parameter(random.normal([batch, $0.0])) }
      return { zip(linears, inputs).reduce(Tensor(0)) { $0 + $1.0($1.1.value).sum() } }
    }
  }
}
