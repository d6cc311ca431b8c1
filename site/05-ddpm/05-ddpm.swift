// DDPM
//
// The paper that made diffusion draw, whole: schedule, posterior, both algorithms, trained on digits and on clothes. A judge counts what the samples are worth, and each usual mistake is shown by its picture.
//
// Made of Chapters/05-ddpm.md. To run it, in the folder of the package:
//
//   swift build --product Lesson
//   swiftc -O -swift-version 5 05-ddpm.swift -o chapter -I .build/debug/Modules \
//     -I Sources/CPNG -I Sources/CSystem/include \
//     -L .build/debug -lLesson -Xlinker -rpath -Xlinker $PWD/.build/debug
//   ./chapter

import Lesson

let seed: UInt64 = 5

// From Chapters/03-toy-denoiser.md
//| export: true
/// Images `[n, 28, 28, 1]` with as much noise mixed in as `amounts`, `[n]`, say.
func corrupted(_ clean: Tensor, noise: Tensor, amounts: Tensor) -> Tensor {
  let a = amounts.reshaped([-1, 1, 1, 1])
  return (1 - a) * clean + a * noise
}

// From Chapters/03-toy-denoiser.md
//| export: true
struct TwoConvolutions: Module {
  let first, second: Conv2d

  init(_ inputs: Int, _ between: Int, _ outputs: Int, random: RandomStream) {
    first = Conv2d(inputs, between, kernel: 3, padding: 1, random: random)
    second = Conv2d(between, outputs, kernel: 3, padding: 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { second(silu(first(x))) }
}

struct BasicUNet: Module {
  let down28, down14, middle7, up14, up28: TwoConvolutions

  init(inputs: Int = 1, width w: Int, random: RandomStream) {
    down28 = TwoConvolutions(inputs, w, w, random: random)
    down14 = TwoConvolutions(w, 2 * w, 2 * w, random: random)
    middle7 = TwoConvolutions(2 * w, 2 * w, 2 * w, random: random)
    up14 = TwoConvolutions(2 * w, 2 * w, w, random: random)
    up28 = TwoConvolutions(w, w, 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let fine = silu(down28(x))  // [n, 28, 28, w]
    let coarse = silu(down14(maxPool(fine)))  // [n, 14, 14, 2w]
    let middle = silu(middle7(maxPool(coarse)))  // [n, 7, 7, 2w]
    let up = silu(up14(upsampleNearest(middle) + coarse))  // [n, 14, 14, w]
    return up28(upsampleNearest(up) + fine)  // [n, 28, 28, 1]
  }
}

// From Chapters/03-toy-denoiser.md
//| export: true
/// Goes from `noise` to a picture in `n` steps. `denoise` is told how much noise is
/// left; `look` sees every state and what the denoiser makes of it.
func sample(
  _ denoise: (_ x: Tensor, _ amount: Float) -> Tensor,
  from noise: Tensor, steps n: Int,
  look: (_ x: Tensor, _ prediction: Tensor) -> Void = { _, _ in }
) -> Tensor {
  var x = noise
  for i in 0..<n {
    let prediction = denoise(x, 1 - Float(i) / Float(n))
    look(x, prediction)
    let m = 1 / Float(n - i)
    x = (1 - m) * x + m * prediction
  }
  return x
}

// From Chapters/03-toy-denoiser.md
//| export: true
/// A frame of pictures in rows, with transparent gaps.
func sheet(_ rows: [Tensor]) -> Tensor {
  concatenate(
    rows.map { row in
      let gap = Tensor.full([row.shape[0], 28, 2, 1], .nan)
      let line = concatenate([row, gap], axis: 2)
        .transposed(permutation: [1, 0, 2, 3]).reshaped([28, -1, 1])
      return concatenate([line, Tensor.full([2, line.shape[1], 1], .nan)])
    })
}

// From Chapters/03-toy-denoiser.md
//| export: true
struct CourseUNet: Module {
  let down28, down14, down7, up7, up14, up28: Conv2d

  init(random: RandomStream) {
    func layer(_ inputs: Int, _ outputs: Int) -> Conv2d {
      Conv2d(inputs, outputs, kernel: 5, padding: 2, random: random)
    }
    (down28, down14, down7) = (layer(1, 32), layer(32, 64), layer(64, 64))
    (up7, up14, up28) = (layer(64, 64), layer(64, 32), layer(32, 1))
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let fine = silu(down28(x))  // [n, 28, 28, 32]
    let coarse = silu(down14(maxPool(fine)))  // [n, 14, 14, 64]
    let middle = silu(up7(silu(down7(maxPool(coarse)))))  // [n, 7, 7, 64]
    let up = silu(up14(upsampleNearest(middle) + coarse))  // [n, 14, 14, 32]
    return silu(up28(upsampleNearest(up) + fine))  // [n, 28, 28, 1]
  }
}

// From Chapters/04-unet.md
//| export: true
/// The choices in which published U-Nets of this design differ.
struct Recipe {
  /// The side of the first convolution's kernel.
  var inputKernel = 7
  /// The number of groups in the blocks' group norms; nil for RMS norms.
  var groups: Int?
  /// Tells whether 3×3 weights are standardized before use.
  var standardizesWeights = false
  /// The number of learned keys and values in each attention.
  var memory = 4
  /// Tells whether the lowest resolution has softmax attention; all others have linear.
  var deepestIsSoftmax = true

  /// denoising-diffusion-pytorch 2.3.4.
  static let lucidrains = Recipe()
  /// The Annotated Diffusion Model.
  static let annotated = Recipe(
    inputKernel: 1, groups: 4, standardizesWeights: true, memory: 0,
    deepestIsSoftmax: false)
}

// From Chapters/04-unet.md
//| export: true
/// The time embedding: sinusoids, then two linear layers.
struct TimeEmbedding: Module {
  let waves: SinusoidalEmbedding
  let first, second: Linear

  init(_ width: Int, outputs: Int, random: RandomStream) {
    waves = SinusoidalEmbedding(width)
    first = Linear(width, outputs, random: random)
    second = Linear(outputs, outputs, random: random)
  }

  /// `[batch]` to `[batch, outputs]`.
  func callAsFunction(_ timesteps: Tensor) -> Tensor {
    second(gelu(first(waves(timesteps))))
  }
}

// From Chapters/04-unet.md
//| export: true
/// Group norm, or RMS norm where `groups` is nil.
struct Norm: Module {
  let group: GroupNorm?
  let pixel: RMSNorm?

  init(groups: Int?, channels: Int) {
    group = groups.map { GroupNorm($0, channels) }
    pixel = groups == nil ? RMSNorm(channels) : nil
  }

  func callAsFunction(
    _ x: Tensor, modulation: Modulation? = nil, activation: Activation = .none
  ) -> Tensor {
    group?(x, modulation: modulation, activation: activation)
      ?? pixel!(x, modulation: modulation, activation: activation)
  }
}

// From Chapters/04-unet.md
//| export: true
/// Weights `[kernel, kernel, inputs, outputs]`, mean 0 and variance 1 for each output.
func standardized(_ weight: Tensor) -> Tensor {
  let columns = weight.reshaped([-1, weight.shape[3]])
  let centred = columns - columns.mean(axis: 0)
  let variance = square(centred).mean(axis: 0)
  return (centred / sqrt(variance + 1e-5)).reshaped(to: weight.shape)
}

// From Chapters/04-unet.md
//| export: true
/// A 3×3 convolution, a norm, SiLU.
struct Block: Module {
  let convolution: Conv2d
  let norm: Norm
  private let standardizes: Bool

  init(_ inputs: Int, _ outputs: Int, recipe: Recipe, random: RandomStream) {
    convolution = Conv2d(inputs, outputs, kernel: 3, padding: 1, random: random)
    norm = Norm(groups: recipe.groups, channels: outputs)
    standardizes = recipe.standardizesWeights
  }

  func callAsFunction(_ x: Tensor, modulation: Modulation? = nil) -> Tensor {
    let weight = convolution.weight.value
    let y = conv2d(
      x, weight: standardizes ? standardized(weight) : weight,
      bias: convolution.bias?.value, padding: 1)
    return norm(y, modulation: modulation, activation: .silu)
  }
}

// From Chapters/04-unet.md
//| export: true
/// Two blocks and a residual connection. The time modulates the first block.
struct ResNetBlock: Module {
  let time: Linear
  let first, second: Block
  let shortcut: Conv2d?
  init(
    _ inputs: Int, _ outputs: Int, timeWidth: Int, recipe: Recipe, random: RandomStream
  ) {
    time = Linear(timeWidth, 2 * outputs, random: random)
    first = Block(inputs, outputs, recipe: recipe, random: random)
    second = Block(outputs, outputs, recipe: recipe, random: random)
    shortcut =
      inputs == outputs ? nil : Conv2d(inputs, outputs, kernel: 1, random: random)
  }

  func callAsFunction(_ x: Tensor, time embedding: Tensor) -> Tensor {
    let both = time(silu(embedding))  // [batch, 2 · outputs]
    let channels = both.shape[1] / 2
    let modulation = Modulation(
      scale: both.slice(axis: 1, ..<channels), shift: both.slice(axis: 1, channels...))
    return second(first(x, modulation: modulation)) + (shortcut?(x) ?? x)
  }
}

// From Chapters/04-unet.md
//| export: true
/// A norm, attention, and a residual connection.
struct AttentionBlock: Module {
  let norm: Norm
  let attention: SelfAttention
  let outputNorm: Norm?

  init(
    _ channels: Int, kind: AttentionKind, heads: Int, headWidth: Int, recipe: Recipe,
    random: RandomStream
  ) {
    let groups = recipe.groups == nil ? nil : 1
    norm = Norm(groups: groups, channels: channels)
    attention = SelfAttention(
      channels, heads: heads, width: headWidth, entries: recipe.memory, kind: kind,
      random: random)
    outputNorm = kind == .linear ? Norm(groups: groups, channels: channels) : nil
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = attention(norm(x))
    return (outputNorm?(y) ?? y) + x
  }
}

// From Chapters/04-unet.md
//| export: true
/// Half the size: four pixels become the channels of one, then a 1×1 convolution.
struct Downsample: Module {
  let convolution: Conv2d

  init(_ inputs: Int, _ outputs: Int, random: RandomStream) {
    convolution = Conv2d(4 * inputs, outputs, kernel: 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { convolution(spaceToDepth(x)) }
}

/// Twice the size: each pixel four times, then a 3×3 convolution.
struct Upsample: Module {
  let convolution: Conv2d

  init(_ inputs: Int, _ outputs: Int, random: RandomStream) {
    convolution = Conv2d(inputs, outputs, kernel: 3, padding: 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { convolution(upsampleNearest(x)) }
}

// From Chapters/04-unet.md
//| export: true
/// One resolution of the encoder or of the decoder.
struct Stage: Module {
  let first, second: ResNetBlock
  let attention: AttentionBlock
  let down: Downsample?
  let up: Upsample?
  let same: Conv2d?

  func next(_ x: Tensor) -> Tensor { down?(x) ?? up?(x) ?? same!(x) }
}

// From Chapters/04-unet.md
//| export: true
//| title: The U-Net's initializer
struct UNet: Module {
  let input: Conv2d
  let time: TimeEmbedding
  let downs, ups: [Stage]
  let middleFirst: ResNetBlock
  let middleAttention: AttentionBlock
  let middleSecond, last: ResNetBlock
  let output: Conv2d

  /// `multipliers` of `width` are the channels that each resolution ends with.
  init(
    width: Int, multipliers: [Int] = [1, 2, 4], channels: Int = 1, heads: Int = 4,
    headWidth: Int = 32, recipe: Recipe = .lucidrains, random: RandomStream
  ) {
    let timeWidth = 4 * width
    let widths = [width] + multipliers.map { $0 * width }
    let deepest = multipliers.count - 1
    func block(_ inputs: Int, _ outputs: Int) -> ResNetBlock {
      ResNetBlock(inputs, outputs, timeWidth: timeWidth, recipe: recipe, random: random)
    }
    func attention(_ channels: Int, _ kind: AttentionKind) -> AttentionBlock {
      AttentionBlock(
        channels, kind: kind, heads: heads, headWidth: headWidth, recipe: recipe,
        random: random)
    }
    func kind(_ level: Int) -> AttentionKind {
      level == deepest && recipe.deepestIsSoftmax ? .softmax : .linear
    }
    func same(_ inputs: Int, _ outputs: Int) -> Conv2d {
      Conv2d(inputs, outputs, kernel: 3, padding: 1, random: random)
    }
    input = Conv2d(
      channels, width, kernel: recipe.inputKernel, padding: recipe.inputKernel / 2,
      random: random)
    time = TimeEmbedding(width, outputs: timeWidth, random: random)
    downs = (0...deepest).map { level in
      let (inner, outer) = (widths[level], widths[level + 1])
      return Stage(
        first: block(inner, inner), second: block(inner, inner),
        attention: attention(inner, kind(level)),
        down: level < deepest ? Downsample(inner, outer, random: random) : nil,
        up: nil, same: level < deepest ? nil : same(inner, outer))
    }
    ups = (0...deepest).reversed().map { level in
      let (inner, outer) = (widths[level], widths[level + 1])
      return Stage(
        first: block(outer + inner, outer), second: block(outer + inner, outer),
        attention: attention(outer, kind(level)), down: nil,
        up: level > 0 ? Upsample(outer, inner, random: random) : nil,
        same: level > 0 ? nil : same(outer, inner))
    }
    let middle = widths[deepest + 1]
    middleFirst = block(middle, middle)
    middleAttention = attention(middle, .softmax)
    middleSecond = block(middle, middle)
    last = block(2 * width, width)
    output = Conv2d(width, channels, kernel: 1, random: random)
  }

  /// The noise in `x`, `[batch, height, width, channels]`, at `timesteps`, `[batch]`.
  func callAsFunction(_ x: Tensor, _ timesteps: Tensor) -> Tensor {
    let time = self.time(timesteps)
    let start = input(x)
    var x = start
    var skips: [Tensor] = []
    for stage in downs {
      x = stage.first(x, time: time)
      skips.append(x)
      x = stage.attention(stage.second(x, time: time))
      skips.append(x)
      x = stage.next(x)
    }
    x = middleSecond(middleAttention(middleFirst(x, time: time)), time: time)
    for stage in ups {
      x = stage.first(concatenate([x, skips.removeLast()], axis: 3), time: time)
      x = stage.second(concatenate([x, skips.removeLast()], axis: 3), time: time)
      x = stage.next(stage.attention(x))
    }
    return output(last(concatenate([x, start], axis: 3), time: time))
  }
}

// In 2020 Ho, Jain and Abbeel took the chain of 2015 and trained it like the toy [@ho2020]. From chapter 02 comes the
// probability: $`T`$ small Gaussian steps into noise, and a Gaussian for each step back. From chapter 03 comes the
// training: one network, one squared error, no likelihood in sight. The two meet in one formula, and with it
// diffusion began to draw.
//
// This chapter is that paper on small pictures, from the schedule to a thousand samples and what they are worth. It is
// also the place where most people's first own diffusion model fails, with a loss that looks perfect. So the usual
// mistakes are made here too, on purpose, one at a time, with their pictures.
//
// These are the knobs. The head of this chapter's file has one more, the seed. `walkthrough run 5 --set dataset=fashion` exchanges digits and clothes, `--set
// schedule=cosine` turns the chapter into the paper that came after, and `--set prediction=noise` lets the network say the noise, as Ho's does.

//| parameters: true
let dataset = "mnist"
let images = 60_000  // for training
let timesteps = 1000
let schedule = "linear"  // or "cosine"
let prediction = "velocity"  // what the network says; or "noise", "image"
let objective = "noise"  // whose error is the loss; or "image", "velocity"
let penalty = "squared"  // or "absolute", "huber"
let width = 16
let multipliers = [1, 3, 6]
let heads = 2  // of each attention
let headWidth = 16
let batch = 32
let epochs = 7
let learningRate: Float = 2e-3  // its peak
let averageDecay: Float = 0.999
let sampleCount = 1000  // for the judge, in batches of 25
let otherSampleCount = 100  // of the other set
let trialCount = 32  // for each comparison of samplers
let shortChains = [200, 300]  // steps
let judgeEpochs = 20

let random = Random(seed: seed)

/// A parameter's value that is none of the possible ones.
struct UnknownChoice: Error, CustomStringConvertible {
  let description: String
}

/// The case called `name`.
func choice<Choice: RawRepresentable & CaseIterable>(_ name: String) throws -> Choice
where Choice.RawValue == String {
  guard let choice = Choice(rawValue: name) else {
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw UnknownChoice(description: "\(name) is none of \(names)")
  }
  return choice
}

enum Curve: String, CaseIterable { case linear, cosine }
enum Quantity: String, CaseIterable { case noise, image, velocity }
enum Penalty: String, CaseIterable { case squared, absolute, huber }

// ## Schedules
//
// A schedule says how much noise each step adds: $`\beta_1, \dots, \beta_T`$, variances. Everything else follows from
// them, as in chapter 01:
//
// ```math {#eq-schedule}
// \begin{gathered}
// q(x_t \mid x_{t-1}) = \mathcal{N}\bigl(\sqrt{1 - \beta_t}\; x_{t-1},\; \beta_t I\bigr), \\
// q(x_t \mid x_0) = \mathcal{N}\bigl(\sqrt{\bar\alpha_t}\; x_0,\; (1 - \bar\alpha_t) I\bigr), \qquad
// \bar\alpha_t = \prod_{s \le t} (1 - \beta_s) .
// \end{gathered}
// ```
//
// The paper takes 1000 steps with $`\beta`$ rising evenly from $`10^{-4}`$ to 0.02. A year later Nichol and Dhariwal
// [@nichol2021] drew $`\bar\alpha`$ itself, along a squared cosine, because on small pictures the straight line spends
// many steps on what is noise already.

//| export: true
/// How much noise each of T steps adds. An index is a timestep, 0 the image and T the last.
struct Schedule {
  /// The variance that step t adds; 0 for t = 0.
  let beta: [Float]
  /// √ᾱ, what is left of the image.
  let signal: [Float]
  /// √(1 − ᾱ), the standard deviation of the noise.
  let noise: [Float]
  /// ᾱ.
  let alphaBar: [Double]

  var steps: Int { beta.count - 1 }

  /// `betas` are β₁ … β_T.
  init(_ betas: [Double]) {
    var alphaBar = [1.0]
    for beta in betas { alphaBar.append(alphaBar.last! * (1 - beta)) }
    self.alphaBar = alphaBar
    beta = [0] + betas.map { Float($0) }
    signal = alphaBar.map { Float($0.squareRoot()) }
    noise = alphaBar.map { Float((1 - $0).squareRoot()) }
  }

  /// Even steps from 10⁻⁴ to 0.02 (Ho et al. 2020), whatever their number.
  static func linear(_ steps: Int) -> Schedule {
    let (first, last) = (1e-4, 0.02)
    return Schedule(
      (0..<steps).map { first + (last - first) * Double($0) / Double(max(1, steps - 1)) })
  }

  /// ᾱ along a squared cosine (Nichol and Dhariwal 2021).
  static func cosine(_ steps: Int) -> Schedule {
    func level(_ t: Int) -> Double {
      let wave = cos((Double(t) / Double(steps) + 0.008) / 1.008 * Double.pi / 2)
      return wave * wave
    }
    return Schedule((1...steps).map { min(0.999, 1 - level($0) / level($0 - 1)) })
  }
}

func makeSchedule(_ curve: Curve, _ steps: Int) -> Schedule {
  curve == .linear ? .linear(steps) : .cosine(steps)
}
let chain = makeSchedule(try choice(schedule), timesteps)

//| label: fig-schedules
//| caption: Left, the deviation of what is left of the image, √ᾱ. Right, the signal-to-noise ratio ᾱ / (1 − ᾱ) on a logarithmic axis. The straight line of β in 1000 steps, in 300 and in 200, and the cosine.
//| alt: Left, four falling curves. The linear one in 1000 steps is near zero from 800 on; the cosine falls later; those in 300 and 200 steps begin like the first and end in mid-air, at 0.22 and 0.36. Right, the same on a logarithmic axis, where the short ones end near 0.05 and 0.15.
let drawn: [(name: String, schedule: Schedule)] = [
  ("linear", .linear(1000)), ("cosine", .cosine(1000)), ("linear, 300", .linear(300)),
  ("linear, 200", .linear(200)),
]
show(Panels(columns: 2, sharedAxes: false) {
  Plot("What is left of the image", x: Axis("t"), y: Axis("√ᾱ")) {
    for (name, schedule) in drawn { Line(schedule.signal, name: name) }
  }
  Plot(
    "Signal to noise", x: Axis("t"), y: Axis("ratio", scale: .log, range: 1e-5...1e4)
  ) {
    for (name, schedule) in drawn {
      Line(
        Array(1...schedule.steps),
        schedule.alphaBar.dropFirst().map { $0 / (1 - $0) }, name: name)
    }
  }
})

// Look at where the curves of @fig-schedules end. A sampler begins with pure noise, $`\mathcal{N}(0, I)`$. So at $`T`$ nothing of the image may be
// left, or the sampler begins where no image ever led. How much is left has a measure, the first term of the bound of chapter 02:
//
// ```math {#eq-terminal}
// L_T = D_{\mathrm{KL}}\bigl( q(x_T \mid x_0) \,\Vert\, \mathcal{N}(0, I) \bigr)
// = \tfrac{1}{2} \Bigl( \bar\alpha_T \lVert x_0 \rVert^2 - \bar\alpha_T D - D \ln (1 - \bar\alpha_T) \Bigr)
// ```
//
// in nats, for an image of $`D`$ pixels; divided by $`\ln 2`$ it is in bits. No network has a part in it. Pixels are scaled to −1…1, as
// everywhere from here on, and figures undo that.

/// Some test images, for the figures.
let pictures = try 2 * Dataset.named(dataset).load().test.images[0..<500] - 1
/// Pixels from −1…1 as figures want them, 0…1.
func shown(_ x: Tensor) -> Tensor { (x + 1) / 2 }

/// A linear schedule whose β grow as its steps become fewer, so that their sum stays.
func scaledLinear(_ steps: Int) -> Schedule {
  Schedule(
    (0..<steps).map { i in
      let share = Double(i) / Double(max(1, steps - 1))
      return min(0.999, (1e-4 + (0.02 - 1e-4) * share) * 1000 / Double(steps))
    })
}

/// L_T in bits, the mean over test images.
func terminalBits(_ schedule: Schedule) -> Double {
  let (left, D) = (schedule.alphaBar.last!, 784.0)
  let norm = Double(square(pictures).mean().item) * D
  return (left * norm - left * D - D * log(1 - left)) / 2 / log(2.0)
}

//| label: tbl-terminal
//| caption: What is left at the end of a chain, and what it costs in bits an image. Scaled, each β is multiplied by 1000 / T.
let chains: [(name: String, schedule: Schedule)] = [
  ("linear", .linear(1000)), ("linear", .linear(300)), ("linear", .linear(200)),
  ("linear, scaled", scaledLinear(300)), ("linear, scaled", scaledLinear(200)),
  ("cosine", .cosine(1000)),
]
show(Table(
  columns: ["schedule", "T", "last β", "√ᾱ at T", "L_T in bits"],
  rows: chains.map { name, schedule in
    [
      name, "\(schedule.steps)", schedule.beta.last!.fixed(3),
      schedule.signal.last!.fixed(4), terminalBits(schedule).fixed(3),
    ]
  }))

//| echo: false
show(check(
  "√ᾱ at T is 0.0064 in 1000 linear steps, 0.219 in 300, 0.364 in 200",
  zip(chains.prefix(3), [0.0064, 0.219, 0.364]).allSatisfy {
    abs(Double($0.schedule.signal.last!) - $1) < 0.0006
  }))

// The paper's schedule was made for 1000 steps. Many tutorials take 200 or 300, to save time, and keep its two ends, $`10^{-4}`$ and 0.02. Then
// `{swift} (100 * chains[1].schedule.signal.last!).fixed(0)`% or `{swift} (100 * chains[2].schedule.signal.last!).fixed(0)`% of the image is still there at
// the end, and the first line of their sampler is wrong. The loss does not notice, the samples do (@sec-short). The fault is not theirs alone: schedules of
// well-known large models end too early as well [@lin2024]. The remedy is in the table: $`\beta`$ times $`1000/T`$.
//
// ## Noise in one go

//| export: true
extension Schedule {
  /// Entries of `values` at timesteps `t`, one for each image: `[n, 1, 1, 1]`.
  func column(_ values: [Float], _ t: [Int]) -> Tensor {
    Tensor(t.map { values[$0] }, shape: [t.count, 1, 1, 1])
  }

  /// x_t at once: images `[n, 28, 28, 1]` in −1…1, noise like them, a timestep for each.
  func noised(_ clean: Tensor, at t: [Int], noise epsilon: Tensor) -> Tensor {
    column(signal, t) * clean + column(noise, t) * epsilon
  }
}

//| label: fig-forward
//| caption: A test image at eleven timesteps, by the linear schedule above and by the cosine below.
//| alt: Two rows of eleven pictures. Above, the picture is gone in grain by the middle of the row; below, it can be made out two or three pictures longer.
let rowTimesteps = (0...10).map { $0 * timesteps / 10 }
let rowNoise = random.stream("forward row").normal([11, 28, 28, 1])
let rows = [Schedule.linear(timesteps), .cosine(timesteps)].map { schedule in
  schedule.noised(
    pictures[0..<1].broadcast(to: rowNoise.shape), at: rowTimesteps, noise: rowNoise)
}
show(ImageGrid(
  shown(concatenate(rows)), columns: 11, labels: rowTimesteps.map { "\($0)" },
  rowLabels: ["linear", "cosine"]))

// > [!WARNING]
// > `noise` here is $`\sqrt{1 - \bar\alpha_t}`$, a deviation, and what multiplies random numbers must be one. $`\beta_t`$ and
// > $`1 - \bar\alpha_t`$ are variances. Mixing the two up is the field's most published bug (chapter 01). Its picture is in @fig-slips.
//
// ## The way back, if the image were known
//
// Given where a chain began, each step back is a Gaussian with known mean and variance, the *posterior*. Bayes' rule gives
// it (chapter 02 derives it, here it is equation 7 of [@ho2020]):
//
// ```math {#eq-posterior}
// \begin{gathered}
// q(x_{t-1} \mid x_t, x_0) = \mathcal{N}\bigl( \tilde\mu_t, \tilde\beta_t I \bigr), \qquad
// \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\, \beta_t , \\
// \tilde\mu_t = \frac{\sqrt{\bar\alpha_{t-1}}\, \beta_t}{1 - \bar\alpha_t}\, x_0 +
//   \frac{\sqrt{1 - \beta_t}\, (1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}\, x_t .
// \end{gathered}
// ```

//| export: true
/// q(x_{t−1} | x_t, x₀), a Gaussian around dataWeight · x₀ + stateWeight · x_t.
struct Posterior {
  let dataWeight, stateWeight: Float
  /// β̃_t; 0 for t = 1.
  let variance: Float

  init(_ schedule: Schedule, _ t: Int) {
    let (now, before) = (schedule.alphaBar[t], schedule.alphaBar[t - 1])
    let beta = 1 - now / before
    dataWeight = Float(before.squareRoot() * beta / (1 - now))
    stateWeight = Float((1 - beta).squareRoot() * (1 - before) / (1 - now))
    variance = Float((1 - before) / (1 - now) * beta)
  }

  func mean(_ clean: Tensor, _ state: Tensor) -> Tensor {
    dataWeight * clean + stateWeight * state
  }
}

// A formula with so many bars deserves a test that does not repeat it. Draw many triples of numbers $`x_0, x_{t-1}, x_t`$ from the chain, and look at how far
// $`x_{t-1}`$ lies from where the posterior expects it: on average not at all, with a variance of $`\tilde\beta_t`$, and whatever $`x_t`$ was.

let tested = max(2, timesteps / 20)
let testDraws = random.stream("posterior").normal([3, 100_000])
let (x0, xBefore) = (
  testDraws[0],
  chain.signal[tested - 1] * testDraws[0] + chain.noise[tested - 1] * testDraws[1]
)
let xNow =
  sqrt(1 - chain.beta[tested]) * xBefore + sqrt(chain.beta[tested]) * testDraws[2]
let tilde = Posterior(chain, tested)
let surprise = xBefore - tilde.mean(x0, xNow)
check(
  "its mean is right, to 1.5% of a deviation",
  abs(surprise.mean().item) < 0.015 * sqrt(tilde.variance))
check(
  "its variance is right, to 2%",
  abs(surprise.variance().item / tilde.variance - 1) < 0.02)
show(check(
  "what is left knows nothing of x_t",
  abs((surprise * xNow).mean().item) < 0.015 * sqrt(tilde.variance)))

// So the one thing a sampler lacks is $`x_0`$. It asks a network for it.
//
// ## What the network says
//
// At a noisy state $`x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon`$ a network can be asked for
// the image, for the noise, or for a mixture of the two. Each answer gives the others by solving for them:
//
// | it predicts | target | the image that follows, $`\hat x_0`$ |
// | --- | --- | --- |
// | `noise` | $`\varepsilon`$ | $`(x_t - \sqrt{1 - \bar\alpha_t}\, \hat\varepsilon) / \sqrt{\bar\alpha_t}`$ |
// | `image` | $`x_0`$ | $`\hat x_0`$ |
// | `velocity` | $`v = \sqrt{\bar\alpha_t}\, \varepsilon - \sqrt{1 - \bar\alpha_t}\, x_0`$ | $`\sqrt{\bar\alpha_t}\, x_t - \sqrt{1 - \bar\alpha_t}\, \hat v`$ |
//
// The velocity is from [@salimans2022]. (Put $`\hat x_0`$ in the place of $`x_0`$ above, and solve for $`\hat\varepsilon`$: that is its answer for the noise.) Timesteps are counted from 1 in papers and in our schedules; the network counts from 0, as
// the PyTorch code does, and `clock` translates.

let predicts: Quantity = try choice(prediction)
let compares: Quantity = try choice(objective)
let punishes: Penalty = try choice(penalty)

/// What the network is to say.
func target(_ clean: Tensor, _ noise: Tensor, _ t: [Int]) -> Tensor {
  switch predicts {
  case .noise: return noise
  case .image: return clean
  case .velocity:
    return chain.column(chain.signal, t) * noise - chain.column(chain.noise, t) * clean
  }
}

/// Timesteps for the network. It counts from 0, as the PyTorch code does.
func clock(_ t: [Int]) -> Tensor { Tensor(t.map { Float($0 - 1) }) }

// The three are one answer in three units: an error of one in the velocity is an error of $`\sqrt{\bar\alpha_t}`$ in the noise. So `prediction`, what a network says, and `objective`, what its loss
// compares, are two choices. The paper's network says the noise. Ours says the velocity $`v_\theta`$, and the loss compares noises, as the paper's does:
//
// ```math {#eq-answer}
// \varepsilon_\theta(x_t, t) = \sqrt{1 - \bar\alpha_t}\; x_t + \sqrt{\bar\alpha_t}\; v_\theta(x_t, t) .
// ```
//
// Near $`t = T`$ the input is the noise, all but a trace. A network that says noise has to carry its input through all its layers to the output, unharmed. In @eq-answer that
// is done for it, and what it learns is the rest. (In `compared` below the $`x_t`$ cancels.) For $`v_\theta = 0`$ the answer is close to the best constant times the input (@eq-blind).

/// How far an error of one in a quantity moves the image, at each timestep.
func reach(of quantity: Quantity) -> [Float] {
  switch quantity {
  case .noise: return zip(chain.noise, chain.signal).map { $0 / $1 }
  case .image: return chain.noise.map { _ in 1 }
  case .velocity: return chain.noise
  }
}
/// What turns an error in what the network says into one in what the loss compares.
let exchange = zip(reach(of: predicts), reach(of: compares)).map { $0 == $1 ? 1 : $0 / $1 }

/// What a network says of noisy images and what is right, both as the loss sees them.
func compared(
  _ network: UNet, _ clean: Tensor, _ noise: Tensor, _ t: [Int]
) -> (said: Tensor, right: Tensor) {
  let noisy = chain.noised(clean, at: t, noise: noise)
  let rate = chain.column(exchange, t)
  return (rate * network(noisy, clock(t)), rate * target(clean, noise, t))
}

func loss(_ said: Tensor, _ right: Tensor) -> Tensor {
  switch punishes {
  case .squared: return mse(said, right)
  case .absolute: return l1(said, right)
  case .huber: return huber(said, right)
  }
}

// Why compare noises? Put $`\hat x_0`$ in the place of $`x_0`$ in @eq-posterior, and ask how far the Gaussian that results is from the true
// one. That is a term of the bound of chapter 02. Equal variances leave the squared distance of the means, and the posterior's weights turn into
// a difference of signal-to-noise ratios, $`\mathrm{SNR}_t = \bar\alpha_t / (1 - \bar\alpha_t)`$ [@kingma2021]:
//
// ```math {#eq-term}
// \begin{aligned}
// L_{t-1} &= \tfrac{1}{2} \bigl( \mathrm{SNR}_{t-1} - \mathrm{SNR}_t \bigr)\, \lVert x_0 - \hat x_0 \rVert^2 \\
// &= \tfrac{1}{2} \Bigl( \frac{\mathrm{SNR}_{t-1}}{\mathrm{SNR}_t} - 1 \Bigr)\, \lVert \varepsilon - \hat\varepsilon \rVert^2 .
// \end{aligned}
// ```
//
// The second line is the same error told in terms of the noise. The paper's step was to leave out the factor before it, and to train on
// $`L_{\mathrm{simple}} = \mathbb{E}\, \lVert \varepsilon - \hat\varepsilon \rVert^2`$, all timesteps alike. @fig-weights shows what
// that does to their weights, and what the plain squared errors of the other two would do.

//| label: fig-weights
//| caption: How much an error in the noise counts at each timestep, by the bound and by the plain squared error of each quantity, on a logarithmic axis. All with the linear schedule in 1000 steps.
//| alt: The bound falls from 0.6 to 0.005 at 350 and rises to 0.01. The noise is a flat line at one. The image begins at 0.0002 and rises to 25,000; the velocity follows the noise's line at first, then the image's.
let longChain = Schedule.linear(1000)
let ratio = longChain.alphaBar.map { $0 / (1 - $0) }
let weighed = Array(2...1000)
show(Plot(
  "What an error in the noise counts", x: Axis("t"),
  y: Axis("weight", scale: .log)
) {
  Line(weighed, weighed.map { (ratio[$0 - 1] / ratio[$0] - 1) / 2 }, name: "bound")
  Line(weighed, weighed.map { _ in 1.0 }, name: "noise")
  Line(weighed, weighed.map { 1 / ratio[$0] }, name: "image")
  Line(weighed, weighed.map { 1 / longChain.alphaBar[$0] }, name: "velocity")
})

// The bound cares most for the first steps, in which only the last grain of noise is taken off an image: that is where bits are. To the eye
// they are worth nothing. $`L_{\mathrm{simple}}`$ gives the other steps, in which the picture is made, more weight: by a factor of
// `{swift} ((ratio[1] / ratio[2] - 1) / (ratio[999] / ratio[1000] - 1)).fixed(0)` from the chain's first step to its last. It is not the image's plain error, which would
// ask for almost nothing but a guess from pure noise. And it is no bound any more: the loss of a DDPM is no number of bits.
//
// ## Two algorithms
//
// Everything is there. The paper has two boxes, and this is the first with its lines beside ours, from the training below:
//
// | Algorithm 1, training | here, in `Training.step` |
// | --- | --- |
// | repeat | `checkpoint(…, steps: epochs * first.batches, …)` |
// | $`x_0 \sim q(x_0)`$ | `let clean = train.rows(…)` |
// | $`t \sim \mathrm{Uniform}(\{1, \dots, T\})`$ | `let t = spreadTimesteps(…)` |
// | $`\varepsilon \sim \mathcal{N}(0, I)`$ | `let noise = draws.normal(clean.shape)` |
// | take a gradient step on | `let (value, gradients) = valueWithGradients {` |
// | $`\nabla_\theta \lVert \varepsilon - \varepsilon_\theta(\sqrt{\bar\alpha_t} x_0 + \sqrt{1 - \bar\alpha_t} \varepsilon, t) \rVert^2`$ | `(said, right) = compared(network, clean, noise, t)`, `return loss(said, right) }` |
// | until converged | `optimizer.update(with: …)` |
//
// Two things to notice. Each image of a batch has its own timestep. And there is no sampling in it: training never runs the
// chain. That is what made the method fast, and also why a loss can be low while the sampler is broken. The sampler is the second box:
//
// | Algorithm 2, sampling | here, in `Sampler` |
// | --- | --- |
// | $`x_T \sim \mathcal{N}(0, I)`$ | `var x = draws.normal(…)` |
// | for $`t = T, \dots, 1`$ do | `for t in stride(from: start, through: 1, by: -1) {` |
// | $`z \sim \mathcal{N}(0, I)`$ if $`t > 1`$, else $`z = 0`$ | `if t > 1 { … draws.normal(…) }` |
// | $`x_{t-1} = \frac{1}{\sqrt{\alpha_t}} \bigl( x_t - \frac{1 - \alpha_t}{\sqrt{1 - \bar\alpha_t}}\, \varepsilon_\theta(x_t, t) \bigr) + \sigma_t z`$ | `x = Posterior(schedule, t).mean(clean, x)`, then `x += sigma(t) * …` |
// | return $`x_0`$ | `return x` |
//
// The fourth line looks different. The paper prints the mean of a step in terms of the noise. The code that it was published with does not compute that. It
// computes $`\hat x_0`$, *clips* it to −1…1, since no image has other pixels, and takes the mean from @eq-posterior. Without the clipping both
// are the same, as a cell below checks. With it they are not, and whoever rebuilds the paper from its box has another sampler than its authors. (Compared in @sec-clipping.)

//| export: true
/// Algorithm 2 of Ho et al. 2020, by way of the image.
struct Sampler {
  let schedule: Schedule
  let random: Random
  /// σ_t, the deviation of the noise that a step adds.
  let sigma: (_ t: Int) -> Float
  let clips: Bool
  /// The image that is taken to be behind x at timestep t.
  let predict: (_ x: Tensor, _ t: Int) -> Tensor

  /// Without `sigma`, the posterior's deviation.
  init(
    _ schedule: Schedule, random: Random, sigma: ((_ t: Int) -> Float)? = nil,
    clips: Bool = true, predict: @escaping (_ x: Tensor, _ t: Int) -> Tensor
  ) {
    (self.schedule, self.random, self.clips) = (schedule, random, clips)
    self.sigma = sigma ?? { sqrt(Posterior(schedule, $0).variance) }
    self.predict = predict
  }

  /// Images `[count, 28, 28, 1]` from noise; the stream's name decides which.
  func sample(
    _ count: Int, stream: String,
    look: (_ t: Int, _ x: Tensor, _ clean: Tensor) -> Void = { _, _, _ in }
  ) -> Tensor {
    let start = random.stream("start of \(stream)").normal([count, 28, 28, 1])
    return denoise(start, from: schedule.steps, stream: stream, look: look)
  }

  /// The way from timestep `start` down to 0. `look` sees each state, and the image taken
  /// to be behind it. Where images share the noise, all get the same at each step.
  func denoise(
    _ x: Tensor, from start: Int, stream: String, sharesNoise: Bool = false,
    look: (_ t: Int, _ x: Tensor, _ clean: Tensor) -> Void = { _, _, _ in }
  ) -> Tensor {
    let draws = random.stream(stream)
    var x = x
    for t in stride(from: start, through: 1, by: -1) {
      let predicted = predict(x, t)
      let clean = clips ? clamp(predicted, -1...1) : predicted
      look(t, x, clean)
      x = Posterior(schedule, t).mean(clean, x)
      if t > 1 {
        x += sigma(t) * draws.normal(sharesNoise ? [1, 28, 28, 1] : x.shape)
      }
    }
    return x
  }
}

// Random numbers come from streams with names, so a sampler called twice draws the same pictures, and another name draws others. Nothing depends on
// what was drawn before, by whom: where a seed seems to be ignored, look for a generator that somebody else draws from too.
//
// A network knows a noise level by the timestep it had in training. `predictor` asks one network at the levels of *any* schedule, by telling it the timestep with the nearest
// $`\bar\alpha`$ in its own chain, and turns its answer into an image:

/// What `network` says about the image behind x at step t of `schedule`.
func predictor(
  _ network: UNet, on schedule: Schedule = chain, telling: [Int]? = nil
) -> (_ x: Tensor, _ t: Int) -> Tensor {
  let told = telling ?? schedule.alphaBar.map { level in
    (1...timesteps).min {
      abs(chain.alphaBar[$0] - level) < abs(chain.alphaBar[$1] - level)
    }!
  }
  return { x, t in
    let answer = network(x, clock([Int](repeating: told[t], count: x.shape[0])))
    let (signal, noise) = (schedule.signal[t], schedule.noise[t])
    switch predicts {
    case .noise: return (x - noise * answer) / signal
    case .image: return answer
    case .velocity: return signal * x - noise * answer
    }
  }
}

let middle = max(2, timesteps / 2)
let someNoise = random.stream("one step").normal([8, 28, 28, 1])
let someState = chain.noised(
  pictures[0..<8], at: [Int](repeating: middle, count: 8), noise: someNoise)
// Any answer will do: here, that all of them are picture 9.
let guess = pictures[9..<10]
let guessedNoise = (someState - chain.signal[middle] * guess) / chain.noise[middle]
let direct =
  (someState - chain.beta[middle] / chain.noise[middle] * guessedNoise)
  / sqrt(1 - chain.beta[middle])
show(check(
  "without clipping the paper's line and the posterior's mean are the same",
  abs(direct - Posterior(chain, middle).mean(guess, someState)).max().item < 1e-4))

// ## Training
//
// The network is the U-Net of chapter 04, with `{swift} first.network.parameterCount` parameters. Each step is algorithm 1. Around it stands what
// practice has added: the learning rate rises for a hundred steps and then falls along a cosine, gradients longer than 1 are cut to
// that length, and beside the weights runs their moving average. A batch's timesteps are each as likely as any other, and together they are spread evenly over the chain, so that no batch is all noise or
// all picture [@kingma2021]. A `Ledger` writes down what the loss alone would hide: the error by timestep, and after each epoch the loss on test images. Digits are
// not mirrored to have more of them: a mirrored 3 is no digit, and a mirrored shoe is one that nobody photographed.

/// What a training writes down beside its loss.
struct Ledger: Module {
  /// For each epoch and tenth of the timesteps, a sum of squared errors and how many.
  let errors = Parameter(Tensor.zeros([epochs, 10, 2]))
  /// After each epoch the loss on test images: of the weights, and of their average.
  let held = Parameter(Tensor.zeros([epochs, 2]))

  func note(_ perImage: [Float], _ t: [Int], epoch: Int) {
    var sums = errors.value.scalars
    for (error, t) in zip(perImage, t) {
      let entry = 2 * (10 * epoch + (t - 1) * 10 / timesteps)
      sums[entry] += error
      sums[entry + 1] += 1
    }
    errors.value = Tensor(sums, shape: errors.shape)
  }

  func note(held losses: [Float], epoch: Int) {
    var all = held.value.scalars
    all.replaceSubrange(2 * epoch..<2 * epoch + 2, with: losses)
    held.value = Tensor(all, shape: held.shape)
  }
}

/// Timesteps for a batch: each as likely as any other, all together spread evenly over the
/// chain (Kingma et al. 2021, section 5.1).
func spreadTimesteps(_ count: Int, _ draws: RandomStream) -> [Int] {
  let first = draws.integers(1, below: timesteps)[0]
  return (0..<count).map { 1 + (first + $0 * timesteps / count) % timesteps }
}

/// A network in training on one set of images.
struct Training {
  let name: String
  let train, test: Tensor  // `[n, 28, 28, 1]` in −1…1
  let network: UNet
  let average: MovingAverage
  let optimizer: Adam
  let ledger = Ledger()
  let draws: RandomStream

  let batches = (images + batch - 1) / batch
  let rate = WarmupCosine(
    peak: learningRate, warmupSteps: 100,
    totalSteps: max(101, epochs * ((images + batch - 1) / batch)))

  init(_ data: ImageData, name: String) {
    self.name = name
    train = 2 * data.train.images[0..<images] - 1
    test = 2 * data.test.images - 1
    network = UNet(
      width: width, multipliers: multipliers, heads: heads, headWidth: headWidth,
      random: random.stream("U-Net"))
    average = MovingAverage(network, decay: averageDecay)
    optimizer = Adam(network)
    draws = random.stream("training on \(name)")
  }

  /// One step of algorithm 1.
  func step(_ step: Int) -> Float {
    let epoch = step / batches
    let order = random.stream("\(name), epoch \(epoch)").permutation(images)
    let first = step % batches * batch
    let clean = train.rows(Array(order[first..<min(first + batch, images)]))
    let t = spreadTimesteps(clean.shape[0], draws)
    let noise = draws.normal(clean.shape)

    var (said, right) = (noise, noise)
    let (value, gradients) = valueWithGradients {
      (said, right) = compared(network, clean, noise, t)
      return loss(said, right)
    }
    optimizer.learningRate = rate(step)
    optimizer.update(with: gradients.clipped(toNorm: 1))
    average.update()

    let errors = square(said - right).reshaped([t.count, -1]).mean(axis: 1)
    ledger.note(errors.scalars, t, epoch: epoch)
    if (step + 1) % batches == 0 {
      ledger.note(held: [heldLoss(), average.withAverages(heldLoss)], epoch: epoch)
    }
    return value.item
  }

  /// The loss on 500 test images, always the same, each at its own timestep.
  func heldLoss() -> Float {
    let draws = random.stream("held out")
    let clean = test[0..<500]
    let t = (0..<500).map { 1 + $0 * timesteps / 500 }
    let (said, right) = compared(network, clean, draws.normal(clean.shape), t)
    return loss(said, right).item
  }
}

// While it trains, you want to see something. A *preview* draws from the averaged weights in a few steps of a scaled chain. It is replaced now and then, in
// `.build/previews/05-ddpm/`, and changes nothing in the training, not even its random numbers.

/// What a training's averaged weights draw in 40 steps, unchosen.
func glimpse(of training: Training) -> ImageGrid {
  let short = scaledLinear(40)
  let sampler = Sampler(
    short, random: random, predict: predictor(training.network, on: short))
  return training.average.withAverages {
    ImageGrid(shown(sampler.sample(24, stream: "preview")), columns: 8)
  }
}

let data = try Dataset.named(dataset).load()
let first = Training(data, name: dataset)
let losses = checkpoint(
  "unet", first.network, first.average, first.ledger, optimizer: first.optimizer,
  steps: epochs * first.batches, label: "Training on \(dataset)",
  preview: { glimpse(of: first) }, body: first.step)

// And the same once more on the other set of images; not a line is different.

let otherName = dataset == "fashion" ? "mnist" : "fashion"
let otherData = try Dataset.named(otherName).load()
let second = Training(otherData, name: otherName)
let otherLosses = checkpoint(
  "unet-second", second.network, second.average, second.ledger,
  optimizer: second.optimizer, steps: epochs * second.batches,
  label: "Training on \(otherName)", preview: { glimpse(of: second) },
  body: second.step)

// From here on the averaged weights are the network, unless said otherwise:

/// A network with a training's averaged weights.
func averagedNetwork(_ training: Training) -> UNet {
  let network = UNet(
    width: width, multipliers: multipliers, heads: heads, headWidth: headWidth,
    random: random.stream("replaced"))
  for (own, average) in zip(network.parameters, training.average.parameters) {
    own.parameter.value = average.parameter.value
  }
  return network
}
let averaged = averagedNetwork(first)
let otherAveraged = averagedNetwork(second)
/// Whether the chapter runs as it is published.
let isPublished = images == 60_000 && timesteps == 1000 && sampleCount >= 1000

// ## Is my loss healthy?

//| label: fig-loss
//| caption: Training loss, batch by batch and smoothed over some two hundred, of both sets.
//| alt: The smoothed losses fall from a quarter to below 0.05 within two thousand steps, then slowly. The one on clothes lies above the other.
show(Plot("Training", x: Axis("step"), y: Axis("loss", scale: .log)) {
  Line(losses, name: "\(dataset), each batch", weight: .light)
  Line(losses, name: dataset, smoothing: .exponential(200))
  Line(otherLosses, name: otherName, smoothing: .exponential(200))
})

// A loss curve like @fig-loss is all that most people look at. After two thousand steps it is nearly flat, and it stays nearly flat while the samples go from blots to
// digits. To see why, ask what somebody would reach who knows nothing of digits. At timestep $`t`$ they may scale the input by a constant and call that the noise. The
// best constant leaves an error of
//
// ```math {#eq-blind}
// \frac{\bar\alpha_t\, m}{\bar\alpha_t\, m + 1 - \bar\alpha_t} , \qquad m = \mathbb{E}\, x_0^2 ,
// ```
//
// which is next to nothing when $`t`$ is large, because then the input *is* the noise.

//| label: fig-by-timestep
//| caption: "Mean squared error in the noise against the timestep, on test images and a logarithmic axis. Blind: the best constant times the input."
//| alt: The blind error falls from 1 to below 0.0001. The network's begins at 0.14, falls more slowly, and stays below it to the end.
let strata = min(100, timesteps)
/// The timesteps in the middle of equal parts of the chain.
let lookedAt = (0..<strata).map { 1 + (2 * $0 + 1) * timesteps / (2 * strata) }
let meanSquare = square(pictures).mean().item
let blind = lookedAt.map { t in
  chain.signal[t] * chain.signal[t] * meanSquare
    / (chain.signal[t] * chain.signal[t] * meanSquare + chain.noise[t] * chain.noise[t])
}
/// The error in the noise at these timesteps, on 32 of `clean` each.
func noiseErrors(_ network: UNet, on clean: Tensor) -> [Float] {
  let predict = predictor(network)
  return lookedAt.indices.map { index in
    let t = lookedAt[index]
    let some = clean[index * 4 % 400..<index * 4 % 400 + 32]
    let epsilon = random.stream("error at \(t)").normal(some.shape)
    let noisy = chain.noised(some, at: [Int](repeating: t, count: 32), noise: epsilon)
    let ratio = chain.signal[t] / chain.noise[t]
    return ratio * ratio * mse(predict(noisy, t), some).item
  }
}
let testErrors = checkpoint("errors-by-timestep") { noiseErrors(averaged, on: pictures) }

show(Plot(
  "Error by timestep", x: Axis("t"), y: Axis("mean squared error", scale: .log)
) {
  Line(lookedAt, blind, name: "blind")
  Line(lookedAt, testErrors, name: "network")
})

// Averaged over all timesteps the blind answer has a loss of `{swift} (blind.reduce(0, +) / Float(strata)).fixed(3)`, the network one of
// `{swift} (testErrors.reduce(0, +) / Float(strata)).fixed(4)`. Of that only `{swift} (100 * testErrors[(strata / 2)...].reduce(0, +) / testErrors.reduce(0, +)).fixed(0)`% come from the upper half of the chain, in which
// it is decided what the picture will be. A network no better than blind there would have a mean of `{swift} ((testErrors[..<(strata / 2)] + blind[(strata / 2)...]).reduce(0, +) / Float(strata)).fixed(4)`. So watch the error by timestep. This is how it should come down:

//| label: tbl-epochs
//| caption: Mean training error in the noise, by tenths of the chain, within the first epoch, the fifth and the last.
let shownEpochs = Set([1, 5, epochs]).filter { $0 <= epochs }.sorted()
/// The mean errors of an epoch, by tenths.
func tenths(_ ledger: Ledger, epoch: Int) -> [Float] {
  let sums = ledger.errors.value.scalars
  return (0..<10).map { tenth in
    let entry = 2 * (10 * (epoch - 1) + tenth)
    return sums[entry] / max(1, sums[entry + 1])
  }
}
let reports = [(dataset, first.ledger), (otherName, second.ledger)].flatMap {
  name, ledger in
  shownEpochs.map { (name: name, epoch: $0, errors: tenths(ledger, epoch: $0)) }
}
show(Table(
  columns: ["t"] + reports.map { "\($0.name), epoch \($0.epoch)" },
  rows: (0..<10).map { tenth in
    ["\(1 + tenth * timesteps / 10)–\((tenth + 1) * timesteps / 10)"]
      + reports.map { $0.errors[tenth].fixed(4) }
  } + [["all"] + reports.map { ($0.errors.reduce(0, +) / 10).fixed(4) }]))

// The table is for the velocity as prediction, the noise as objective and the squared error; the numbers are of the weights in training, not their average. If your own run has the last row and the samples are wrong,
// training is not to blame: look at the sampler (@fig-slips). If it has not, look at the rows. An error that is too large at the top and right below means too short a
// training. One that is too large everywhere, data on another scale. One that is too small at the top, noise that is not noise.
//
// > [!NOTE]
// > The Annotated Diffusion Model [@rogge2022] prints losses that go from 0.46 to 0.045. They are not to be compared with these: they are Huber losses, which for small
// > errors are half the square. And its text and code have moved on since they were printed. Exercise 1 converts.

//| label: fig-held
//| caption: The loss on 500 test images after each epoch, of the weights as they are and of their average.
//| alt: For each set two falling lines. The average lies above the weights after the first epoch and a little below them from the third to the fifth; at the end both are one.
func heldLosses(_ training: Training, averaged: Bool) -> [Float] {
  let all = training.ledger.held.value.scalars
  return (0..<epochs).map { all[2 * $0 + (averaged ? 1 : 0)] }
}
let epochNumbers = Array(1...epochs)
show(Plot("Test images", x: Axis("epoch"), y: Axis("loss", scale: .log)) {
  for training in [first, second] {
    Line(
      epochNumbers, heldLosses(training, averaged: false),
      name: "\(training.name), weights")
    Line(
      epochNumbers, heldLosses(training, averaged: true),
      name: "\(training.name), average")
  }
})

// The average is there because weights in training jump around the place that they are heading for. It has a memory of its own: with a decay of 0.999 about a thousand
// steps, and the first epoch has no more than `{swift} first.batches`. So in @fig-held it *lags*. After one epoch it is still mixed with the random weights of the beginning, and a preview drawn from it is
// worse than one from the weights themselves. Later it is ahead. At the end both are equal, because the learning rate has gone to zero and the jumps with it.
//
// ### Bits again {#sec-bits}
//
// "How do I get bits per dimension from my loss?" Not from the loss: from the errors behind it. @eq-term turns each error into a term of the bound.

//| label: fig-bits
//| caption: For each tenth of the chain, its share of the loss on test images and its share of the bound.
//| alt: Ten pairs of bars. Of both the first tenth has by far the largest.
/// SNR of the chain; infinite at 0.
let signalToNoise = chain.alphaBar.map { $0 / (1 - $0) }
/// For each of the equal parts of the chain, its terms of the bound in bits a pixel.
let perStratum = testErrors.indices.map { part -> Double in
  let inside = 1 + part * timesteps / strata..<1 + (part + 1) * timesteps / strata
  let weights = inside.map { t in
    t == 1 ? 0 : (signalToNoise[t - 1] / signalToNoise[t] - 1) / 2
  }
  return weights.reduce(0, +) * Double(testErrors[part]) / log(2.0)
}
let boundBits = perStratum.reduce(0, +)
func sharesByTenth(_ values: [Double]) -> [Double] {
  let total = values.reduce(0, +)
  return (0..<10).map { tenth in
    zip(lookedAt, values).filter { ($0.0 - 1) * 10 / timesteps == tenth }
      .map(\.1).reduce(0, +) / total
  }
}
show(Plot("Where the loss is, and where the bits are", x: Axis("t"), y: Axis("share")) {
  Bars(
    labels: (0..<10).map { "\(($0 + 1) * timesteps / 10)" },
    sharesByTenth(testErrors.map { Double($0) }), name: "loss")
  Bars(
    labels: (0..<10).map { "\(($0 + 1) * timesteps / 10)" }, sharesByTenth(perStratum),
    name: "bound")
})

// The terms from $`t = 2`$ on sum to `{swift} boundBits.fixed(2)` bits for each pixel. Two things are missing to a likelihood: $`L_T`$ (@tbl-terminal), and what it costs to tell the
// 8-bit image from $`x_1`$. What @fig-bits shows already is where a bit-counter's interest lies: at the very beginning of the chain.
//
// ## Samples {#sec-samples}
//
// For numbers that mean something many samples are needed, and `{swift} sampleCount` of them, each in `{swift} timesteps` steps, take longer than anything else in this chapter but the trainings. So
// they are kept as weights are, 8 bits a pixel.

import struct Foundation.Data

/// Pixels in 8 bits each, for keeping.
func packed(_ x: Tensor) -> Data {
  Data(x.scalars.map { UInt8(max(0, min(255, (($0 + 1) * 127.5).rounded()))) })
}
func unpacked(_ batches: [Data]) -> Tensor {
  let scalars = batches.flatMap { $0 }.map { Float($0) / 127.5 - 1 }
  return Tensor(scalars, shape: [scalars.count / 784, 28, 28, 1])
}

let sampler = Sampler(chain, random: random, predict: predictor(averaged))
let samples = unpacked(
  checkpoint(
    "samples", steps: sampleCount / 25, label: "Samples of \(dataset), 25 at a time"
  ) { batch in packed(sampler.sample(25, stream: "samples \(batch)")) })

//| label: fig-samples
//| caption: The first hundred samples, not chosen.
//| alt: Ten rows of ten handwritten digits, nearly all of which can be read.
show(ImageGrid(shown(samples[0..<min(100, sampleCount)]), columns: 10))

//| label: fig-film
//| caption: Five samples as they come about. Above the state, below the image that the network takes to be behind it.
//| alt: A film of 41 frames. Above, noise in which digits appear towards the end; below, pictures that are digits long before.
/// What a sampler sees on its way, at some forty timesteps.
struct Film: Codable {
  var timesteps: [Int] = []
  var states: [Data] = []
  var predictions: [Data] = []

  init(_ sampler: Sampler, _ count: Int, stream: String) {
    let stride = max(1, sampler.schedule.steps / 40)
    _ = sampler.sample(count, stream: stream) { t, x, clean in
      guard t % stride == 0 || t == 1 else { return }
      timesteps.append(t)
      states.append(packed(x))
      predictions.append(packed(clean))
    }
  }
}

let film = checkpoint("film") { Film(sampler, 5, stream: "film") }
show(Scrubber(
  "Noise into digits",
  frames: film.timesteps.indices.map {
    Frame(
      sheet([film.states[$0], film.predictions[$0]].map { shown(unpacked([$0])) }),
      scale: 2)
  },
  labels: film.timesteps.map { "t = \($0)" }))

//| label: fig-strips
//| caption: Three of them as strips, the timestep above each column.
//| alt: Six rows of eleven pictures, for each sample its states and the image behind them.
let columns = (0...10).map { $0 * (film.timesteps.count - 1) / 10 }
show(ImageGrid(
  shown(
    concatenate(
      (0..<3).flatMap { sample in
        [film.states, film.predictions].flatMap { frames in
          columns.map { unpacked([frames[$0]])[sample..<sample + 1] }
        }
      })),
  columns: 11, labels: columns.map { "\(film.timesteps[$0])" },
  rowLabels: (0..<3).flatMap { _ in ["x", "x̂₀"] }))

// Follow the lower rows of @fig-strips from the left. At $`T`$ the answer is the smear of chapter 03: the mean of all digits that could be behind this noise, which are all. (The grain on it
// is the network's error. Where a network says the noise, that is divided by $`\sqrt{\bar\alpha_T}`$ on the way to the image, and fills the picture.) The smear
// leans to one side, a stroke comes out of it, and about half-way down the digit is decided, at a noise in which the eye finds nothing. Below 400 only its edges
// change. The last few hundred steps take off grain.
//
// There is a difference to the toy of chapter 03. That one started from a smear and kept whatever it had suggested, since its noise was drawn once. Here every step adds a little fresh
// noise, just as much as the posterior has variance. What only the old noise had suggested is washed out; what has become a stroke stays.
//
// ## What they are worth
//
// Looking comes first, and @fig-samples passes. For numbers we train a judge, a classifier of clean images with 64 *features* in front of
// its last layer, on each set.

struct Classifier: Module {
  let fine, coarse: Conv2d
  let hidden, output: Linear

  init(random: RandomStream) {
    fine = Conv2d(1, 32, kernel: 3, padding: 1, random: random)
    coarse = Conv2d(32, 32, kernel: 3, padding: 1, random: random)
    hidden = Linear(7 * 7 * 32, 64, random: random)
    output = Linear(64, 10, random: random)
  }

  /// What it sees in images from −1 to 1: `[n, 64]`.
  func features(_ x: Tensor) -> Tensor {
    let pooled = maxPool(silu(coarse(maxPool(silu(fine(x))))))
    return silu(hidden(pooled.reshaped([x.shape[0], -1])))
  }

  func callAsFunction(_ x: Tensor) -> Tensor { output(features(x)) }
}

/// A classifier with its training.
struct Judge {
  let data: ImageData
  let name: String
  let network: Classifier
  let optimizer: Adam
  /// Of its training.
  let length: Int

  init(_ data: ImageData, name: String) {
    (self.data, self.name) = (data, name)
    network = Classifier(random: random.stream("judge of \(name)"))
    optimizer = Adam(network)
    length = judgeEpochs * ((images + 127) / 128)
  }

  func step(_ step: Int) -> Float {
    let batches = length / judgeEpochs
    let order = random.stream("judge of \(name), epoch \(step / batches)")
      .permutation(images)
    let start = step % batches * 128
    let places = Array(order[start..<min(start + 128, images)])
    let x = 2 * data.train.images.rows(places) - 1
    let labels = places.map { data.train.labels[$0] }
    let (loss, gradients) = valueWithGradients {
      crossEntropy(network(x), labels: labels)
    }
    let rate = WarmupCosine(peak: 3e-3, warmupSteps: 1, totalSteps: max(2, length))
    optimizer.learningRate = rate(step)
    optimizer.update(with: gradients)
    return loss.item
  }

  /// The probabilities of the classes, `[n, 10]`, and the features, `[n, 64]`.
  func look(at x: Tensor) -> (probabilities: Tensor, features: Tensor) {
    let parts = stride(from: 0, to: x.shape[0], by: 500).map { start in
      network.features(x[start..<min(start + 500, x.shape[0])])
    }
    let features = concatenate(parts)
    return (softmax(network.output(features)), features)
  }

  /// The share of test images that it names rightly.
  func accuracy() -> Float {
    let named = look(at: 2 * data.test.images - 1).probabilities.argmax(axis: 1)
    let right = zip(named, data.test.labels).filter { $0 == $1 }
    return Float(right.count) / Float(named.count)
  }
}

let judge = Judge(data, name: dataset)
_ = checkpoint(
  "classifier", judge.network, optimizer: judge.optimizer, steps: judge.length,
  label: "Training the judge of \(dataset)", body: judge.step)
let otherJudge = Judge(otherData, name: otherName)
_ = checkpoint(
  "classifier-second", otherJudge.network, optimizer: otherJudge.optimizer,
  steps: otherJudge.length, label: "Training the judge of \(otherName)",
  body: otherJudge.step)
let accuracies = [judge, otherJudge].map { (name: $0.name, value: $0.accuracy()) }

// The judges are right about `{swift} (100 * accuracies[0].value).fixed(2)`% of `{swift} accuracies[0].name` test images and
// `{swift} (100 * accuracies[1].value).fixed(2)`% of `{swift} accuracies[1].name`.

//| echo: false
if images == 60_000 && judgeEpochs >= 4 {
  for (name, value) in accuracies where name == "mnist" {
    check("the judge names at least 98.5% of MNIST's test images rightly", value >= 0.985)
  }
  for (name, value) in accuracies where name == "fashion" {
    check("the judge names at least 90% of Fashion-MNIST's rightly", value >= 0.9)
  }
}

// One number compares two heaps of images. Fit a Gaussian to the features of each; the *Fréchet distance* [@dowson1982] between the two
// counts how far apart their means lie and how different their covariances are:
//
// ```math {#eq-frechet}
// d^2 = \lVert \mu_1 - \mu_2 \rVert^2 + \operatorname{tr}\Bigl( C_1 + C_2 - 2 \bigl( C_1^{1/2}\, C_2\, C_1^{1/2} \bigr)^{1/2} \Bigr) .
// ```
//
// With the features of a large network trained on photographs, $`d^2`$ is the famous FID [@heusel2017]. It asks for a square root of a matrix, with eigenvalues that
// are nearly zero wherever a feature hardly varies. Iterations that invert on the way break there. Jacobi's rotations do not: they turn the matrix, pair of axes by pair of axes, until
// only its diagonal is left, and in double precision.

//| export: true
/// A symmetric matrix's eigenvalues, and in the columns of `vectors` its eigenvectors
/// (Jacobi 1846).
func eigen(_ matrix: [[Double]]) -> (values: [Double], vectors: [[Double]]) {
  var a = matrix
  let n = a.count
  var v = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0.0 } }
  let size = a.joined().map { $0 * $0 }.reduce(0, +)
  for _ in 0..<50 {
    let rest = (0..<n).map { i in a[i][..<i].map { $0 * $0 }.reduce(0, +) }.reduce(0, +)
    if rest <= 1e-28 * size { break }
    for p in 0..<n {
      for q in (p + 1)..<max(n, p + 1) where a[p][q] != 0 {
        // The angle that makes a[p][q] zero.
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let root = (theta * theta + 1).squareRoot()
        let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + root)
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for k in 0..<n {
          let (x, y) = (a[k][p], a[k][q])
          (a[k][p], a[k][q]) = (cosine * x - sine * y, sine * x + cosine * y)
        }
        for k in 0..<n {
          let (x, y) = (a[p][k], a[q][k])
          (a[p][k], a[q][k]) = (cosine * x - sine * y, sine * x + cosine * y)
          let (u, w) = (v[k][p], v[k][q])
          (v[k][p], v[k][q]) = (cosine * u - sine * w, sine * u + cosine * w)
        }
      }
    }
  }
  return ((0..<n).map { a[$0][$0] }, v)
}

func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
  a.map { row in
    b[0].indices.map { column in
      zip(row, b).map { $0 * $1[column] }.reduce(0, +)
    }
  }
}

/// The mean and the covariance of a heap of points.
struct Gaussian {
  let mean: [Double]
  let covariance: [[Double]]

  init(mean: [Double], covariance: [[Double]]) {
    (self.mean, self.covariance) = (mean, covariance)
  }

  /// Of the rows of `[n, d]`.
  init(_ points: Tensor) {
    let (n, d) = (points.shape[0], points.shape[1])
    let scalars = points.scalars
    var mean = [Double](repeating: 0, count: d)
    for i in 0..<n {
      for j in 0..<d { mean[j] += Double(scalars[i * d + j]) / Double(n) }
    }
    var sums = [Double](repeating: 0, count: d * d)
    for i in 0..<n {
      let centred = (0..<d).map { Double(scalars[i * d + $0]) - mean[$0] }
      for j in 0..<d { for k in 0..<d { sums[j * d + k] += centred[j] * centred[k] } }
    }
    self.mean = mean
    covariance = (0..<d).map { j in (0..<d).map { sums[j * d + $0] / Double(n - 1) } }
  }

  /// d² to another Gaussian.
  func distance(to other: Gaussian) -> Double {
    let (values, vectors) = eigen(covariance)
    let root = product(
      vectors.map { row in zip(row, values).map { $0 * max(0, $1).squareRoot() } },
      mean.indices.map { column in vectors.map { $0[column] } })
    let between = eigen(product(product(root, other.covariance), root)).values
    let means = zip(mean, other.mean).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
    let traces = mean.indices.map { covariance[$0][$0] + other.covariance[$0][$0] }
    return means + traces.reduce(0, +)
      - 2 * between.map { max(0, $0).squareRoot() }.reduce(0, +)
  }
}

// Such code is tested where the answer is known. Two round Gaussians in $`n`$ dimensions with deviations $`r`$ and $`s`$ have $`d^2 = \lVert \mu_1 - \mu_2 \rVert^2 + n (r - s)^2`$. And it must be the
// same from both sides, also where one of the two has no extent at all in most directions.

let identity = (0..<5).map { i in (0..<5).map { i == $0 ? 1.0 : 0.0 } }
let one = Gaussian(mean: [0, 0, 0, 0, 0], covariance: identity)
let larger = Gaussian(
  mean: [1, 0, 2, 0, 0], covariance: identity.map { $0.map { 9 * $0 } })
check("round Gaussians: 5 + 5 · (3 − 1)² = 25", abs(one.distance(to: larger) - 25) < 1e-9)

let points = random.stream("some points").normal([12, 64])
let flat = Gaussian(points)  // 12 points span 11 of 64 directions
let full = Gaussian(random.stream("more points").normal([500, 64]))
check("it is zero to itself", abs(flat.distance(to: flat)) < 1e-4)
show(check(
  "and the same from both sides, though one covariance is singular",
  abs(flat.distance(to: full) - full.distance(to: flat)) < 1e-4))

//| label: tbl-worth
//| caption: "What the judges say. Sure: given a class with a probability over 0.9. The smallest and the largest share of a class. The Fréchet distance to the test images. Training images in heaps of the same size are the mark."
/// The share of images in each class, by its probabilities `[n, 10]`.
func classShares(_ probabilities: Tensor) -> [Float] {
  let named = probabilities.argmax(axis: 1)
  return (0..<10).map { name in
    Float(named.filter { $0 == name }.count) / Float(named.count)
  }
}

/// What a judge says about images.
struct Verdict: Codable {
  let sure: Float
  let shares: [Float]
  let distance: Double

  init(_ judge: Judge, _ x: Tensor, test: Gaussian) {
    let (probabilities, features) = judge.look(at: x)
    let count = Float(x.shape[0])
    sure = Float(probabilities.max(axis: 1).scalars.filter { $0 > 0.9 }.count) / count
    shares = classShares(probabilities)
    distance = Gaussian(features).distance(to: test)
  }

  func row(_ name: String, _ count: Int) -> [String] {
    [
      name, "\(count)", "\((100 * sure).fixed(1))%",
      "\((100 * shares.min()!).fixed(1))–\((100 * shares.max()!).fixed(1))%",
      distance.fixed(2),
    ]
  }
}

/// What a judge says about samples, and about as many training images.
struct Comparison: Codable {
  let drawn, real: Verdict

  init(_ judge: Judge, _ samples: Tensor, _ training: Training) {
    let test = Gaussian(judge.look(at: training.test).features)
    drawn = Verdict(judge, samples, test: test)
    real = Verdict(judge, training.train[0..<samples.shape[0]], test: test)
  }
}

let otherSampler = Sampler(chain, random: random, predict: predictor(otherAveraged))
let otherSamples = unpacked(
  checkpoint(
    "samples-second", steps: otherSampleCount / 25,
    label: "Samples of \(otherName), 25 at a time"
  ) { batch in packed(otherSampler.sample(25, stream: "samples \(batch)")) })

let worth = checkpoint("worth") { Comparison(judge, samples, first) }
let otherWorth = checkpoint("worth-second") { Comparison(otherJudge, otherSamples, second) }
let (verdict, real) = (worth.drawn, worth.real)
let (otherVerdict, otherReal) = (otherWorth.drawn, otherWorth.real)

show(Table(
  columns: ["images", "number", "sure", "shares", "distance"],
  rows: [
    verdict.row("\(dataset), samples", sampleCount),
    real.row("\(dataset), training images", sampleCount),
    otherVerdict.row("\(otherName), samples", otherSampleCount),
    otherReal.row("\(otherName), training images", otherSampleCount),
  ]))

//| echo: false
if isPublished && dataset == "mnist" && epochs >= 7 {
  check(
    "the judge gives at least 95% of the samples a class with a probability over 0.9",
    verdict.sure >= 0.95)
  check(
    "each digit has between 5% and 17% of the samples",
    verdict.shares.allSatisfy { (0.05...0.17).contains($0) })
  check(
    "their distance to the test images is at most five times that of training images",
    verdict.distance <= 5 * real.distance)
}

// The judge is sure of `{swift} (100 * verdict.sure).fixed(1)`% of the samples, and of `{swift} (100 * real.sure).fixed(1)`% of as many training images. You see the difference in
// @fig-samples: strokes that do not quite meet, a form between two digits. That is what `{swift} epochs` epochs buy. From the fifth epoch to the last the loss in @tbl-epochs
// still falls: a longer training or a wider network is the next thing to try (`--set epochs=20`, `--set width=32`).
//
// By the Fréchet distance the samples lie `{swift} (verdict.distance / real.distance).fixed(1)` times as far from the test images as training images do. With so few of either, it mostly measures how few they
// are, and the training images are those that the judge has learned from. The two numbers ask different things. "Sure" asks of each picture alone whether it is a digit, and a model that draws one perfect 1 again and again passes. The distance asks of the
// heap whether it is spread as digits are. @fig-shares is the plainest form of the second question.

//| label: fig-shares
//| caption: The classes of the samples, as the judge names them, and of as many training images.
//| alt: Ten pairs of bars, all between 0.08 and 0.13.
show(Plot("Ten classes", x: Axis("class"), y: Axis("share")) {
  Bars(labels: (0..<10).map { "\($0)" }, verdict.shares, name: "samples")
  Bars(labels: (0..<10).map { "\($0)" }, real.shares, name: "training images")
})

// > [!WARNING]
// > A Fréchet distance means nothing by itself. It depends on the network whose features are compared, and on the *number* of images: the covariance of few points is too
// > flat, so that even real images in small heaps lie far from the test set, with nothing wrong with them. Compare only what was computed with the same features and the same count, against the
// > same images, and give the number for real images next to it. Distances computed from 100 and from 10,000 samples are in different units.
//
// ## Clipping, and which variance {#sec-clipping}
//
// The paper leaves one choice open and its code makes another. The noise that a step adds may have the variance $`\beta_t`$, which is right if the data were noise themselves, or
// $`\tilde\beta_t`$, right if they were a single point; the paper finds both equally good. And $`\hat x_0`$ may be clipped or not.

/// A sample's pixels, and how far states went beyond −1…1 at the end.
struct Trial: Codable {
  let pixels: Data
  let outside: Float

  init(_ x: Tensor) {
    pixels = packed(x)
    outside = (abs(x) .> 1.05).mean().item
  }
}

let variants: [(name: String, clips: Bool, isTilde: Bool)] = [
  ("clipped, β̃", true, true), ("clipped, β", true, false),
  ("not clipped, β̃", false, true), ("not clipped, β", false, false),
]
let trials = checkpoint(
  "variants", steps: variants.count, label: "Clipping and variance"
) { index in
  let variant = variants[index]
  let sampler = Sampler(
    chain, random: random, sigma: variant.isTilde ? nil : { sqrt(chain.beta[$0]) },
    clips: variant.clips, predict: predictor(averaged))
  return Trial(sampler.sample(trialCount, stream: "variants"))
}

//| label: fig-variants
//| caption: The same noise by four samplers, ten samples of each.
//| alt: Four rows of ten digits, which are the same in all rows but for some edges.
show(ImageGrid(
  shown(concatenate(trials.map { unpacked([$0.pixels])[0..<min(10, trialCount)] })),
  columns: min(10, trialCount), rowLabels: variants.map(\.name)))

//| label: tbl-variants
//| caption: "The same four on more samples. Outside: the share of pixels beyond −1…1 by more than 0.05 at the end."
/// The share of images that the judge is sure of.
func sure(_ x: Tensor) -> Float {
  let best = judge.look(at: x).probabilities.max(axis: 1).scalars
  return Float(best.filter { $0 > 0.9 }.count) / Float(best.count)
}
func percent(_ share: Float) -> String { (100 * share).fixed(1) + "%" }
show(Table(
  columns: ["sampler", "sure", "mean pixel", "outside"],
  rows: zip(variants, trials).map { variant, trial in
    let x = unpacked([trial.pixels])
    return [
      variant.name, percent(sure(x)), shown(x).mean().item.fixed(3),
      percent(trial.outside),
    ]
  } + [
    ["test images", percent(sure(pictures)), shown(pictures).mean().item.fixed(3), "0.0%"]
  ]))

// Down a column of @fig-variants the start and all random numbers are the same; @tbl-variants counts on `{swift} trialCount` samples. The two variances differ less than their names make one fear: $`\tilde\beta_t / \beta_t`$ is
// `{swift} (Posterior(chain, 2).variance / chain.beta[2]).fixed(2)` at $`t = 2`$,
// `{swift} (Posterior(chain, timesteps / 20).variance / chain.beta[timesteps / 20]).fixed(2)` at $`t`$ = `{swift} timesteps / 20` and
// `{swift} (Posterior(chain, timesteps / 2).variance / chain.beta[timesteps / 2]).fixed(4)` half-way. Only the very last steps tell them apart, and those move pixels by
// less than the eye sees.
//
// What is there to clip? @fig-clipping counts:

//| label: fig-clipping
//| caption: "How much there is to clip: the share of pixels of x̂₀ beyond −1…1, along the chain, while five samples are drawn without clipping."
//| alt: A ragged curve, a third at first, nearly a half at 170, about a fifth from 550 to 800 and nearly a half at the end.
let clippedAt = (1...timesteps).reversed().filter { $0 % max(1, timesteps / 100) == 0 }
/// The shares of pixels of x̂₀ that clipping would change there.
let toClip = checkpoint("clippable") {
  let unclipped = Sampler(
    chain, random: random, clips: false, predict: predictor(averaged))
  var shares: [Float] = []
  _ = unclipped.sample(5, stream: "film") { t, _, clean in
    if clippedAt.contains(t) { shares.append((abs(clean) .> 1).mean().item) }
  }
  return shares
}
show(Plot(
  "What clipping changes", x: Axis("t"), y: Axis("share of pixels", range: 0...1)
) { Line(clippedAt, toClip) })

// Never more than half of the pixels, and by very little: the background of digits lies at −1 exactly, and the smallest error puts half of it beyond. And at large $`t`$ the posterior gives the image almost no
// weight, `{swift} Posterior(chain, timesteps).dataWeight.fixed(4)` at $`t`$ = `{swift} timesteps`, so what is clipped would hardly have moved the state. That is why all rows of @fig-variants are the same to the eye. Where a network
// says the noise, the image has its error times $`\sqrt{1 - \bar\alpha_t} / \sqrt{\bar\alpha_t}`$, which is `{swift} reach(of: .noise)[timesteps].fixed(0)` at the end of the chain. There clipping has more to do, most
// in few steps, where the posterior's weight is larger. In theory it is free: no image lies beyond −1…1, so it can only lower the terms of @eq-term.
//
// ## Slips, and how they look {#sec-slips}
//
// "The loss is low, and the samples are noise." Or black, or blots. All rows of @fig-slips but the first come from the same good network and the same noise, through a sampler with one slip in it.
// If one of them looks like yours, that is where to look.

let curve: Curve = try choice(schedule)
let otherCurve = makeSchedule(curve == .linear ? .cosine : .linear, timesteps)
let always = [Int](repeating: max(1, timesteps / 2), count: timesteps + 1)
let asked = predictor(averaged)
let slips: [(name: String, sampler: Sampler)] = [
  ("no slip", Sampler(chain, random: random, predict: asked)),
  (
    "variance",
    Sampler(
      chain, random: random, sigma: { Posterior(chain, $0).variance }, predict: asked)
  ),
  (
    "root twice",
    Sampler(
      chain, random: random, sigma: { sqrt(sqrt(Posterior(chain, $0).variance)) },
      predict: asked)
  ),
  (
    "no time",
    Sampler(chain, random: random, predict: predictor(averaged, telling: always))
  ),
  (
    "schedule",
    Sampler(
      otherCurve, random: random,
      predict: predictor(averaged, on: otherCurve, telling: Array(0...timesteps)))
  ),
]
let slipped = checkpoint("slips", steps: slips.count, label: "Slips") { index in
  packed(slips[index].sampler.sample(min(10, trialCount), stream: "slips"))
}

//| label: fig-slips
//| caption: One network, one noise, five samplers.
//| alt: Five rows of ten pictures. In the first, digits. In the second ten times the same thin stroke on black. In the third black and white noise. In the fourth digits under grey grain, some of them faint. In the fifth one bold 9, else thin or broken strokes, half of them ones.
show(ImageGrid(
  shown(concatenate(slipped.map { unpacked([$0]) })), columns: min(10, trialCount),
  rowLabels: slips.map(\.name)))

// - **Variance.** $`\tilde\beta_t`$ where its root belongs adds far too little noise. Each step then goes to the mean of what is possible and little else, and all samples end as the same thin 1
//   on black. If samples are dark, smooth or all alike, there is too little noise in the sampler.
// - **Root twice.** The other way round there is more noise than the network is told of. It takes off what it is told, and the rest stays. If samples are noise though the loss is low,
//   there is too much.
// - **No time.** The network hears of half of $`T`$ at each step, as it does when `t` does not reach its embedding. It takes off the wrong amount everywhere: grey grain, and behind it digits, some of them faint.
// - **Schedule.** Trained on one curve, sampled on the other, with timesteps told by their number. That is the worst of the four, since it looks like a network that needs more training: thin, broken strokes, and ones where other digits should be. The training and the sampler
//   must share one `Schedule`.
//
// None of these needs a network to be found. Suppose pixels were just normal numbers with mean −½ and deviation ½. Then the best answer to a noisy state is known, and a sampler that gets it must give back this mean and
// this deviation. It is a test of a second, and it fails for both wrong $`\sigma`$ above:

/// The pixels to be expected behind x, where they are normal with mean −½ and deviation ½.
func expected(_ x: Tensor, _ t: Int) -> Tensor {
  let (signal, noise) = (longChain.signal[t], longChain.noise[t])
  let pull = signal * 0.25 / (signal * signal * 0.25 + noise * noise)
  return pull * (x + 0.5 * signal) - 0.5
}
let tildes = (0...1000).map { $0 == 0 ? 0 : Posterior(longChain, $0).variance }
let sigmas: [(name: String, values: [Float])] = [
  ("√β̃", tildes.map { sqrt($0) }), ("√β", longChain.beta.map { sqrt($0) }),
  ("β̃, the variance", tildes), ("the root twice", tildes.map { sqrt(sqrt($0)) }),
]
let normalSamples = sigmas.map { sigma in
  Sampler(
    longChain, random: random, sigma: { sigma.values[$0] }, clips: false, predict: expected
  ).sample(8, stream: "normal pixels")
}

//| label: tbl-normal
//| caption: What a sampler with the exact answer makes of normal pixels, by its σ. The data have mean −0.5 and deviation 0.5.
show(Table(
  columns: ["σ", "mean", "deviation"],
  rows: zip(sigmas, normalSamples).map { sigma, x in
    [sigma.name, x.mean().item.fixed(3), sqrt(x.variance().item).fixed(3)]
  }))

//| echo: false
for (index, x) in normalSamples.prefix(2).enumerated() {
  check(
    "with σ = \(sigmas[index].name) the sampler gives back mean and deviation, to 0.025",
    abs(x.mean().item + 0.5) < 0.025 && abs(sqrt(x.variance().item) - 0.5) < 0.025)
}
for (index, x) in normalSamples.enumerated().dropFirst(2) {
  check(
    "with \(sigmas[index].name) it does not", abs(sqrt(x.variance().item) - 0.5) > 0.1)
}

// ## Few steps, unscaled {#sec-short}
//
// Back to the tutorials with $`T`$ = 200 or 300 and $`\beta`$ from $`10^{-4}`$ to 0.02. To see their fault alone, we train nothing. What the best answer to a noisy image is depends on how much noise
// is in it, not on the chain that put it there. So the network from above stands in for theirs: it is asked at their noise levels, all of which it knows, and draws from pure noise in their
// number of steps. Beside it the same in as many steps of a scaled schedule.

let shortRuns = [false, true].flatMap { isScaled in
  shortChains.map { (steps: $0, isScaled: isScaled) }
}
func shortSchedule(_ run: (steps: Int, isScaled: Bool)) -> Schedule {
  run.isScaled ? scaledLinear(run.steps) : .linear(run.steps)
}
let shortSamples = checkpoint(
  "short-chains", steps: shortRuns.count, label: "Short chains"
) { index in
  let schedule = shortSchedule(shortRuns[index])
  let sampler = Sampler(
    schedule, random: random, predict: predictor(averaged, on: schedule))
  return packed(sampler.sample(2 * trialCount, stream: "short chains"))
}

//| label: fig-short
//| caption: From the same noise in few steps, with the unscaled schedule and with the scaled one.
//| alt: Four rows of ten digits. In the first two rows many strokes are bold, and one is a blot; the last two are thinner, some broken.
let shortNames = shortRuns.map { "\($0.steps)\($0.isScaled ? ", scaled" : "")" }
show(ImageGrid(
  shown(
    concatenate(shortSamples.map { unpacked([$0])[0..<min(10, 2 * trialCount)] })),
  columns: min(10, 2 * trialCount), rowLabels: shortNames))

//| label: tbl-short
//| caption: What the judge and a light meter say. Share of the most frequent class; mean pixel, 0 black and 1 white.
show(Table(
  columns: ["steps", "√ᾱ at T", "sure", "largest share", "mean pixel"],
  rows: shortRuns.indices.map { index in
    let x = unpacked([shortSamples[index]])
    let shares = classShares(judge.look(at: x).probabilities)
    return [
      shortNames[index], shortSchedule(shortRuns[index]).signal.last!.fixed(3),
      percent(sure(x)), percent(shares.max()!), shown(x).mean().item.fixed(3),
    ]
  } + [
    [
      "test images", "–", percent(sure(pictures)), "–",
      shown(pictures).mean().item.fixed(3),
    ]
  ]))

// The states of the unscaled chains begin too bright. At $`T`$ = `{swift} shortChains[0]` a real image would have left
// `{swift} (100 * Schedule.linear(shortChains[0]).signal.last!).fixed(0)`% of itself in the noise, and images are dark: their mean pixel is
// `{swift} pictures.mean().item.fixed(2)` on the scale of −1 to 1, so the mean of a true $`x_T`$ would be
// `{swift} (Schedule.linear(shortChains[0]).signal.last! * pictures.mean().item).fixed(2)`. Pure noise has 0. To the network that is a picture with far too much light in it, and it does
// what it was trained to: it finds the picture that could be behind so much light. Compare the mean pixel in @tbl-short with the test images', and with the scaled chain of the same length. A network
// trained on the short chain itself would be in the same position, for these are the states that it would be given, and nothing it has seen resembles them. Its loss would be fine.
//
// So if samples are too bright, too dark or of one kind, look at $`\sqrt{\bar\alpha_T}`$ before anything else. On data whose mean is zero the fault is harder to see, and still there.
//
// ## There and back {#sec-back}
//
// A DDPM is also a way to forget a picture by any amount. Noise a test image to timestep $`t`$ in one go, and let the sampler bring it back.

let depths = (1...9).map { max(1, $0 * timesteps / 10) }
let returned = checkpoint(
  "reconstructions", steps: depths.count, label: "There and back"
) { index in
  let t = depths[index]
  let noise = random.stream("reconstructions").normal([8, 28, 28, 1])
  let noisy = chain.noised(
    pictures[10..<18], at: [Int](repeating: t, count: 8), noise: noise)
  return packed(sampler.denoise(noisy, from: t, stream: "back from \(t)"))
}

//| label: fig-back
//| caption: Test images, and what comes back from ever deeper in the chain. On the left the timestep.
//| alt: Ten rows of eight digits. The first five rows are the same digits. In the sixth three of eight have become others, below it nearly all.
show(ImageGrid(
  shown(concatenate([pictures[10..<18]] + returned.map { unpacked([$0]) })), columns: 8,
  rowLabels: ["data"] + depths.map { "\($0)" }))

//| label: fig-back-error
//| caption: How far what comes back is from the image, root mean square per pixel, and the same between different test images.
//| alt: A curve that rises slowly to 300, steeply to 600, meets the dashed line at 700 and then runs a little above it.
func rootMeanSquare(_ x: Tensor) -> Float { sqrt(square(x).mean().item) }
let backErrors = returned.map { rootMeanSquare(unpacked([$0]) - pictures[10..<18]) / 2 }
let strangers = rootMeanSquare(pictures[0..<250] - pictures[250..<500]) / 2
show(Plot("There and back", x: Axis("t"), y: Axis("error")) {
  Line(depths, backErrors, name: "reconstruction")
  Rule(y: strangers, name: "another image")
})

// From 400 what comes back is still the same digit with other edges; compare what the eye can make out there in @fig-forward. At 500 some have become others, from 600 on nearly all, and the
// error of @fig-back-error reaches that of another image, or passes it: at $`t = T`$ nothing is left to remember. In between lies a knob from retouching to drawing anew. The chain forgets from fine to coarse, and the way back invents in
// the opposite order.
//
// ## Between two images
//
// Noise two images to the same depth with the *same* noise, mix the two states, and denoise the mixtures. This is the paper's figure 8.

let mixtures = (0...8).map { Float($0) / 8 }
let mixDepths = [1, 2, 3].map { max(1, $0 * timesteps / 4) }
let (left, right) = (pictures[1..<2], pictures[3..<4])
let mixed = checkpoint(
  "interpolations", steps: mixDepths.count, label: "Between two images"
) { index in
  let t = mixDepths[index]
  let noise = random.stream("interpolation").normal([1, 28, 28, 1])
  let ends = [left, right].map { chain.noised($0, at: [t], noise: noise) }
  let states = concatenate(mixtures.map { (1 - $0) * ends[0] + $0 * ends[1] })
  return packed(
    sampler.denoise(states, from: t, stream: "between at \(t)", sharesNoise: true))
}

//| label: fig-between
//| caption: "From one test image to another: mixed pixel by pixel, and mixed at three depths of the chain, which stand on the left."
//| alt: Four rows of nine pictures. In the first a 2 fades while a 0 appears. In the second four 2s are followed by two broken shapes and three 0s. In the third a 2 changes into a 0 step by step, by way of a 6. In the fourth all nine are nearly the same 5.
show(ImageGrid(
  shown(
    concatenate(
      mixtures.map { (1 - $0) * left + $0 * right } + mixed.map { unpacked([$0]) })),
  columns: 9, labels: mixtures.map { $0.fixed(2) },
  rowLabels: ["pixels"] + mixDepths.map { "\($0)" }))

// The top row of @fig-between is a double exposure. At a quarter of the chain the sampler mostly decides for one end or the other, and only the mixtures in the middle come back as something between. Half-way it has
// the freedom to make an image of each, and the row becomes a walk. At three quarters it has too much freedom. So little is left of either end that all nine states are nearly the same, and what they share, the noise, decides:
// neither end is the image it came from. (All nine get the same random numbers at each step as well, else they would differ by those alone.)
//
// ## New, or remembered?
//
// Chapter 03's optimal denoiser drew nothing but training images. A network could do the same by learning them by heart. So look up each sample's
// nearest training image.

//| label: fig-nearest
//| caption: Ten samples, and below each the training image that is nearest to it.
//| alt: Two rows of ten digits. Most pairs are the same digit, none is the same drawing.
let flatTrain = first.train.reshaped([images, 784])
let trainNorms = square(flatTrain).sum(axis: 1)
let transposedTrain = flatTrain.transposed()

/// For each image the place of the nearest training image, and how far it is.
func nearest(_ x: Tensor) -> (places: [Int], distances: [Float]) {
  let flat = x.reshaped([-1, 784])
  let norms = square(flat).sum(axis: 1, keepingDimension: true)
  let squared = maximum(norms + trainNorms - 2 * matmul(flat, transposedTrain), Tensor(0))
  return (squared.argmin(axis: 1), sqrt(squared.min(axis: 1)).scalars)
}
func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }

let searched = samples[0..<min(200, sampleCount)]
let ofSamples = nearest(searched)
let ofTest = nearest(pictures[0..<200])
show(ImageGrid(
  shown(
    concatenate([searched[0..<10], first.train.rows(Array(ofSamples.places[..<10]))])),
  columns: 10, rowLabels: ["sample", "nearest"]))

//| echo: false
if isPublished {
  check(
    "no sample is a training image: the nearest is at least a distance of 1 away",
    ofSamples.distances.min()! > 1)
}

// The median distance to the nearest training image is `{swift} median(ofSamples.distances).fixed(1)` for samples, and
// `{swift} median(ofTest.distances).fixed(1)` for test images, which are certainly no copies. (Distances are on the scale of −1 to 1, twice those of chapter 03.) With
// `{swift} averaged.parameterCount` parameters for `{swift} images` images the network could hardly know them by heart. Large models trained long on few pictures can, and this figure is how to find out.
//
// ## Averaged against raw weights {#sec-average}

let rawSampler = Sampler(chain, random: random, predict: predictor(first.network))
let rawSamples = checkpoint(
  "raw-samples", steps: 1, label: "Samples of the weights as they are"
) { _ in packed(rawSampler.sample(min(20, trialCount), stream: "variants")) }

let averageSamples = checkpoint(
  "average-samples", steps: 1, label: "Samples of their average"
) { _ in packed(sampler.sample(min(20, trialCount), stream: "variants")) }

//| label: fig-raw
//| caption: Samples of the averaged weights above, of the weights as they are below, from the same noise.
//| alt: Two rows of ten digits, the same in both.
let shownRaw = min(10, trialCount)
show(ImageGrid(
  shown(
    concatenate([
      unpacked(averageSamples)[0..<shownRaw], unpacked(rawSamples)[0..<shownRaw],
    ])),
  columns: shownRaw, rowLabels: ["average", "weights"]))

// After the first epoch the loss on test images was `{swift} heldLosses(first, averaged: true)[0].fixed(3)` for the average and
// `{swift} heldLosses(first, averaged: false)[0].fixed(3)` for the weights; after the last `{swift} heldLosses(first, averaged: true)[epochs - 1].fixed(4)` and
// `{swift} heldLosses(first, averaged: false)[epochs - 1].fixed(4)`. In the end they draw the same: in @fig-raw the two rows differ by
// `{swift} (abs(unpacked(rawSamples) - unpacked(averageSamples)).mean().item / 2).fixed(3)` a pixel on average, on the scale of 0 to 1. The paper trains at a constant
// learning rate, and there the average is what makes samples good. A learning rate that falls to zero does the same work by other means, so that in the end the average gains nothing. What is to be
// learned from that is a check: if your averaged samples are noise and the loss is low, your average is too slow for so short a training. Sample from the weights themselves.
//
// ## Clothes
//
// The second training had the same code, the same number of steps, and other images.

//| label: fig-clothes
//| caption: Fifty samples of the second network, not chosen, below twenty of its test images.
//| alt: Two rows of clothes from the data, then five rows of drawn ones. Pullovers, trousers, boots and bags look like the real ones; some sandals and patterned dresses fall apart into blotches.
let otherShown = min(50, otherSampleCount)
show(ImageGrid(
  shown(concatenate([second.test[0..<20], otherSamples[0..<otherShown / 10 * 10]])),
  columns: 10,
  rowLabels: ["data", ""] + (0..<otherShown / 10).map { $0 == 0 ? "samples" : "" }))

// The error in the noise is `{swift} (reports.last!.errors.reduce(0, +) / 10).fixed(4)` in the last epoch, against
// `{swift} (reports[shownEpochs.count - 1].errors.reduce(0, +) / 10).fixed(4)` for the first set (@tbl-epochs): clothes have texture, and texture is hard to tell from noise. The judge is sure of
// `{swift} (100 * otherVerdict.sure).fixed(0)`% of the samples and of `{swift} (100 * otherReal.sure).fixed(0)`% of as many training images, and their distance to the test images in @tbl-worth is
// `{swift} (otherVerdict.distance / otherReal.distance).fixed(1)` times that of those. Look at @fig-clothes for what a small network finds hard: outlines, sleeves and soles are there, whereas open sandals and printed cloth,
// in which many small parts must agree, fall apart most easily.
//
// ## In PyTorch
//
// The weights stand beside this page as `unet.safetensors` and `unet-second.safetensors`, each as trained and, under names that begin with `MovingAverage.`,
// averaged. They fit the U-Net of denoising-diffusion-pytorch [@wang2020], which has the same layers. Only their order and the order of their axes differ:
//
// ```python
// import json
// import numpy
// import torch
// from denoising_diffusion_pytorch import Unet
//
//
// def load(path):
//     """The U-Net with the averaged weights of a file."""
//     data = open(path, "rb").read()
//     start = 8 + int.from_bytes(data[:8], "little")
//     weights = {}
//     for name, entry in json.loads(data[8:start]).items():
//         if name.startswith("MovingAverage."):
//             first, end = entry["data_offsets"]
//             numbers = numpy.frombuffer(data[start + first : start + end], "<f4")
//             weights[name] = numbers.reshape(entry["shape"])
//     names = list(weights)
//     for i, name in enumerate(names):  # PyTorch has an attention's memory before its norm
//         if name.endswith("memory"):
//             names[i - 1], names[i] = names[i], names[i - 1]
//     unet = Unet(dim=16, dim_mults=(1, 3, 6), channels=1, attn_heads=2, attn_dim_head=16)
//     for name, (theirs, parameter) in zip(names, unet.named_parameters(), strict=True):
//         parameter.data = torch.tensor(turned(weights[name], theirs, parameter.shape))
//     return unet
//
//
// def turned(ours, name, shape):
//     """Outputs before inputs, and those before the kernel's rows and columns."""
//     if name.endswith("mem_kv"):
//         return ours if ours.shape == shape else ours.swapaxes(2, 3)
//     if name.startswith("downs") and name.endswith(".3.1.weight"):  # pixels as channels
//         ours = ours.reshape(2, 2, -1, shape[0]).transpose(2, 0, 1, 3).reshape(-1, shape[0])
//     order = (3, 2, 0, 1) if ours.ndim == 4 else range(ours.ndim)[::-1]
//     return ours.transpose(order).reshape(shape).copy()
//
//
// x = torch.arange(784) * 37 % 101 / 50 - 1
// for path in ["unet.safetensors", "unet-second.safetensors"]:
//     with torch.no_grad():
//         print(load(path)(x.reshape(1, 1, 28, 28), torch.tensor([500.0])).flatten()[::98])
// ```
//
// That prints the columns of @tbl-pytorch, as a test of this book makes sure.

//| label: tbl-pytorch
//| caption: The velocities that the two averaged networks answer to pixels (37 i mod 101) / 50 − 1 with the clock at half of T, at every 98th pixel.
let formula = Tensor(
  (0..<784).map { Float($0 * 37 % 101) / 50 - 1 }, shape: [1, 28, 28, 1])
let answers = [averaged, otherAveraged].map {
  $0(formula, Tensor([Float(timesteps / 2)])).scalars
}
show(Table(
  columns: ["pixel", "unet", "unet-second"],
  rows: stride(from: 0, to: 784, by: 98).map { pixel in
    ["\(pixel)"] + answers.map { $0[pixel].fixed(4) }
  }))

// `GaussianDiffusion(unet, image_size=28, timesteps=1000, beta_schedule="linear", objective="pred_v")` of the same package then samples from it.
//
// ## Exercises
//
// **1. The other loss.** What would the log of the Annotated Diffusion Model show for our network: its Huber loss, on the same test
// images? Guess first, from the definition: half the square for errors below one, and beyond that the distance less a half.
//
// <details>
// <summary>Solution</summary>

let checkedTimes = (0..<200).map { 1 + $0 * timesteps / 200 }
let checkedNoise = random.stream("exercise 1").normal([200, 28, 28, 1])
let (checkedSaid, checkedRight) = compared(
  averaged, pictures[0..<200], checkedNoise, checkedTimes)
let bothLosses = [mse(checkedSaid, checkedRight), huber(checkedSaid, checkedRight)]
show(Table(
  columns: ["squared", "Huber"], rows: [bothLosses.map { $0.item.fixed(4) }]))

// Nearly half. Errors beyond one are rare in a trained network. One that says the noise begins with the noise itself as its error, and the Huber loss of
// noise is about 0.4, not a half: that is where such logs begin. Turn the training itself with `--set penalty=huber`.
//
// </details>
//
// **2. Begin where the chain ends.** In @sec-short the short unscaled chain begins from noise that no image leads to. Keep the chain, and repair only the start. What is
// known of $`x_T`$ without knowing the image?
//
// <details>
// <summary>Solution</summary>
//
// Its mean: $`\sqrt{\bar\alpha_T}`$ times the mean of all images. Add noise of the deviation that belongs to it.

//| label: fig-repaired
//| caption: Ten samples of the shortest unscaled chain, from pure noise above and from the repaired start below.
//| alt: Two rows of ten digits. Above they are wide and bold, below thinner, and many are others.
let shortChain = Schedule.linear(shortChains.min()!)
let shortSampler = Sampler(
  shortChain, random: random, predict: predictor(averaged, on: shortChain))
let startNoise = random.stream("exercise 2").normal([10, 28, 28, 1])
let repairedStart =
  shortChain.signal.last! * pictures.mean(axis: 0) + shortChain.noise.last! * startNoise
let starts = [startNoise, repairedStart]
let repaired = checkpoint("repaired", steps: starts.count) { index in
  packed(shortSampler.denoise(starts[index], from: shortChain.steps, stream: "exercise 2"))
}.map { unpacked([$0]) }
show(ImageGrid(shown(concatenate(repaired)), columns: 10, rowLabels: ["pure", "repaired"]))

// The mean pixel falls from `{swift} shown(repaired[0]).mean().item.fixed(3)` to `{swift} shown(repaired[1]).mean().item.fixed(3)`; test images have
// `{swift} shown(pictures).mean().item.fixed(3)`. One number for each pixel, the mean image, mends most of it, though it is a crude repair: the true $`x_T`$ is a mixture of all images, each a little darker or lighter, and
// not one Gaussian. Scaling the schedule is right and costs nothing.
//
// </details>
//
// **3. Two noises.** In @fig-between both ends have the same noise. Give each its own, mix as before, and say what is wrong with the mixture in the middle, before any network sees it.
//
// <details>
// <summary>Solution</summary>

let twoNoises = random.stream("exercise 3").normal([2, 100_000])
let mixedDeviations = [0, 0.25, 0.5].map { (share: Float) in
  sqrt(((1 - share) * twoNoises[0] + share * twoNoises[1]).variance().item)
}
show(mixedDeviations.map { $0.fixed(3) })

// Variances add, deviations do not: the middle has noise of deviation $`\sqrt{1/2}`$, less than the network is told, and it comes out pale and blurred. Weights
// $`\sqrt{1 - \lambda}`$ and $`\sqrt{\lambda}`$ for the two noises keep it.
//
// </details>
//
// **4. Ask for the image.** `walkthrough run 5 --set prediction=image --set objective=image --set epochs=2 --output /tmp/image` trains a network that says $`x_0`$, and compares images. Its loss is
// another number: larger or smaller than the noise's, and at which end of the chain? What will the samples be like?
//
// <details>
// <summary>Solution</summary>
//
// Larger: by @eq-term a squared error in the image is one in the noise times $`(1 - \bar\alpha_t) / \bar\alpha_t`$, and at large $`t`$ nobody can know the image. @tbl-epochs turns around: the
// rows at the top are nearly zero, those at the bottom large, and by @fig-weights the network spends its effort at that end:
// expect whole, plausible shapes early, and edges that are less clean at equal length of training. `--set objective=velocity` alone weighs both ends: in @fig-weights its weight is the sum of the two.
//
// </details>
