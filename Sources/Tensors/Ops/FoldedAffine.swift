/// Gain, bias and modulation of a normalization folded into one scale and one shift. Rows that share them make
/// a segment: an image where modulated, else a stretch short enough to divide the rows among threads.
struct FoldedAffine: Sendable {
  let channels, segments, rowsInSegment: Int
  private let byImage: Bool
  private let gain: Tensor
  private let bias: Tensor?
  /// 1 + the modulation's scale.
  private let amplitude: Tensor?
  private let scale, shift: Tensor
  /// The tensors that `gradients` are with respect to, as given.
  let inputs: [Tensor]

  init(
    _ op: StaticString, _ x: Tensor, gain: Tensor, bias: Tensor?, modulation: Modulation?,
    byImage: Bool
  ) {
    require(x.shape.rank >= 1, "\(op): a single number has no channels")
    let channels = x.shape[-1]
    require(
      gain.shape == [channels] && (bias == nil || bias!.shape == [channels]),
      "\(op): \(x.shape) has \(channels) channels, but the gain's shape is \(gain.shape)"
        + (bias.map { " and the bias's \($0.shape)" } ?? ""))
    (self.channels, self.byImage) = (channels, byImage)
    let rows = x.count / max(1, channels)
    if byImage || modulation != nil {
      require(x.shape.rank >= 2, "\(op): \(x.shape) has no axis of images")
      segments = x.shape[0]
      rowsInSegment = rows / max(1, segments)
    } else {
      rowsInSegment = max(16, 16_384 / max(1, channels))
      segments = (rows + rowsInSegment - 1) / rowsInSegment
    }
    inputs = [gain, bias, modulation?.scale, modulation?.shift].compactMap { $0 }
    (self.gain, self.bias) = (gain.detached, bias?.detached)
    guard let modulation else {
      (amplitude, scale, shift) = (nil, self.gain, self.bias ?? Tensor.zeros([channels]))
      return
    }
    require(
      modulation.scale.shape == [segments, channels]
        && modulation.shift.shape == [segments, channels],
      "\(op): \(x.shape) is modulated by \([segments, channels]), not by a scale of shape"
        + " \(modulation.scale.shape) and a shift of shape \(modulation.shift.shape)")
    let (amplitude, shift) = (1 + modulation.scale.detached, modulation.shift.detached)
    self.amplitude = amplitude
    scale = self.gain * amplitude
    self.shift = self.bias.map { $0 * amplitude + shift } ?? shift
  }

  /// The passes over the rows of a segment, from means and inverse standard deviations:
  /// `[segments, channels]` if `byImage`, else `[rows]`.
  func passes(of segment: Int, _ means: Tensor, _ inverses: Tensor) -> NormalizedRows {
    let first = segment * channels
    let (modulated, normalized) = (amplitude == nil ? 0 : first, byImage ? first : 0)
    return NormalizedRows(
      channels: channels, scale: scale.pointer + modulated, shift: shift.pointer + modulated,
      means: means.pointer + normalized, inverses: inverses.pointer + normalized,
      isByRow: !byImage)
  }

  /// Sums over each segment to begin with, `[segments, channels]` twice.
  func zeroSums() -> (Tensor, Tensor) {
    (Tensor.zeros([segments, channels]), Tensor.zeros([segments, channels]))
  }

  /// The gradients of `inputs` from each segment's sums of those of scale and shift, `[segments, channels]`.
  func gradients(_ dScale: Tensor, _ dShift: Tensor) -> [Tensor] {
    func total(_ gradient: Tensor) -> Tensor {
      (amplitude.map { $0 * gradient } ?? gradient).sum(axis: 0)
    }
    let ofAffine = [total(dScale)] + (bias == nil ? [] : [total(dShift)])
    if amplitude == nil { return ofAffine }
    let ofModulation = gain * dScale
    return ofAffine + [bias.map { ofModulation + $0 * dShift } ?? ofModulation, dShift]
  }
}
