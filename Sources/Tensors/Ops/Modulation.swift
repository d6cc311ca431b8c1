/// A scale and a shift for each image and channel, `[batch, channels]` each, that a normalized image y
/// is modulated with: y · (1 + scale) + shift. How a U-Net's blocks are told the time (Perez et al. 2018,
/// "FiLM").
public struct Modulation {
  public var scale: Tensor
  public var shift: Tensor

  public init(scale: Tensor, shift: Tensor) {
    self.scale = scale
    self.shift = shift
  }
}

/// Gain, bias and modulation of a normalization as one scale and one shift. Rows that share them make a
/// segment: an image where modulated, else any stretch short enough to share out among threads.
struct FoldedAffine {
  let channels: Int
  let segments: Int
  let rowsInSegment: Int
  private let gain: Tensor
  private let bias: Tensor?
  private let modulation: Modulation?
  private let scale: Tensor
  private let shift: Tensor
  /// What `gradients` are with respect to, as given.
  let inputs: [Tensor]

  init(
    _ op: StaticString, _ x: Tensor, gain: Tensor, bias: Tensor?, modulation: Modulation?,
    byImage: Bool
  ) {
    require(x.shape.rank >= 1, "\(op): a single number has no channels")
    let channels = x.shape[-1]
    require(
      gain.shape == [channels] && (bias.map { $0.shape == [channels] } ?? true),
      "\(op): \(x.shape) has \(channels) channels, but the gain's shape is \(gain.shape)"
        + (bias.map { " and the bias's \($0.shape)" } ?? ""))
    self.channels = channels
    self.gain = gain.detached
    self.bias = bias?.detached
    self.modulation = modulation.map {
      Modulation(scale: $0.scale.detached, shift: $0.shift.detached)
    }
    let rows = x.count / max(1, channels)
    inputs =
      [gain] + (bias.map { [$0] } ?? []) + (modulation.map { [$0.scale, $0.shift] } ?? [])
    if byImage || modulation != nil {
      require(x.shape.rank >= 2, "\(op): \(x.shape) has no axis of images")
      segments = x.shape[0]
      rowsInSegment = rows / max(1, segments)
    } else {
      rowsInSegment = max(16, 16_384 / max(1, channels))
      segments = (rows + rowsInSegment - 1) / rowsInSegment
    }
    guard let modulation = self.modulation else {
      (scale, shift) = (self.gain, self.bias ?? Tensor.zeros([channels]))
      return
    }
    require(
      modulation.scale.shape == [segments, channels]
        && modulation.shift.shape == [segments, channels],
      "\(op): \(x.shape) is modulated by \([segments, channels]), not by a scale of shape"
        + " \(modulation.scale.shape) and a shift of shape \(modulation.shift.shape)")
    let amplitude = 1 + modulation.scale
    scale = self.gain * amplitude
    shift = self.bias.map { $0 * amplitude + modulation.shift } ?? modulation.shift
  }

  /// The passes over the rows of a segment.
  func rows(
    of segment: Int, means: UnsafePointer<Float>, inverses: UnsafePointer<Float>, isByRow: Bool
  ) -> NormalizedRows {
    let offset = modulation == nil ? 0 : segment * channels
    return NormalizedRows(
      channels: channels, scale: scale.pointer + offset, shift: shift.pointer + offset,
      means: means, inverses: inverses, isByRow: isByRow)
  }

  /// Sums over each segment to begin with, `[segments, channels]` twice.
  func zeroGradients() -> (Tensor, Tensor) {
    (Tensor.zeros([segments, channels]), Tensor.zeros([segments, channels]))
  }

  /// The gradients of gain, bias if there is one, and modulation if there is one, from those of scale
  /// and shift summed over each segment, `[segments, channels]`.
  func gradients(_ dScale: Tensor, _ dShift: Tensor) -> [Tensor] {
    guard let modulation else {
      return [dScale.sum(axis: 0)] + (bias == nil ? [] : [dShift.sum(axis: 0)])
    }
    let amplitude = 1 + modulation.scale
    let dModulation = gain * dScale
    return [(amplitude * dScale).sum(axis: 0)]
      + (bias == nil ? [] : [(amplitude * dShift).sum(axis: 0)])
      + [bias.map { dModulation + $0 * dShift } ?? dModulation, dShift]
  }
}
