import Networks
import Tensors

/// The U-Net of lucidrains' denoising-diffusion-pytorch 2.3.4, `Unet(dim:dim_mults:channels:)`: what the
/// engine is compared with and measured on. Parameters come in PyTorch's order.
public struct UNet: Module {
  private let input: Conv2d
  private let time: TimeEmbedding
  private let downs, ups: [Stage]
  private let middleFirst: ResNetBlock
  private let middleAttention: AttentionBlock
  private let middleSecond: ResNetBlock
  private let last: ResNetBlock
  private let output: Conv2d

  /// `multipliers` of `width` are the channels that each resolution ends with.
  public init(
    width: Int, multipliers: [Int] = [1, 2, 4], channels: Int = 1, heads: Int = 4,
    headWidth: Int = 32, random: RandomStream
  ) {
    let timeWidth = 4 * width
    let widths = [width] + multipliers.map { $0 * width }
    let deepest = multipliers.count - 1
    func block(_ inputs: Int, _ outputs: Int) -> ResNetBlock {
      ResNetBlock(inputs, outputs, timeWidth: timeWidth, random: random)
    }
    func attention(_ level: Int, _ channels: Int) -> AttentionBlock {
      AttentionBlock(
        level == deepest ? .softmax : .linear, channels: channels, heads: heads,
        headWidth: headWidth, random: random)
    }
    input = Conv2d(channels, width, kernel: 7, padding: 3, random: random)
    time = TimeEmbedding(width, outputs: timeWidth, random: random)
    downs = (0...deepest).map { level in
      let (inner, outer) = (widths[level], widths[level + 1])
      return Stage(
        first: block(inner, inner), second: block(inner, inner),
        attention: attention(level, inner),
        resampling: Resampling(level == deepest ? .keep : .halve, inner, outer, random: random))
    }
    ups = (0...deepest).reversed().map { level in
      let (inner, outer) = (widths[level], widths[level + 1])
      return Stage(
        first: block(outer + inner, outer), second: block(outer + inner, outer),
        attention: attention(level, outer),
        resampling: Resampling(level == 0 ? .keep : .double, outer, inner, random: random))
    }
    middleFirst = block(widths[deepest + 1], widths[deepest + 1])
    middleAttention = attention(deepest, widths[deepest + 1])
    middleSecond = block(widths[deepest + 1], widths[deepest + 1])
    last = block(2 * width, width)
    output = Conv2d(width, channels, kernel: 1, random: random)
  }

  /// `x` is `[batch, height, width, channels]`, height and width multiples of 4 with three
  /// multipliers; `timesteps` `[batch]`. The result has the shape of `x`.
  public func callAsFunction(_ x: Tensor, _ timesteps: Tensor) -> Tensor {
    let time = silu(self.time(timesteps))
    let start = input(x)
    var x = start
    var skips: [Tensor] = []
    for stage in downs {
      x = stage.first(x, time: time)
      skips.append(x)
      x = stage.second(x, time: time)
      x = stage.attention(x) + x
      skips.append(x)
      x = stage.resampling(x)
    }
    x = middleFirst(x, time: time)
    x = middleAttention(x) + x
    x = middleSecond(x, time: time)
    for stage in ups {
      x = stage.first(concatenate([x, skips.removeLast()], axis: 3), time: time)
      x = stage.second(concatenate([x, skips.removeLast()], axis: 3), time: time)
      x = stage.attention(x) + x
      x = stage.resampling(x)
    }
    return output(last(concatenate([x, start], axis: 3), time: time))
  }
}

/// Two blocks and attention at one resolution, then the way to the next.
private struct Stage: Module {
  let first, second: ResNetBlock
  let attention: AttentionBlock
  let resampling: Resampling
}
