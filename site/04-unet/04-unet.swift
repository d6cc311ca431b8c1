// The U-Net
//
// The network behind most diffusion models, built and tested part by part: time embedding, normalization, ResNet blocks, softmax and linear attention, skip connections. At the end it gives PyTorch's numbers, and passes the sanity checks that come before a long training.
//
// Made of Chapters/04-unet.md. To run it, in the folder of the package:
//
//   swift build --product Lesson
//   swiftc -O -swift-version 5 04-unet.swift -o chapter -I .build/debug/Modules \
//     -I Sources/CPNG -I Sources/CSystem/include \
//     -L .build/debug -lLesson -Xlinker -rpath -Xlinker $PWD/.build/debug
//   ./chapter

import Lesson

let seed: UInt64 = 4

// A denoiser faces a different problem at each noise level. With little noise, a pixel and its neighbors give the answer.
// With much noise, a single pixel reveals almost nothing, but an average over many pixels still does. @fig-scales shows one
// noisy digit at three resolutions.

//| parameters: true
//| title: Parameters
let dataset = "mnist"
let width = 16  // channels at full resolution, of the network trained here
let headWidth = 16  // of each of its four attention heads
let overfitSteps = 200
let trainingSteps = 600
let batch = 16

//| label: fig-scales
//| fold: true
//| caption: A digit at growing noise levels. Left, all 28 × 28 pixels; middle, the means of 2 × 2 pixels; right, the means of 4 × 4. Each view is divided by its standard deviation.
//| alt: A film of three views of a handwritten digit under growing noise. The view of all pixels turns into noise first. The view of 14 by 14 means keeps the digit longer, and the view of 7 by 7 means keeps its coarse shape longest.
let random = Random(seed: seed)
let data = try Dataset.named(dataset).load()
// MNIST is not shuffled, neighbors share a writer. So every subset in this chapter is random.
let order = random.stream("order").permutation(data.train.count)

/// Training images `[n, 28, 28, 1]`, scaled to −1…1.
func images(_ indices: some Sequence<Int>) -> Tensor {
  2 * data.train.images.rows(Array(indices)) - 1
}

/// ᾱ of Ho's linear schedule, and the factors of image and noise, √ᾱ and √(1 − ᾱ).
let alphaBar = cumulativeProduct(1 - Tensor.linspace(from: 1e-4, through: 0.02, count: 1000))
let (signalScales, noiseScales) = (sqrt(alphaBar).scalars, sqrt(1 - alphaBar).scalars)

/// Means over squares of `size` × `size` pixels.
func coarsened(_ x: Tensor, _ size: Int) -> Tensor {
  size == 1 ? x : averagePool(x, size: size)
}

/// Variance of the training images around their mean image, after averaging `size` × `size` pixels.
let scaleSizes = [1, 2, 4]
let scaleVariances = scaleSizes.map { size in
  coarsened(images(order[0..<5000]), size).variance(axis: 0).mean().item
}
/// SNR at each timestep of the means over `size` × `size` pixels: averaging divides the noise
/// variance by their number.
func scaleSNR(_ index: Int) -> [Float] {
  let pixels = Float(scaleSizes[index] * scaleSizes[index])
  return (alphaBar / (1 - alphaBar) * scaleVariances[index] * pixels).scalars
}
/// The first timesteps at which the noise has more variance than the image.
let crossings = scaleSizes.indices.map { index in scaleSNR(index).count { $0 > 1 } }
/// The mean of some numbers and their standard deviation, as text.
func spread(_ values: [Float], _ decimals: Int) -> String {
  let values = Tensor(values)
  return values.mean().item.fixed(decimals) + " ± " + sqrt(values.variance()).item.fixed(decimals)
}
/// 2020257 as 2,020,257.
func commas(_ count: Int) -> String {
  if count < 0 { return "−" + commas(-count) }
  guard count > 999 else { return "\(count)" }
  return commas(count / 1000) + "," + "\(1000 + count % 1000)".dropFirst()
}

let filmImage = images([7])
let filmNoise = random.stream("film").normal([1, 28, 28, 1])
let filmGap = Tensor.full([28, 5, 1], .nan)
let filmSteps = Array(stride(from: 0, to: 1000, by: 27))
show(Scrubber(
  "One noisy digit at three resolutions",
  frames: filmSteps.map { t in
    let x = signalScales[t] * filmImage + noiseScales[t] * filmNoise
    let views = [1, 2, 4].map { size -> Tensor in
      let view = coarsened(x, size)
      let centered = view - view.mean()
      let sharp = centered / sqrt(square(centered).mean())
      return (size == 1 ? sharp : upsampleNearest(sharp, factor: size))[0]
    }
    return Frame(
      concatenate([views[0], filmGap, views[1], filmGap, views[2]], axis: 1), scale: 7,
      range: -2.5...2.5)
  }, labels: filmSteps.map { "t = \($0), noise variance \((1 - alphaBar.scalars[$0]).fixed(2))" }))

// Averaging $`k \times k`$ pixels divides the variance of the noise by $`k^2`$, and keeps much of the image, because neighboring
// pixels of an image are alike. Call the variance of the images around their mean image the signal. Its ratio to the noise, the
// $`\mathrm{SNR} = \bar\alpha_t / (1 - \bar\alpha_t)`$ of [Chapter 1](01-noise-and-gradients.md) times that variance, falls
// below 1 at timestep `{swift} crossings[0]` for single pixels, but only at `{swift} crossings[1]` for means of 2 × 2 and at
// `{swift} crossings[2]` for means of 4 × 4 (measured on 5,000 random images). This
// chapter's code counts timesteps from 0 to 999, as PyTorch code does; papers and Chapter 1 count from 1.
//
// The **U-Net** [@ronneberger2015] computes features at all these resolutions and combines them. It was made for medical
// images; Ho et al. made it the network of diffusion models [@ho2020]. We build the version most people meet first, in "The
// Annotated Diffusion Model" [@rogge2022] and in the code behind it, Phil Wang's `denoising-diffusion-pytorch` [@wang2020],
// often called by its author's GitHub name, lucidrains. It takes noisy images $`x_t`$ with their timesteps, and predicts
// the noise in them:
//
// ```math {#eq-network}
// \begin{gathered}
// \varepsilon_\theta(x_t, t) \approx \varepsilon, \\
// \texttt{[batch, 28, 28, 1]},\ \texttt{[batch]} \\
// \to\; \texttt{[batch, 28, 28, 1]} .
// \end{gathered}
// ```
//
// **You will be able to** draw a U-Net from memory and say what each part does; compute its parameters and receptive
// field by hand; explain how linear attention differs from softmax attention; port weights from PyTorch and prove that the
// port is right; and find most bugs of a new network in a minute, before you train it for hours.
//
// **You need** convolutions and the denoiser of [Chapter 3](03-toy-denoiser.md), and automatic differentiation from
// [Chapter 1](01-noise-and-gradients.md). Reading takes about forty minutes. The chapter trains twelve small networks: about
// three minutes on two cores from scratch, seconds with the cached weights.
//
// ## The architecture at a glance {#sec-architecture}
//
// @fig-unet shows the whole network. Follow the left side down, the **encoder**: at each resolution two ResNet blocks, the
// second followed by attention, then a step to half the size. At the bottom, the **bottleneck**, 7 × 7 pixels with 128
// channels each are left. The right side, the **decoder**, mirrors the left, and doubles the size at each step. Dashed arrows
// are **skip connections**: they carry the encoder's features across, where the decoder concatenates them to its own. The
// timestep enters every ResNet block.

//| label: fig-unet
//| fold: true
//| caption: The U-Net of denoising-diffusion-pytorch with 32 channels for images of 28 × 28. Each box shows the shape of its output. A dashed arrow concatenates as many channels as it says.
//| alt: A diagram in the shape of a U. On the left, blocks lead down from 28 × 28 over 14 × 14 to 7 × 7 pixels. At the bottom two blocks with 128 channels connect to the right side, which leads up again. Seven dashed arrows cross from left to right. Small arrows labeled e enter each of the fifteen ResNet blocks from outside, and at the bottom a timestep becomes the embedding e.
/// A part of the network, and the shape of its output.
struct Part {
  let name: [String]
  let side, channels: Int
  /// The index of the part whose output is concatenated to this part's input.
  var skip: Int?
  var shape: String { "\(side) × \(side) × \(channels)" }
  var isBlock: Bool { name[0] == "ResNet block" }
}

/// The parts of a U-Net in the order of its forward pass.
func parts(width: Int, multipliers: [Int] = [1, 2, 4], side: Int = 28) -> [Part] {
  let widths = [width] + multipliers.map { $0 * width }
  let deepest = multipliers.count - 1
  var side = side
  var parts = [Part(name: ["7 × 7 convolution"], side: side, channels: width)]
  var skips: [Int] = []
  func attention(_ level: Int) -> String {
    level == deepest ? "softmax attention" : "linear attention"
  }
  for level in 0...deepest {
    for name in [["ResNet block"], ["ResNet block", attention(level)]] {
      skips.append(parts.count)
      parts.append(Part(name: name, side: side, channels: widths[level]))
    }
    if level < deepest { side /= 2 }
    let name = level < deepest ? "downsample" : "3 × 3 convolution"
    parts.append(Part(name: [name], side: side, channels: widths[level + 1]))
  }
  for name in [["ResNet block", "softmax attention"], ["ResNet block"]] {
    parts.append(Part(name: name, side: side, channels: widths[deepest + 1]))
  }
  for level in (0...deepest).reversed() {
    for name in [["ResNet block"], ["ResNet block", attention(level)]] {
      parts.append(
        Part(name: name, side: side, channels: widths[level + 1], skip: skips.removeLast()))
    }
    if level > 0 { side *= 2 }
    let name = level > 0 ? "upsample" : "3 × 3 convolution"
    parts.append(Part(name: [name], side: side, channels: widths[level]))
  }
  parts.append(Part(name: ["ResNet block"], side: side, channels: width, skip: 0))
  parts.append(Part(name: ["1 × 1 convolution"], side: side, channels: 1))
  return parts
}

/// The parts as a U: down the left, up the right. Resizing steps are labels of arrows.
func diagram(of parts: [Part]) -> Diagram {
  let resizes = ["downsample", "upsample", "3 × 3 convolution"]
  let boxed = parts.indices.filter { !resizes.contains(parts[$0].name[0]) }
  let bottom = boxed.count / 2
  func row(_ place: Int) -> Int { place < bottom ? place + 1 : boxed.count - 1 - place }
  func color(_ part: Part) -> Paint {
    part.name.last!.hasSuffix("attention")
      ? .series(part.name.last!.hasPrefix("softmax") ? 3 : 2) : part.isBlock ? .series(1) : .muted
  }
  var boxes = boxed.enumerated().map { place, index in
    let part = parts[index]
    return Diagram.Box(
      part.name + [part.shape], column: place < bottom ? 0 : 1, row: row(place),
      color: color(part),
      input: part.isBlock ? Diagram.Input("e", color: .series(4)) : nil)
  }
  var arrows = boxed.indices.dropFirst().map { place in
    let before = parts[boxed[place] - 1].name[0]
    return Diagram.Arrow(
      from: place - 1, to: place, label: resizes.contains(before) ? before : "")
  }
  for (place, index) in boxed.enumerated() {
    guard let skip = parts[index].skip, let from = boxed.firstIndex(of: skip) else { continue }
    arrows.append(
      Diagram.Arrow(from: from, to: place, label: "+ \(parts[skip].channels)", isDashed: true))
  }
  boxes += [
    Diagram.Box(["noisy image", "28 × 28 × 1"], column: 0, row: 0),
    Diagram.Box(["timestep t"], column: 0, row: bottom + 1, color: .series(4)),
    Diagram.Box(["time embedding e"], column: 1, row: bottom + 1, color: .series(4)),
  ]
  arrows.insert(Diagram.Arrow(from: boxed.count, to: 0), at: 0)
  arrows.append(Diagram.Arrow(from: boxed.count + 1, to: boxed.count + 2))
  return Diagram(
    "The U-Net: from a noisy image to its noise", boxes: boxes, arrows: arrows,
    legend: [
      ("ResNet block", .series(1)), ("with linear attention", .series(2)),
      ("with softmax attention", .series(3)), ("time embedding e", .series(4)),
    ])
}
let plan = parts(width: 32)
show(diagram(of: plan))

// U-Nets for diffusion agree on this plan and differ in the parts. The table compares three of them: the network of Ho et al. for
// CIFAR-10, from appendix B of the paper and from its code, and the two that we build, the Annotated Diffusion Model's with 28
// channels and the one of denoising-diffusion-pytorch with 32.
//
// | property | Ho et al. 2020 | Annotated | lucidrains |
// | --- | --- | --- | --- |
// | parameters | 35.7 million | 2.0 million | 2.6 million |
// | first convolution | 3 × 3 | 1 × 1 | 7 × 7 |
// | a block's order | norm, SiLU, convolution | convolution, norm, SiLU | the same |
// | normalization | group norm | group norm, standardized weights | RMS norm |
// | time embedding | added | scale and shift | scale and shift |
// | attention | softmax at 16 × 16 | linear; softmax in the middle | linear; softmax at the lowest resolution |
// | downsampling | convolution, stride 2 | space-to-depth | space-to-depth |
// | ResNet blocks per resolution | 2 down, 3 up | 2 and 2 | 2 and 2 |
// | last layers start at zero | yes | no | no |
//
// A `Recipe` holds the choices in which the last two differ. The sections below explain its entries.

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

// ## Time embedding {#sec-time}
//
// One network serves all noise levels, so the timestep is an input. A single number such as $`t = 500`$ is a poor input: a
// linear layer can only scale and shift it, and treats 500 and 510 almost alike. A **sinusoidal embedding** [@vaswani2017]
// turns the number into sines and cosines of many frequencies, from one radian per step down to one radian in ten thousand
// steps:
//
// ```math {#eq-waves}
// \begin{aligned}
// \omega_i &= 10\,000^{-i/(h - 1)}, \\
// i &= 0, \dots, h - 1, \\
// e(t) &= (\sin \omega_0 t, \dots, \sin \omega_{h-1} t, \\
// &\qquad \cos \omega_0 t, \dots, \cos \omega_{h-1} t) .
// \end{aligned}
// ```
//
// With $`h`$ frequencies, timesteps `[batch]` become `[batch, 2h]`. Two linear layers with a GELU between them turn these into the
// time embedding that the ResNet blocks receive. It has four times as many numbers as the first convolution has channels.

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

//| label: fig-waves
//| fold: true
//| caption: The sinusoidal embedding of all thousand timesteps with 16 frequencies. Each column is a timestep. The upper half are sines, the lower half cosines.
//| alt: A heat map. In each half the top rows flicker from column to column; further down the waves become longer and longer, and the lowest rows of each half have nearly one color.
let steps = Tensor.arange(1000)
let waves = SinusoidalEmbedding(32)(steps)  // [1000, 32]
let omega = (0..<16).map { pow(10_000, -Float($0) / 15) }
let slow = omega.filter { $0 * 1000 < 2 * Float.pi }.count
show(Plot(
  "Sinusoidal embedding", x: Axis("timestep"), y: Axis("dimension"), height: 300
) {
  HeatMap(waves.transposed(), name: "value")
})

//| title: Tests of the time embedding
let angles = steps.expanded(at: 1) * Tensor(omega)  // [1000, 1] · [16]
show(check(
  "the engine's layer is this formula, to 1e-4",
  abs(waves - concatenate([sin(angles), cos(angles)], axis: 1)).max().item < 1e-4))

// Read a column of @fig-waves as a clock with sixteen hands. The fast hands tell neighboring timesteps apart, the slow ones tell early from
// late. The slowest hardly move: `{swift} slow` of the 16 complete less than one turn in a thousand steps. The
// constant 10,000 was chosen for positions in long texts, and diffusion models kept it.
//
// How similar are two timesteps? Since $`\sin a \sin b + \cos a \cos b = \cos(a - b)`$, the inner product of two
// embeddings depends only on their distance,
//
// ```math {#eq-nearness}
// e(t) \cdot e(t') = \sum_i \cos \omega_i (t - t') ,
// ```
//
// and every embedding has the same length, $`\sqrt h`$. @fig-nearness shows the cosine similarity of timestep 500 with all others:
// a sharp peak at 500, and smaller swings elsewhere.

//| label: fig-nearness
//| fold: true
//| caption: Cosine similarity between the embedding of timestep 500 and the embeddings of all timesteps. The second curve shows a common bug, where the timestep is divided by a thousand first.
//| alt: One curve has a sharp peak of height one at 500 and elsewhere swings between 0 and 0.7, lower the farther away. The other stays at nearly one throughout.
/// Cosine similarity of the embedding of 500 with all others.
func similarity(_ e: Tensor) -> [Float] { (matmul(e, e[500].expanded(at: 1)) / 16).scalars }
let scaledSimilarity = similarity(SinusoidalEmbedding(32)(steps / 1000))

show(Plot(
  "Similarity to timestep 500", x: Axis("timestep"),
  y: Axis("cosine similarity", range: -0.1...1.05)
) {
  Line(similarity(waves), name: "t")
  Line(scaledSimilarity, name: "t / 1000")
})

//| fold: true
show(check(
  "all embeddings have the length √16",
  abs(square(waves).sum(axis: 1) - 16).max().item < 1e-3))

// > [!WARNING]
// > The second curve of @fig-nearness is a common bug. Code that uses continuous time passes $`t / T`$ to an
// > embedding made for whole steps. Nothing crashes, but the embeddings of all timesteps are almost
// > the same: the cosine similarity of 0 and 500 is `{swift} scaledSimilarity[0].fixed(3)`. Multiply by a thousand first.
//
// ## Group norm and RMS norm {#sec-norms}
//
// Normalization brings the features between convolutions to a common scale. The two networks use different kinds.
//
// **Group norm** [@wu2018] works on each image separately and on each group $`g`$ of neighboring channels, over all pixels. It brings mean and
// variance to 0 and 1, then applies a learned gain and bias per channel:
//
// ```math {#eq-group-norm}
// y_c = \gamma_c\, \frac{x_c - \mu_g}{\sqrt{\sigma_g^2 + 10^{-5}}} + \beta_c .
// ```
//
// This is batch norm without the batch: the result for one image doesn't depend on the other images.
//
// **RMS norm** [@zhang2019] works on each pixel separately, over all its $`C`$ channels, and only scales:
//
// ```math {#eq-rms-norm}
// y_c = \gamma_c\, \sqrt{C}\, \frac{x_c}{\lVert x \rVert} .
// ```
//
// Both keep the shape, `[batch, height, width, channels]`.

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

//| title: Statistics of each group
/// The numbers of each image's groups side by side: `[batch, groups, count]`.
func grouped(_ x: Tensor, _ groups: Int) -> Tensor {
  let (batch, channels) = (x.shape[0], x.shape[3])
  return x.reshaped([batch, -1, groups, channels / groups])
    .transposed(permutation: [0, 2, 1, 3]).reshaped([batch, groups, -1])
}
let crowd = 3 * random.stream("crowd").normal([2, 6, 6, 8]) + 1

let inGroups = grouped(crowd, 4)
let centered = inGroups - inGroups.mean(axis: 2, keepingDimension: true)
let scaled = centered / sqrt(square(centered).mean(axis: 2, keepingDimension: true) + 1e-5)
let groupNormed = Norm(groups: 4, channels: 8)(crowd)
check(
  "group norm is its formula, to 1e-5",
  abs(grouped(groupNormed, 4) - scaled).max().item < 1e-5)

let lengths = sqrt(square(crowd).sum(axis: 3, keepingDimension: true))
let pixelNormed = Norm(groups: nil, channels: 8)(crowd)
show(check(
  "RMS norm is its formula, to 1e-5",
  abs(pixelNormed - sqrt(Tensor(8)) * crowd / lengths).max().item < 1e-5))

// Both norms remove the contrast of a whole image: a digit at a tenth of its contrast comes out as strong as the original.
// They differ *within* an image. Group norm shifts and scales all pixels of a channel alike, so a
// fading digit still fades. RMS norm rescales each pixel on its own, so the fade disappears (@fig-norms): a pixel keeps
// the direction of its feature vector and loses its length. @tbl-norms measures both effects.

//| label: fig-norms
//| fold: true
//| caption: A digit whose contrast falls from 100% at the left to 10% at the right, after a convolution with random weights (four of eight channels), after group norm, and after RMS norm. Each row is scaled by its standard deviation; gray is zero.
//| alt: Three rows of four relief images of one digit. In the first two rows the digit fades toward the right. In the third row its right side is as strong as its left side.
let fade = Tensor.linspace(from: 1, through: 0.1, count: 28).reshaped([1, 1, 28, 1])
let randomFilters = Conv2d(
  1, 8, kernel: 3, padding: 1, bias: false, random: random.stream("random filters"))
let normLayers: [(name: String, apply: (Tensor) -> Tensor)] = [
  ("convolution", { randomFilters($0) }),
  ("group norm", { Norm(groups: 2, channels: 8)(randomFilters($0)) }),
  ("RMS norm", { Norm(groups: nil, channels: 8)(randomFilters($0)) }),
]
// In 0…1, so that the background is exactly zero.
let normDigits = data.train.images.rows(Array(order[0..<100]))
let fadingDigit = fade * normDigits[3..<4]
let normTiles = normLayers.map { layer -> Tensor in
  let each = layer.apply(fadingDigit).slice(axis: 3, 0..<4).transposed(permutation: [3, 1, 2, 0])
  return 0.5 + 0.2 * each / sqrt(square(each).mean())
}
show(ImageGrid(
  concatenate(normTiles), columns: 4, scale: 4,
  labels: (1...4).map { "channel \($0)" }, rowLabels: normLayers.map(\.name)))

//| label: tbl-norms
//| fold: true
//| caption: How much of a contrast difference survives. First, a whole image at 10% of its contrast, relative to the original. Second, the right half of a fading image relative to its left half, divided by the same ratio without fading. Mean and standard deviation over 100 random digits.
/// The standard deviation over an image's pixels, averaged over channels: `[n]`.
func contrast(_ x: Tensor) -> Tensor {
  let pixels = x.reshaped([x.shape[0], -1, x.shape[3]])
  return sqrt(pixels.variance(axis: 1).mean(axis: 1))
}
func rightToLeft(_ x: Tensor) -> Tensor {
  contrast(x.slice(axis: 2, 14...)) / contrast(x.slice(axis: 2, ..<14))
}
show(Table(
  columns: ["after", "image at 10% contrast", "right half of a fading image"],
  rows: normLayers.map { layer in
    let full = layer.apply(normDigits)
    let faint = contrast(layer.apply(0.1 * normDigits)) / contrast(full)
    let fading = rightToLeft(layer.apply(fade * normDigits)) / rightToLeft(full)
    return [layer.name, spread(faint.scalars, 2), spread(fading.scalars, 2)]
  }))

// Published networks use either kind. RMS norm needs no statistics over the image.
//
// ## Convolution block {#sec-block}
//
// The piece that occurs most often is a 3 × 3 convolution, a norm, and an activation:
//
// ```math {#eq-block}
// \begin{gathered}
// n = \mathrm{norm}(W * x + b), \\
// y = \mathrm{SiLU}\bigl((1 + s) \odot n + r\bigr), \\
// \mathrm{SiLU}(z) = z \cdot \mathrm{sigmoid}(z) .
// \end{gathered}
// ```
//
// `[batch, height, width, inputs]` becomes `[batch, height, width, outputs]`. The scale $`s`$ and the shift $`r`$ come from
// the time embedding, as the next section explains; without them both are zero. @fig-activations compares SiLU with its relatives.

//| label: fig-activations
//| fold: true
//| caption: SiLU is the activation of the blocks, GELU that of the time embedding. Both behave like ReLU for large inputs and are smooth at zero.
//| alt: Three curves. For positive numbers all rise to the right, ReLU on the diagonal and the other two slightly below it. For negative numbers ReLU is zero, GELU dips to about minus 0.17 and SiLU to minus 0.28.
let z = Tensor.linspace(from: -4, through: 3, count: 281)
show(Plot("Activation functions", x: Axis("input"), y: Axis("output"), height: 300) {
  Line(z, silu(z), name: "SiLU")
  Line(z, gelu(z), name: "GELU")
  Line(z, relu(z), name: "ReLU", color: .muted)
})

// The Annotated network also uses **weight standardization** [@qiao2019]. Its convolutions don't use the parameters $`W`$ directly but, for each
// output channel $`o`$,
//
// ```math {#eq-standardized}
// \hat W_o = \frac{W_o - \mathrm{mean}(W_o)}{\sqrt{\mathrm{var}(W_o) + 10^{-5}}} ,
// ```
//
// with mean and variance over the $`9 \cdot \text{inputs}`$ weights of that channel. Adding a constant to a filter
// or multiplying it by one then changes nothing.

//| export: true
/// Weights `[kernel, kernel, inputs, outputs]`, mean 0 and variance 1 for each output.
func standardized(_ weight: Tensor) -> Tensor {
  let columns = weight.reshaped([-1, weight.shape[3]])
  let centred = columns - columns.mean(axis: 0)
  let variance = square(centred).mean(axis: 0)
  return (centred / sqrt(variance + 1e-5)).reshaped(to: weight.shape)
}

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

//| title: Tests of the weight standardization
let filters = random.stream("filters").normal([3, 3, 28, 28])
let standard = standardized(filters).reshaped([-1, 28])
check(
  "standardized filters have mean 0 and variance 1",
  abs(standard.mean(axis: 0)).max().item < 1e-5
    && abs(standard.variance(axis: 0) - 1).max().item < 0.01)
show(check(
  "scale and offset of a filter do not matter",
  abs(standardized(5 * filters + 2).reshaped([-1, 28]) - standard).max().item < 1e-3))

// ## ResNet block and FiLM {#sec-resnet}
//
// A **ResNet block** [@he2016] is two such blocks in a row, with a **residual connection** around them. The input is added to
// the output, so the two blocks only learn a correction:
//
// ```math {#eq-resnet}
// \begin{gathered}
// (s, r) = U\, \mathrm{SiLU}(e) + u, \\
// y = B_2\bigl(B_1(x;\, s, r)\bigr) + R\,x .
// \end{gathered}
// ```
//
// $`R`$ is the identity where the number of channels stays the same; the gradient then has a path to $`x`$ that no weight can weaken. Where the
// number of channels changes, $`R`$ is a learned 1 × 1 convolution, and the gradient passes through its weights.
//
// The time embedding $`e`$ enters through a linear layer of its own in each ResNet block. The layer computes a scale $`s`$ and a shift
// $`r`$ for each channel of the first block (@eq-block). Conditioning by scale and shift is known as
// **FiLM**, *feature-wise linear modulation* [@perez2018]; after a group norm it is called **adaptive group normalization**, AdaGN [@dhariwal2021],
// or scale-shift norm. Ho et al. add the embedding to the features instead, which is a shift without a scale. A scale can do what a shift
// can't: where $`s = -1`$, the channel no longer depends on the image. So the network can use different channels at different timesteps. In the ablation of Dhariwal and Nichol, AdaGN gave better samples than addition.

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

//| title: Tests of the ResNet block
let resNet = ResNetBlock(
  8, 16, timeWidth: 32, recipe: .annotated, random: random.stream("ResNet block"))
let features = random.stream("features").normal([2, 28, 28, 8])
let (early, late) = (waves[10..<12], waves[900..<902])  // [2, 32]

check(
  "eight channels in, sixteen out",
  resNet(features, time: early).shape == [2, 28, 28, 16])
check(
  "the output depends on the time",
  abs(resNet(features, time: early) - resNet(features, time: late)).max().item > 0.01)

resNet.second.norm.group!.gain.value = Tensor.zeros([16])
show(check(
  "with the last gain at zero, the block is its shortcut",
  abs(resNet(features, time: early) - resNet.shortcut!(features)).max().item == 0))

// ## Self-attention {#sec-attention}
//
// A 3 × 3 convolution sees one pixel far. **Self-attention** [@vaswani2017] lets each pixel gather from all pixels, and choose which. Three matrices turn
// the channels of each pixel into a query, a key and a value, of $`d`$ numbers each. Each query is compared with all keys, and the output is the mean of the
// values, weighted by how well their keys match:
//
// ```math {#eq-attention}
// \begin{gathered}
// Q = X W_Q,\; K = X W_K,\; V = X W_V, \\
// \mathrm{attention}(X) = \mathrm{softmax}\Bigl(\frac{Q K^\top}{\sqrt d}\Bigr) V .
// \end{gathered}
// ```
//
// $`X`$ has a row for each of the $`n`$ pixels. Several **heads** work side by side, each with its own matrices, and a last matrix
// combines their outputs. The lucidrains network adds four learned keys and values to each head, a *memory* that belongs to no pixel.
//
// The softmax fills a table of $`n \times n`$ weights: for 28 × 28 pixels `{swift} commas(784 * 784)` numbers for each image and head. **Linear attention**
// [@katharopoulos2020; @shen2021] avoids the table. In the form of Shen et al., which both networks use, it applies one softmax to each query, over its $`d`$ numbers, and one to the keys,
// over the $`n`$ pixels. Then the products can be computed in another order:
//
// ```math {#eq-linear-attention}
// \begin{gathered}
// H = \mathrm{softmax}_n(K)^\top\, V , \\
// \mathrm{linear}(X) = \frac{1}{\sqrt d}\, \mathrm{softmax}_d(Q)\, H .
// \end{gathered}
// ```
//
// $`H`$ has only $`d \times d`$ numbers, a summary of the whole image, from which each pixel reads. In code:

/// Attention of queries `[…, n, d]` to keys and values `[…, m, d]`.
func softmaxAttention(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  matmul(softmaxWeights(q, k), v)
}
func softmaxWeights(_ q: Tensor, _ k: Tensor) -> Tensor {
  softmax(matmul(q, k.transposed()) / sqrt(Tensor(Float(q.shape[-1]))))
}

func linearAttention(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Tensor {
  let summary = matmul(softmax(k, axis: -2).transposed(), v)  // H, [d, d]
  return matmul(softmax(q), summary) / sqrt(Tensor(Float(q.shape[-1])))
}

// **An example by hand.** Take four pixels and $`d = 2`$. Pixels 1 and 2 have the key (2, 0) and the value (1, 0); pixels 3 and 4 have the key (0, 2) and the
// value (0, 1). @tbl-attention-example gives the queries and both results.

//| label: tbl-attention-example
//| fold: true
//| caption: Softmax and linear attention for four pixels. The weights are listed for pixels 1 to 4. Those of linear attention are before the factor 1/√2.
let exampleQ = Tensor([2, 0, 0, 2, 1, 1, 4, 0], shape: [4, 2])
let exampleK = Tensor([2, 0, 2, 0, 0, 2, 0, 2], shape: [4, 2])
let exampleV = Tensor([1, 0, 1, 0, 0, 1, 0, 1], shape: [4, 2])
/// The weights that linear attention never computes: softmax(Q) · softmax(K)ᵀ.
func linearWeights(_ q: Tensor, _ k: Tensor) -> Tensor {
  matmul(softmax(q), softmax(k, axis: -2).transposed())
}
func numbers(_ x: Tensor) -> String {
  x.scalars.map { $0.fixed(2) }.joined(separator: " ")
}
let exampleSoftmax = softmaxAttention(exampleQ, exampleK, exampleV)
let exampleLinear = linearAttention(exampleQ, exampleK, exampleV)
let exampleLinearWeights = linearWeights(exampleQ, exampleK)
show(Table(
  columns: ["query", "softmax weights", "output", "linear weights", "output"],
  rows: (0..<4).map { pixel in
    [
      "(\(exampleQ[pixel].scalars.map { $0.fixed(0) }.joined(separator: ", ")))",
      numbers(softmaxWeights(exampleQ, exampleK)[pixel]),
      numbers(exampleSoftmax[pixel]),
      numbers(exampleLinearWeights[pixel]), numbers(exampleLinear[pixel]),
    ]
  }))

// Pixel 1, softmax: its scores are $`(4, 4, 0, 0) / \sqrt 2`$, and $`e^{4/\sqrt 2} \approx 16.9`$. So the two matching pixels get
// $`16.9 / (2 \cdot 16.9 + 2) \approx 0.47`$ each, and the output is nearly (1, 0).
//
// Pixel 1, linear: the softmax of the query (2, 0) is (`{swift} numbers(softmax(exampleQ)[0]).replacing(" ", with: ", ")`). The softmax of the first key
// component over the pixels is (`{swift} numbers(softmax(exampleK, axis: 0).transposed()[0]).replacing(" ", with: ", ")`), of the second the reverse. Their mixture
// is the row of weights in the table. Each row adds up to 1, as with softmax attention. The factor $`1/\sqrt d`$ then makes every
// row of the output add up to `{swift} exampleLinear[0].sum().item.fixed(2)`, so linear attention is a weighted mean *times* $`1/\sqrt d`$.
//
// Now compare the last row with the first. The query (4, 0) is twice as long. Softmax attention becomes nearly exclusive:
// `{swift} softmaxWeights(exampleQ, exampleK)[3][0].item.fixed(3)` for each matching pixel, where one half is the limit. Linear attention can't get there: its weights are a mixture of the
// two columns of $`\mathrm{softmax}_n(K)`$, whatever the query, and these give a matching pixel `{swift} softmax(exampleK, axis: 0)[0][0].item.fixed(2)` at most. In general its table has rank $`d`$ at most:
// there are $`d`$ attention maps, the same for all pixels, and a pixel only chooses its mixture of them. The gain is in
// @tbl-attention.

//| label: tbl-attention
//| fold: true
//| caption: Multiplications of one head with d = 32, in thousands, without the projections. Softmax attention needs 2n²d, linear attention 2nd².
show(Table(
  columns: ["image", "n", "softmax", "linear", "ratio n/d"],
  rows: [28, 14, 7].map { size in
    let n = size * size
    return [
      "\(size) × \(size)", "\(n)", commas(2 * n * n * 32 / 1000),
      commas(2 * n * 32 * 32 / 1000), (Float(n) / 32).fixed(1),
    ]
  }))

// At 28 × 28 softmax attention costs `{swift} (Float(784) / 32).fixed(1)` times as much as linear attention, at 7 × 7 only
// `{swift} (Float(49) / 32).fixed(1)` times. So softmax attention is affordable at the lowest resolution. The lucidrains network uses it there and in
// the middle, and linear attention elsewhere. The Annotated network has softmax attention in the middle alone, and norms of a single group around each attention.

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

// The engine's layer `SelfAttention` has the same mathematics with heads, memory and projections, and computes no table. The
// folded code writes it out with the two functions above, to check the layer, and to look at the tables of a trained network
// [later](#sec-inside).

//| title: Heads, memory and projections
/// The attention of one image's pixels `[n, channels]`: the weights `[heads, n, m]`, memory
/// first and then the pixels, and the layer's output.
func attentionByHand(
  _ x: Tensor, _ layer: SelfAttention, heads: Int, kind: AttentionKind
) -> (weights: Tensor, output: Tensor) {
  let (n, d) = (x.shape[0], layer.output.shape[0] / heads)
  let both = matmul(x, layer.projection.value).reshaped([n, 3, heads, d])
    .transposed(permutation: [1, 2, 0, 3])  // [3, heads, n, d]
  var (q, k, v) = (both[0], both[1], both[2])
  if let memory = layer.memory?.value {  // [2, heads, entries, d]
    k = concatenate([memory[0], k], axis: 1)
    v = concatenate([memory[1], v], axis: 1)
  }
  let isSoftmax = kind == .softmax
  let mixed = isSoftmax ? softmaxAttention(q, k, v) : linearAttention(q, k, v)
  let side = mixed.transposed(permutation: [1, 0, 2]).reshaped([n, heads * d])
  return (
    isSoftmax ? softmaxWeights(q, k) : linearWeights(q, k),
    matmul(side, layer.output.value) + layer.bias.value
  )
}

let tokens = random.stream("tokens").normal([1, 7, 7, 24])
for kind in [AttentionKind.softmax, .linear] {
  let layer = SelfAttention(
    24, heads: 4, width: 16, entries: 4, kind: kind, random: random.stream("\(kind)"))
  let (weights, output) = attentionByHand(
    tokens.reshaped([49, 24]), layer, heads: 4, kind: kind)
  check(
    "\(kind) attention written out equals the engine's layer, to 1e-5",
    abs(output - layer(tokens).reshaped([49, 24])).max().item < 1e-5)
  check(
    "\(kind): the weights of each pixel add up to 1",
    abs(weights.sum(axis: 2) - 1).max().item < 1e-5)
}

// ## Downsampling and upsampling {#sec-resampling}
//
// The denoiser of Chapter 3 halves an image by max pooling: it keeps the largest of four pixels and drops the others. The U-Net
// drops nothing. **Space-to-depth** turns the four pixels of each 2 × 2 square into channels of one pixel, and a 1 × 1 convolution
// chooses what to keep: `[batch, h, w, c]` → `[batch, h/2, w/2, 4c]` → `[batch, h/2, w/2, outputs]`. Sunkara and Luo proposed this in
// place of strided convolutions and pooling [@sunkara2022]. On the way up, **nearest-neighbor upsampling** repeats each pixel four times, and
// a 3 × 3 convolution smooths the result (@fig-phases).

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

//| label: fig-phases
//| fold: true
//| caption: A digit, the four channels that space-to-depth makes of it, and one of these channels after nearest-neighbor upsampling.
//| alt: A digit of 28 by 28 pixels, four nearly equal digits of 14 by 14, and a coarse digit of 28 by 28 with visible squares.
let exampleImage = images([7])
let phases = spaceToDepth(exampleImage)  // [1, 14, 14, 4]
let phaseImages = (0..<4).map { phases.slice(axis: 3, $0..<$0 + 1) }
/// In the middle of 28 × 28 transparent pixels.
func framed(_ x: Tensor) -> Tensor {
  let side = Tensor.full([1, 14, 7, 1], .nan)
  let edge = Tensor.full([1, 7, 28, 1], .nan)
  return concatenate([edge, concatenate([side, x, side], axis: 2), edge], axis: 1)
}
show(ImageGrid(
  concatenate(
    [exampleImage] + phaseImages.map(framed) + [upsampleNearest(phaseImages[0])]),
  columns: 6, scale: 3, labels: ["28 × 28", "14 × 14", "14 × 14", "14 × 14", "14 × 14", "28 × 28"],
  range: -1...1))

//| fold: true
check(
  "space-to-depth loses nothing",
  abs(depthToSpace(phases) - exampleImage).max().item == 0)
check(
  "average pooling undoes nearest-neighbor upsampling",
  abs(averagePool(upsampleNearest(phases)) - phases).max().item < 1e-6)

let halving = Downsample(8, 16, random: random.stream("halving"))
let kernel = halving.convolution.weight.value.reshaped([2, 2, 8, 16])
show(check(
  "downsampling is a 2 × 2 convolution with stride 2",
  abs(
    halving(features)
      - conv2d(features, weight: kernel, bias: halving.convolution.bias?.value, stride: 2)
  ).max().item < 1e-5))

// The last check is worth a second look. "No More Strided Convolutions or Pooling", the title of that paper, is also a comment in the PyTorch code. But
// space-to-depth followed by a 1 × 1 convolution *is* a strided convolution, with a 2 × 2 kernel and squares that don't overlap.
//
// ## The complete U-Net {#sec-unet}
//
// A *stage* is one resolution: two ResNet blocks, attention, and the step to the next resolution. The last stage on either side
// keeps its size and has a plain 3 × 3 convolution instead of that step.

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

// The forward pass is the whole idea of a U-Net in twenty lines. Each encoder stage pushes two tensors $`h`$ onto a stack. Each
// decoder stage pops two, the last one first, and concatenates them to its own channels:
//
// ```math {#eq-skip}
// \begin{gathered}
// x \leftarrow B\bigl([x;\, h]\bigr), \\
// \texttt{[.., c]},\ \texttt{[.., c′]} \\
// \to\; \texttt{[.., c + c′]} \\
// \to\; \texttt{[.., outputs]} .
// \end{gathered}
// ```

// //| eval: false
// func callAsFunction(_ x: Tensor, _ timesteps: Tensor) -> Tensor {
//   let time = self.time(timesteps)
//   let start = input(x)
//   var x = start
//   var skips: [Tensor] = []
//   for stage in downs {
//     x = stage.first(x, time: time)
//     skips.append(x)
//     x = stage.attention(stage.second(x, time: time))
//     skips.append(x)
//     x = stage.next(x)
//   }
//   x = middleSecond(middleAttention(middleFirst(x, time: time)), time: time)
//   for stage in ups {
//     x = stage.first(concatenate([x, skips.removeLast()], axis: 3), time: time)
//     x = stage.second(concatenate([x, skips.removeLast()], axis: 3), time: time)
//     x = stage.next(stage.attention(x))
//   }
//   return output(last(concatenate([x, start], axis: 3), time: time))
// }

// Concatenation is why the decoder's blocks have so many input channels. (Chapter 3 adds the skips instead, which costs no weights and
// gives the network less choice.) The very first tensor crosses to the very end, into the *output head*: a last ResNet block, which makes
// `width` channels of twice as many, and a 1 × 1 convolution to one channel. No activation follows, because noise is positive and negative.
//
// The folded code is the struct with its initializer, which counts channels at each resolution.

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

// For the checks and experiments below, a second folded function repeats the forward pass and records each part's input and
// output. It can also cut the skips, which puts zeros in their place. The recorded shapes are those of @fig-unet.

//| title: A forward pass that records its parts
/// The inputs and outputs of a network's parts, in the order of `parts`.
func trace(
  _ net: UNet, _ x: Tensor, _ timesteps: Tensor, usesSkips: Bool = true
) -> [(input: Tensor, output: Tensor)] {
  let time = net.time(timesteps)
  var trace: [(input: Tensor, output: Tensor)] = []
  var skips: [Tensor] = []
  func run(_ input: Tensor, _ part: (Tensor) -> Tensor) -> Tensor {
    let output = part(input)
    trace.append((input, output))
    return output
  }
  func joined(_ x: Tensor, _ skip: Tensor) -> Tensor {
    concatenate([x, usesSkips ? skip : Tensor.zeros(skip.shape)], axis: 3)
  }
  let start = run(x) { net.input($0) }
  var x = start
  for stage in net.downs {
    x = run(x) { stage.first($0, time: time) }
    skips.append(x)
    x = run(x) { stage.attention(stage.second($0, time: time)) }
    skips.append(x)
    x = run(x) { stage.next($0) }
  }
  x = run(x) { net.middleAttention(net.middleFirst($0, time: time)) }
  x = run(x) { net.middleSecond($0, time: time) }
  for stage in net.ups {
    x = run(joined(x, skips.removeLast())) { stage.first($0, time: time) }
    x = run(joined(x, skips.removeLast())) { stage.attention(stage.second($0, time: time)) }
    x = run(x) { stage.next($0) }
  }
  x = run(joined(x, start)) { net.last($0, time: time) }
  _ = run(x) { net.output($0) }
  return trace
}

//| title: "Tests of the U-Net's trace"
let example = UNet(width: 32, random: random.stream("example"))
let exampleTrace = trace(example, exampleImage, Tensor([500]))
check(
  "the recorded forward pass is the network's, to the bit",
  abs(exampleTrace.last!.output - example(exampleImage, Tensor([500]))).max().item == 0)
check(
  "its shapes are those of the diagram",
  zip(exampleTrace, plan).allSatisfy {
    $0.output.shape == [1, $1.side, $1.side, $1.channels]
  } && exampleTrace.count == plan.count)
let taken = plan.compactMap(\.skip)
check(
  "seven skips, each used once, the last one first",
  taken.count == 7 && zip(taken, taken.dropFirst()).allSatisfy { $0 > $1 })
show(check(
  "each skip joins an image of its own size",
  plan.allSatisfy { part in part.skip.map { plan[$0].side == part.side } ?? true }))

// ## Counting parameters and multiplications {#sec-counting}
//
// The number of parameters is the cheapest test of an architecture. It finds a missing bias, a wrong number of heads, and a skip of the wrong
// width. Both published networks have a number to compare with: 2,020,257 for the Annotated network with 28 channels, 2,607,681 for the
// lucidrains network with 32.

//| title: The two reference networks
let annotated = UNet(width: 28, recipe: .annotated, random: random.stream("annotated"))
let lucidrains = UNet(width: 32, random: random.stream("lucidrains"))
check(
  "the Annotated Diffusion Model's network has 2,020,257 parameters",
  annotated.parameterCount == 2_020_257)
show(check(
  "denoising-diffusion-pytorch's network has 2,607,681",
  lucidrains.parameterCount == 2_607_681))

//| label: tbl-parts
//| fold: true
//| caption: The parameters of each part, and for the lucidrains network the millions of multiplications by weights for one image. Time layers, norms and the attention products of @tbl-attention are left out of the last column.
let sections: [(name: String, side: Int, modules: (UNet) -> [any Module])] = [
  ("time embedding", 0, { [$0.time] }),
  ("first convolution", 28, { [$0.input] }),
  ("encoder, 28 × 28", 28, { [$0.downs[0]] }),
  ("encoder, 14 × 14", 14, { [$0.downs[1]] }),
  ("encoder, 7 × 7", 7, { [$0.downs[2]] }),
  ("middle, 7 × 7", 7, { [$0.middleFirst, $0.middleAttention, $0.middleSecond] }),
  ("decoder, 7 × 7", 7, { [$0.ups[0]] }),
  ("decoder, 14 × 14", 14, { [$0.ups[1]] }),
  ("decoder, 28 × 28", 28, { [$0.ups[2]] }),
  ("output head", 28, { [$0.last, $0.output] }),
]
func count(_ modules: [any Module]) -> Int { modules.reduce(0) { $0 + $1.parameterCount } }
/// Each weight is used once for each pixel of its layer's output.
func multiplications(_ modules: [any Module], side: Int) -> Int {
  modules.flatMap(\.parameters).reduce(0) { sum, entry in
    let isProjection = entry.name.hasSuffix("projection") || entry.name.hasSuffix("output")
    guard entry.parameter.shape.rank == 4 && !entry.name.hasSuffix("memory") || isProjection
    else { return sum }
    let outputs =
      entry.name.hasPrefix("down.")
      ? side * side / 4 : entry.name.hasPrefix("up.") ? 4 * side * side : side * side
    return sum + entry.parameter.shape.count * outputs
  }
}
let counts = sections.map { (count($0.modules(annotated)), count($0.modules(lucidrains))) }
let work = sections.map { multiplications($0.modules(lucidrains), side: $0.side) }
let allWork = work.reduce(0, +)
func millions(_ count: Int) -> String { (Float(count) / 1e6).fixed(1) }
show(Table(
  columns: ["part", "Annotated", "lucidrains", "multiplications"],
  rows: sections.indices.map {
    [
      sections[$0].name, commas(counts[$0].0), commas(counts[$0].1),
      work[$0] == 0 ? "–" : millions(work[$0]),
    ]
  } + [
    [
      "all", commas(annotated.parameterCount), commas(lucidrains.parameterCount),
      millions(allWork),
    ]
  ]))

//| fold: true
check(
  "the parts are all there is",
  counts.reduce(0) { $0 + $1.0 } == annotated.parameterCount
    && counts.reduce(0) { $0 + $1.1 } == lucidrains.parameterCount)
/// The percentages of the parameters and of the multiplications at 7 × 7.
let lowest = sections.indices.filter { sections[$0].side == 7 }
let lowestShares = (
  100 * Float(lowest.reduce(0) { $0 + counts[$1].1 }) / Float(lucidrains.parameterCount),
  100 * Float(lowest.reduce(0) { $0 + work[$1] }) / Float(allWork)
)

// The lowest resolution, 7 × 7, holds `{swift} lowestShares.0.fixed(0)`% of the parameters and does `{swift} lowestShares.1.fixed(0)`% of the
// multiplications (@tbl-parts). A weight at 28 × 28 is used sixteen times as often as one at 7 × 7. So the number of parameters
// says little about the cost of running a network.
//
// @tbl-between turns the Annotated network into the lucidrains network, one choice at a time.

//| label: tbl-between
//| fold: true
//| caption: From the Annotated network to the lucidrains network in six steps, with the parameters that each adds.
var between: [[String]] = []
var recipe = Recipe.annotated
var before = annotated.parameterCount
func turn(_ change: String, width: Int = 32) {
  let now = UNet(width: width, recipe: recipe, random: random.stream("count"))
    .parameterCount
  between.append([change, commas(now - before), commas(now)])
  before = now
}
between.append(["Annotated", "", commas(before)])
turn("32 channels instead of 28")
recipe.inputKernel = 7
turn("7 × 7 first convolution")
recipe.standardizesWeights = false
turn("no weight standardization")
recipe.groups = nil
turn("RMS norms, without biases")
recipe.memory = 4
turn("memory in attention")
recipe.deepestIsSoftmax = true
turn("softmax attention at 7 × 7")
show(Table(columns: ["change", "adds", "all"], rows: between))

//| fold: true
show(check("nothing else differs", before == lucidrains.parameterCount))

// The width accounts for nearly all of the difference. Weight standardization adds no parameters at all, so a count can't
// tell whether it is there. For that, we need to compare outputs.
//
// ## Matching PyTorch's outputs {#sec-pytorch}
//
// Two implementations agree if the same weights and the same input give the same output. Nobody has to ship millions of weights for such a test:
// both sides can compute them. Here each weight is a hash of its PyTorch name and its position. The script
// `Tests/NetworksTests/Recorded/chapter.py` fills the networks in PyTorch with the same hash, runs them in double
// precision, and prints twelve outputs of each.
//
// For the lucidrains network the script runs the published package. For the Annotated network it doesn't run the blog's code but a *reconstruction*: the package's
// network with the changes of @tbl-between undone, and with a correct weight standardization. The blog's own has a bug, which exercise 2 examines.
//
// If you port weights from PyTorch, names are half of the work and memory layout is the other half. PyTorch puts channels first, and outputs before
// inputs; here, as in TensorFlow, Flax and MLX, channels come last:
//
// | tensor | PyTorch | here |
// | --- | --- | --- |
// | images | `[n, c, h, w]` | `[n, h, w, c]` |
// | `Linear` | `[out, in]` | `[in, out]` |
// | `Conv2d` | `[out, in, k, k]` | `[k, k, in, out]` |
// | queries, keys, values | `[3hd, c, 1, 1]` | `[c, 3hd]` |
// | channels after space-to-depth | $`(c, y, x)`$ | $`(y, x, c)`$ |
// | memory of linear attention | `[2, h, d, m]` | `[2, h, m, d]` |
//
// Most layout mistakes end in a shape error. The order of channels after space-to-depth doesn't: the program runs, with wrong
// numbers, and only a comparison of outputs finds it.
//
// <details>
// <summary>Plumbing: PyTorch's names, layouts and the hash</summary>

/// PyTorch's name of a parameter, in denoising-diffusion-pytorch.
func pytorchName(_ name: String, isLinear: Bool) -> String {
  let renamings = [
    (".input.", ".init_conv."), (".output.", ".final_conv."),
    (".time.first.", ".time_mlp.1."), (".time.second.", ".time_mlp.3."),
    (".middleFirst.", ".mid_block1."), (".middleSecond.", ".mid_block2."),
    (".middleAttention.", ".mid_attn."), (".last.", ".final_res_block."),
    (".first.convolution.", ".block1.proj."), (".first.norm.", ".block1.norm."),
    (".second.convolution.", ".block2.proj."), (".second.norm.", ".block2.norm."),
    (".time.", ".mlp.1."), (".shortcut.", ".res_conv."),
    (".outputNorm.", ".to_out.1."),
    (".attention.memory", ".mem_kv"), (".attention.projection", ".to_qkv.weight"),
    (".attention.output", isLinear ? ".to_out.0.weight" : ".to_out.weight"),
    (".attention.bias", isLinear ? ".to_out.0.bias" : ".to_out.bias"),
    (".pixel.gain", ".g"), (".group.gain", ".weight"), (".group.bias", ".bias"),
    (".first.", ".0."), (".second.", ".1."), (".attention.", ".2."),
    (".down.convolution.", ".3.1."), (".up.convolution.", ".3.1."), (".same.", ".3."),
  ]
  let renamed = renamings.reduce("." + name) { $0.replacing($1.0, with: $1.1) }
  return String(renamed.dropFirst())
}

/// Numbers in PyTorch's order, as a parameter of this shape.
func fromPyTorch(_ values: Tensor, shape: Shape, name: String, isLinear: Bool) -> Tensor {
  if name.hasSuffix("mem_kv") {
    let (heads, entries, width) = (shape[1], shape[2], shape[3])
    return isLinear
      ? values.reshaped([2, heads, width, entries]).transposed()
      : values.reshaped(to: shape)
  }
  switch shape.rank {
  case 2: return values.reshaped([shape[1], shape[0]]).transposed()
  case 4:
    // The inputs after space-to-depth are 2 × 2 pixels.
    let isDownsample = name.hasPrefix("downs") && name.hasSuffix(".3.1.weight")
    let side = isDownsample ? 2 : shape[0]
    let inputs = isDownsample ? shape[2] / 4 : shape[2]
    return values.reshaped([shape[3], inputs, side, side])
      .transposed(permutation: [2, 3, 1, 0]).reshaped(to: shape)
  default: return values.reshaped(to: shape)
  }
}

/// Hashes from −1 to 1 of the name and of each element's position.
func hashed(_ name: String, count: Int) -> Tensor {
  // FNV-1a, 32 bits.
  let number = name.utf8.reduce(UInt32(0x811C_9DC5)) {
    ($0 ^ UInt32($1)) &* 0x0100_0193
  }
  return Tensor(
    (0..<UInt32(count)).map { element in
      var h = element &* 0x85EB_CA77 &+ number &* 0x9E37_79B1
      h = (h ^ (h >> 16)) &* 0x85EB_CA6B
      h = (h ^ (h >> 13)) &* 0xC2B2_AE35
      h ^= h >> 16
      return Float(h >> 8) * 0x1p-23 - 1
    })
}

/// Gains around 1, biases small, weights of variance 1 / inputs.
func fillWithHashes(_ net: UNet) {
  let linear = net.parameters.map(\.name).compactMap { name in
    name.firstRange(of: "outputNorm").map { String(name[..<$0.lowerBound]) }
  }
  for (name, parameter) in net.parameters {
    let isLinear = linear.contains { name.hasPrefix($0) }
    let pytorch = pytorchName(name, isLinear: isLinear)
    let shape = parameter.shape
    let u = hashed(pytorch, count: shape.count)
    let values: Tensor
    if name.hasSuffix("gain") {
      values = 1 + u / 4
    } else if name.hasSuffix("bias") {
      values = u / 8
    } else if name.hasSuffix("memory") {
      values = u
    } else {
      let inputs = shape.count / shape[-1]
      values = u * Float((3 / Double(inputs)).squareRoot())
    }
    parameter.value = fromPyTorch(
      values, shape: shape, name: pytorch, isLinear: isLinear)
  }
}

// Printed by Tests/NetworksTests/Recorded/chapter.py: PyTorch in float64, and the
// distance of its float32 from it.
let pytorchDistance: Float = 5.7e-7
let recorded: [(name: String, net: UNet, values: [Float])] = [
  (
    "Annotated", annotated,
    [
      2.846189, 0.678274, 2.368329, 2.236308, 6.735461, 3.159876, -1.278504, 3.998359,
      3.180721, 1.660213, 4.393792, 1.283605,
    ]
  ),
  (
    "lucidrains", lucidrains,
    [
      -0.464374, 3.626636, 3.098438, 1.167676, 0.518047, -1.319501, 0.336237, 5.251111,
      1.504786, 1.725696, 3.782680, 2.958051,
    ]
  ),
]

// </details>

//| label: tbl-pytorch
//| fold: true
//| caption: Outputs of both networks for two images of hash noise at timesteps 17 and 250, every fourth of the recorded ones. The Annotated column comes from the reconstruction described above, not from the blog's code.
let hashedInput = 2 * hashed("x", count: 2 * 784).reshaped([2, 28, 28, 1])
let compared = recorded.map { name, net, values -> [Float] in
  fillWithHashes(net)
  let output = net(hashedInput, Tensor([17, 250])).scalars
  return values.indices.map { output[$0 * output.count / values.count] }
}
show(Table(
  columns: ["network", "entry", "PyTorch", "here"],
  rows: zip(recorded, compared).flatMap { theirs, ours in
    stride(from: 0, to: 12, by: 4).map { place in
      [
        theirs.name == "Annotated" ? "Annotated, reconstructed" : theirs.name,
        "\(place * 1568 / 12)", theirs.values[place].fixed(4), ours[place].fixed(4),
      ]
    }
  }))

//| title: Comparison with the recorded numbers
/// The largest difference, relative to the largest recorded number.
func distance(_ ours: [Float], _ theirs: [Float]) -> Float {
  abs(Tensor(ours) - Tensor(theirs)).max().item / abs(Tensor(theirs)).max().item
}
let distances = zip(recorded, compared).map { distance($1, $0.values) }
for (theirs, distance) in zip(recorded, distances) {
  check("\(theirs.name): all twelve of PyTorch's outputs, to 1e-4", distance < 1e-4)
}

// The largest difference is `{swift} (1e6 * distances.max()!).fixed(1)` millionths of the largest output. PyTorch's own single
// precision differs from its double precision by `{swift} (1e6 * pytorchDistance).fixed(1)` millionths. The book's
// tests go further and compare, for a U-Net like the lucidrains network, all outputs and the gradients of all parameters.
//
// ## Sanity checks before training {#sec-sanity}
//
// The comparison with PyTorch needs a reference implementation. The following five checks need none, take seconds, and
// find most bugs of a new network. They all use a batch as a training step sees it: noisy images, their timesteps, and the
// noise to predict.

struct NoisyBatch {
  let x, timesteps, noise: Tensor

  init(_ clean: Tensor, at timesteps: [Int], noise: Tensor) {
    let column: Shape = [timesteps.count, 1, 1, 1]
    x =
      Tensor(timesteps.map { signalScales[$0] }, shape: column) * clean
      + Tensor(timesteps.map { noiseScales[$0] }, shape: column) * noise
    self.timesteps = Tensor(timesteps.map { Float($0) })
    self.noise = noise
  }

  /// Clean images with random timesteps and noise.
  init(_ clean: Tensor, _ draws: RandomStream) {
    self.init(
      clean, at: draws.integers(clean.shape[0], below: 1000),
      noise: draws.normal(clean.shape))
  }

  func loss(of net: UNet) -> Tensor { mse(net(x, timesteps), noise) }
}

// ### Trivial baselines
//
// A loss means nothing until you know the loss of a predictor without any knowledge. There are two.
//
// **Zeros.** The noise has variance 1, so a network that always predicts zero has the loss 1.
//
// **The best linear guess.** At timestep $`t`$ predict $`c\,x_t`$ with the best constant $`c`$. Setting the derivative of
// $`\mathbb{E}(\varepsilon - c\,x_t)^2`$ to zero gives $`c = \sqrt{1 - \bar\alpha_t} / (\bar\alpha_t m + 1 - \bar\alpha_t)`$ and the error
//
// ```math {#eq-linear-guess}
// \frac{\bar\alpha_t\, m}{\bar\alpha_t\, m + 1 - \bar\alpha_t}, \qquad m = \mathbb{E}\,x_0^2 .
// ```
//
// For large $`t`$ the input is almost pure noise, and copying it is almost right. Averaged over all timesteps the loss is
// `{swift} linearLoss.fixed(3)`, far below 1, and all that this guess knows of digits is the number $`m`$. A loss above 1 means that something is broken. A loss between
// the two is no better than a scaled copy of the input (@tbl-baselines).

//| label: tbl-baselines
//| fold: true
//| caption: The loss of the two baselines, averaged over all timesteps by formula, and on one batch of 64 random images; and of untrained networks, mean and standard deviation over five seeds.
/// A small network of the lucidrains kind.
func small(_ name: String) -> UNet {
  UNet(width: width, headWidth: headWidth, random: random.stream(name))
}
// (2p − 1)² = 4p² − 4p + 1 for a pixel p in 0…1.
let meanSquare =
  (4 * square(data.train.images).mean() - 4 * data.train.images.mean() + 1).item
let linearErrors = (alphaBar * meanSquare / (alphaBar * meanSquare + 1 - alphaBar)).scalars
let linearLoss = linearErrors.reduce(0, +) / 1000
let sixtyFour = NoisyBatch(images(order[100..<164]), random.stream("sixty-four"))
/// The best linear guess of a batch's noise.
func linearGuess(_ batch: NoisyBatch) -> Tensor {
  let factors = batch.timesteps.scalars.map { t -> Float in
    let share = alphaBar[Int(t)].item
    return sqrt(1 - share) / (share * meanSquare + 1 - share)
  }
  return Tensor(factors, shape: [factors.count, 1, 1, 1]) * batch.x
}
let zeroLoss = square(sixtyFour.noise).mean().item
let guessLoss = mse(linearGuess(sixtyFour), sixtyFour.noise).item
let freshLosses = (1...5).map { sixtyFour.loss(of: small("fresh \($0)")).item }
show(Table(
  columns: ["predictor", "all timesteps", "64 images"],
  rows: [
    ["zeros", "1", zeroLoss.fixed(3)],
    ["best linear guess", linearLoss.fixed(3), guessLoss.fixed(3)],
    ["untrained network", "–", spread(freshLosses, 3)],
  ]))

//| title: "Test: formula and measurement"
let theirTimesteps = sixtyFour.timesteps.scalars.map { linearErrors[Int($0)] }
show(check(
  "formula and measurement agree for the 64 timesteps, to 0.02",
  abs(theirTimesteps.reduce(0, +) / 64 - guessLoss) < 0.02 && abs(zeroLoss - 1) < 0.02))

// Losses of different prediction targets can't be compared, because each has baselines of its own: the denoiser of Chapter 3
// predicts the image, and its baseline is the mean image.
//
// ### Batch independence
//
// The output for an image must not depend on the rest of the batch. A wrong reshape mixes images without any error message.

let fresh = small("fresh 1")
let together = fresh(sixtyFour.x, sixtyFour.timesteps)
let alone = fresh(sixtyFour.x[5..<6], sixtyFour.timesteps[5..<6])
show(check(
  "an image has the same output alone and in a batch, to 1e-5",
  abs(together[5..<6] - alone).max().item < 1e-5))

// ### Gradient flow
//
// After one backward pass, look at the gradient of each parameter. A layer that was built and never called has none.

let (_, freshGradients) = valueWithGradients { sixtyFour.loss(of: fresh) }
let gradientSizes = fresh.parameters.map { _, parameter in
  freshGradients[parameter].map { sqrt(square($0).mean()).item } ?? 0
}
show(check(
  "all \(gradientSizes.count) parameters have a gradient that is not zero",
  gradientSizes.allSatisfy { $0 > 0 && $0.isFinite }))

//| label: fig-gradients
//| fold: true
//| caption: The root mean square of each parameter's gradient in an untrained network, in the order of the forward pass.
//| alt: Some two hundred dots on a logarithmic axis, in five colors for input and time, encoder, middle, decoder and output head. They fall through the encoder, are lowest around the middle, and rise again through the decoder. Some lie a hundred times lower than their neighbors.
let gradientParts: [(name: String, prefixes: [String])] = [
  ("input, time", ["input.", "time."]), ("encoder", ["downs."]), ("middle", ["middle"]),
  ("decoder", ["ups."]), ("output head", ["last.", "output."]),
]
let gradientNames = fresh.parameters.map(\.name)
let partGradients = gradientParts.map { part in
  gradientNames.indices.filter { index in
    part.prefixes.contains { gradientNames[index].hasPrefix($0) }
  }.map { gradientSizes[$0] }
}
func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }
show(Plot(
  "Gradients of an untrained network", x: Axis("parameter"), y: Axis("gradient", scale: .log)
) {
  for part in gradientParts.indices {
    let first = partGradients[..<part].reduce(0) { $0 + $1.count }
    Points(
      partGradients[part].indices.map { first + $0 }, partGradients[part],
      name: gradientParts[part].name, size: 6)
  }
})

// In @fig-gradients look for a gap, for dots at the bottom edge, for a part far from its neighbors. Here the gradients fall toward
// the bottom of the U and rise again: the median in the middle is `{swift} (median(partGradients[4]) / median(partGradients[2])).fixed(0)` times
// smaller than in the output head. In an untrained network most of the signal takes the skips, so the deep layers have little influence yet. Adam
// compensates for such differences, since it divides every gradient by its usual size. It can't compensate for a zero.
//
// ### Zero initialization
//
// A gradient of zero is not always a bug. Ho's code initializes the second convolution of each block, the output projection of each attention and the last
// layer of the network with $`10^{-10}`$ times the usual variance, practically zero. At the start, each residual branch then adds nothing, the network predicts zero, and the loss
// is exactly that of the first baseline. In our blocks a norm follows the convolution, so the gain of this norm is what must start at zero,
// as Goyal et al. proposed for ResNets [@goyal2017].

/// Sets the last layer of each residual branch and the output layer to zero.
func zeroInitialize(_ net: UNet) {
  func clear(_ parameter: Parameter) { parameter.value = Tensor.zeros(parameter.shape) }
  let stages = net.downs + net.ups
  let blocks = stages.flatMap { [$0.first, $0.second] }
  for block in blocks + [net.middleFirst, net.middleSecond, net.last] {
    clear(block.second.norm.pixel!.gain)
  }
  for block in stages.map(\.attention) + [net.middleAttention] {
    if let norm = block.outputNorm {
      clear(norm.pixel!.gain)
    } else {
      clear(block.attention.output)
      clear(block.attention.bias)
    }
  }
  clear(net.output.weight)
  clear(net.output.bias!)
}

//| title: Gradients after zero initialization
let zeroed = small("fresh 1")
zeroInitialize(zeroed)
let zeroedOptimizer = Adam(zeroed, learningRate: 2e-3)
let sixteen = NoisyBatch(images(order[164..<180]), random.stream("sixteen"))
/// The numbers of parameters with a gradient after 0, 1, 2, 3 updates.
let reached = (0..<4).map { _ -> Int in
  let (_, gradients) = valueWithGradients { sixteen.loss(of: zeroed) }
  let count = zeroed.parameters.count { _, parameter in
    gradients[parameter].map { abs($0).max().item > 0 } ?? false
  }
  zeroedOptimizer.update(with: gradients)
  return count
}
check("with zero initialization, two parameters have a gradient at first", reached[0] == 2)
show(check("and all of them after two updates", reached[2] == gradientSizes.count))

// Such a network fails the gradient test at first. Before the first update `{swift} reached[0]` of its `{swift} gradientSizes.count`
// parameters have a gradient, the weight and the bias of the output layer, because everything else is multiplied by zero. After one update the gradient passes the output layer and the
// shortcuts and reaches `{swift} reached[1]`; after two it reaches `{swift} reached[2]`. So, with zero initialization, run the gradient test
// after a few updates.
//
// ### Overfit one batch
//
// Take eight images with fixed timesteps and fixed noise, and train on nothing else. A network of this size must be able to
// memorize eight examples. If the loss gets stuck, the bug is in the network, the loss or the optimizer, and more
// data won't help. @fig-overfit does it for the network as it is, with zero initialization, and with all skips cut, three seeds each.

let eight = NoisyBatch(images(order[200..<208]), random.stream("eight"))

/// The losses of three small networks, each with its own seed, on the eight images.
func overfit(
  _ label: String, prepare: (UNet) -> Void = { _ in }, loss: (UNet) -> Tensor
) -> [[Float]] {
  (1...3).map { seed in
    let network = small("overfit \(seed)")
    prepare(network)
    let optimizer = Adam(network, learningRate: 2e-3)
    var losses: [Float] = []
    for _ in progress("\(label), seed \(seed)", 0..<overfitSteps) {
      let (value, gradients) = valueWithGradients { loss(network) }
      optimizer.update(with: gradients)
      losses.append(value.item)
    }
    return losses
  }
}

//| label: fig-overfit
//| fold: true
//| caption: Memorizing eight noisy images. Lines are the median over three seeds, bands reach from the lowest to the highest.
//| alt: Three falling curves on a logarithmic axis, below a dashed line at one. Those with skips fall fast, the one without skips falls more slowly and stays above them.
let skipLosses = checkpoint("overfit") {
  overfit("Overfitting") { eight.loss(of: $0) }
}
let zeroedLosses = checkpoint("overfit-zero-initialization") {
  overfit("Overfitting, zero initialization", prepare: zeroInitialize) { eight.loss(of: $0) }
}
let cutLosses = checkpoint("overfit-without-skips") {
  overfit("Overfitting, skips cut") { network in
    let parts = trace(network, eight.x, eight.timesteps, usesSkips: false)
    return mse(parts.last!.output, eight.noise)
  }
}
/// The k-th smallest of the seeds' losses at each step.
func ranked(_ losses: [[Float]], _ k: Int) -> [Float] {
  losses[0].indices.map { step in losses.map { $0[step] }.sorted()[k] }
}
let overfitRuns = [
  ("U-Net", skipLosses), ("zero initialization", zeroedLosses), ("skips cut", cutLosses),
]
let eightGuess = mse(linearGuess(eight), eight.noise).item
show(Plot("Overfitting one batch", x: Axis("step"), y: Axis("loss", scale: .log)) {
  for (name, losses) in overfitRuns {
    Line(ranked(losses, 1), name: name)
    Band(losses[0].indices.map { Float($0) }, ranked(losses, 0), ranked(losses, 2), name: name)
  }
  Rule(y: 1, name: "zeros")
  Rule(y: eightGuess, name: "linear guess")
})

//| title: Medians of the last steps
/// Each seed's median over its last 20 steps: single steps have spikes.
func finalLosses(_ losses: [[Float]]) -> [Float] { losses.map { median(Array($0.suffix(20))) } }
func range(_ values: [Float], _ decimals: Int) -> String {
  values.min()!.fixed(decimals) + "–" + values.max()!.fixed(decimals)
}
if overfitSteps >= 200 {
  check(
    "every seed memorizes the eight images: loss below 0.03",
    finalLosses(skipLosses).max()! < 0.03)
  check(
    "without skips every seed is behind every seed with skips, by a factor of 2",
    finalLosses(cutLosses).min()! > 2 * finalLosses(skipLosses).max()!)
  check(
    "without skips the loss is still falling: below 0.9 times the loss at step 100",
    cutLosses.allSatisfy { median(Array($0.suffix(20))) < 0.9 * median(Array($0[90..<110])) })
}

// After `{swift} overfitSteps` steps the loss is `{swift} range(finalLosses(skipLosses), 4)` with skips and
// `{swift} range(finalLosses(zeroedLosses), 4)` with zero initialization, which starts more slowly and does no harm. With the skips cut it is
// `{swift} range(finalLosses(cutLosses), 2)`, while the linear guess has `{swift} eightGuess.fixed(2)` on these images. (Each range is the lowest to the highest of three
// seeds, and each seed counts with the median of its last 20 steps.)
//
// Why do the skips matter so much? Noise is the finest detail there is: it is different in every pixel, and the output has to
// contain all of it. Through the skips it goes straight across. Without them it has to pass through 7 × 7 pixels. Capacity isn't the limit there:
// `{swift} 4 * width` channels of 7 × 7 are `{swift} commas(4 * width * 49)` numbers, more than the 784 of the noise. But the encoder must first learn to
// spread each square's pixels over channels, and the decoder to put each back in its place. The curve with the skips cut is still falling; it is slow, not stuck.
//
// ## Inside a trained network {#sec-inside}
//
// A short training gives us a network to look into: `{swift} trainingSteps` steps with `{swift} batch` digits each. [Chapter 5](05-ddpm.md) trains
// one properly. The figures show one network; the numbers in the text are mean and standard deviation over three trainings with different seeds.
//
// <details>
// <summary>Plumbing: the training loop</summary>

let trained = small("trained")
let trainedOptimizer = Adam(trained)
let trainedRate = WarmupCosine(
  peak: 2e-3, warmupSteps: 20, totalSteps: max(40, trainingSteps))
let trainedDraws = random.stream("training")
let trainedLosses = checkpoint(
  "small-unet", trained, optimizer: trainedOptimizer, steps: trainingSteps,
  label: "Training the small network"
) { step in
  let clean = images(trainedDraws.integers(batch, below: data.train.count))
  let noisy = NoisyBatch(clean, trainedDraws)
  let (loss, gradients) = valueWithGradients { noisy.loss(of: trained) }
  trainedOptimizer.learningRate = trainedRate(step)
  trainedOptimizer.update(with: gradients)
  return loss.item
}

/// The mean loss of the last hundred steps.
let trainedLoss = trainedLosses.suffix(100).reduce(0, +) / Float(min(100, trainedLosses.count))

/// A network trained the same way from another seed.
func trainedAgain(_ seed: Int) -> UNet {
  let network = small("trained \(seed)")
  let optimizer = Adam(network)
  let draws = random.stream("training \(seed)")
  for step in progress("Training again, seed \(seed)", 0..<trainingSteps) {
    let clean = images(draws.integers(batch, below: data.train.count))
    let noisy = NoisyBatch(clean, draws)
    let (_, gradients) = valueWithGradients { noisy.loss(of: network) }
    optimizer.learningRate = trainedRate(step)
    optimizer.update(with: gradients)
  }
  return network
}

// </details>

//| title: What is measured of each network
let testOrder = random.stream("test order").permutation(data.test.count)
let testImages = 2 * data.test.images.rows(Array(testOrder[0..<64])) - 1
let probed = [5, 25, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 990]
let fieldSteps = [20, 150, 350, 600]

/// Test images at one timestep, with the same noise for every network.
func testBatch(_ range: Range<Int>, at t: Int) -> NoisyBatch {
  let clean = testImages[range]
  return NoisyBatch(
    clean, at: Array(repeating: t, count: range.count),
    noise: random.stream("test noise \(t)").normal(clean.shape))
}

/// The mean squared error of the predicted noise on 64 test images.
func errorsByTimestep(_ net: UNet) -> [Float] {
  probed.map { t in
    let noisy = testBatch(0..<64, at: t)
    return noisy.loss(of: net).item
  }
}

/// The attention weights of eight test images at timestep 150, `[heads, n, m]` each, in the
/// decoder's linear attention at 28 × 28 and in the encoder's softmax attention at 7 × 7.
func attentionTables(_ net: UNet) -> (linear: [Tensor], softmax: [Tensor]) {
  let noisy = testBatch(0..<8, at: 150)
  let parts = trace(net, noisy.x, noisy.timesteps)
  let time = net.time(noisy.timesteps)
  // Three parts with attention in the encoder, one in the middle, three in the decoder.
  let attentive = plan.indices.filter { plan[$0].name.count == 2 }
  func tables(_ stage: Stage, _ part: Int, _ kind: AttentionKind) -> [Tensor] {
    let x = stage.attention.norm(stage.second(parts[part].input, time: time))
    return (0..<8).map { image in
      attentionByHand(
        x[image].reshaped([-1, x.shape[3]]), stage.attention.attention, heads: 4, kind: kind
      ).weights
    }
  }
  return (
    tables(net.ups[2], attentive[6], .linear), tables(net.downs[2], attentive[2], .softmax)
  )
}
/// The mean correlation between the maps of two different pixels of an image.
func mapCorrelation(_ tables: [Tensor]) -> Float {
  let correlations = tables.map { weights -> Float in
    let maps = weights.slice(axis: 2, (weights.shape[2] - weights.shape[1])...)
    let centered = maps - maps.mean(axis: 2, keepingDimension: true)
    let unit = centered / sqrt(square(centered).sum(axis: 2, keepingDimension: true))
    // The mean over all pairs; a pixel's correlation with itself is 1.
    let all = square(unit.mean(axis: 1)).sum(axis: 1).mean().item
    let pixels = Float(weights.shape[1])
    return (pixels * all - 1) / (pixels - 1)
  }
  return Tensor(correlations).mean().item
}
/// The percentage of the weights that goes to the learned memory.
func memoryShare(_ tables: [Tensor]) -> Float {
  100 * Tensor(tables.map { $0.slice(axis: 2, ..<4).sum(axis: 2).mean().item }).mean().item
}

/// The gradient of the center pixel of the predicted clean image with respect to the pixels
/// of the noisy one: its magnitude, averaged over 32 test images, `[28, 28]`.
func field(_ net: UNet, at t: Int) -> Tensor {
  let noisy = testBatch(32..<64, at: t)
  let input = Parameter(noisy.x)
  let (_, gradients) = valueWithGradients {
    let x = input.value
    let clean = (x - noiseScales[t] * net(x, noisy.timesteps)) / signalScales[t]
    return clean.slice(axis: 1, 14..<15).slice(axis: 2, 14..<15).sum()
  }
  return abs(gradients[input]!).mean(axis: 0).reshaped([28, 28])
}
/// The percentage of a field within two pixels of the center.
func nearShare(_ field: Tensor) -> Float {
  100 * (field.slice(axis: 0, 12..<17).slice(axis: 1, 12..<17).sum() / field.sum()).item
}

struct Measurements: Codable {
  var errors, nearShares, correlations, memoryShares: [Float]

  init(_ net: UNet) {
    let tables = attentionTables(net)
    errors = errorsByTimestep(net)
    nearShares = fieldSteps.map { nearShare(field(net, at: $0)) }
    correlations = [mapCorrelation(tables.linear), mapCorrelation(tables.softmax)]
    memoryShares = [memoryShare(tables.linear), memoryShare(tables.softmax)]
  }
}
let measured =
  [Measurements(trained)]
  + checkpoint("other-seeds") { (2...3).map { Measurements(trainedAgain($0)) } }
/// Mean and standard deviation over the three networks.
func overSeeds(_ decimals: Int, _ number: (Measurements) -> Float) -> String {
  spread(measured.map(number), decimals)
}

//| label: fig-by-timestep
//| fold: true
//| caption: The error of the predicted noise by timestep, on 64 random test images. The U-Net's line is the median of three trainings, its band reaches from the lowest to the highest.
//| alt: On a logarithmic axis, the linear guess falls from one at early timesteps to almost zero at the last. The U-Net starts lower, falls more slowly, and crosses the linear guess at a late timestep.
let rankedErrors = (0..<3).map { rank in
  probed.indices.map { place in measured.map { $0.errors[place] }.sorted()[rank] }
}
show(Plot(
  "Error by timestep", x: Axis("timestep"), y: Axis("squared error", scale: .log)
) {
  Line(linearErrors, name: "linear guess", color: .muted)
  Line(probed, rankedErrors[1], name: "U-Net", color: .series(1))
  Band(probed, rankedErrors[0], rankedErrors[2], name: "U-Net", color: .series(1))
  Rule(y: 1, name: "zeros")
})

// The loss over the last hundred steps is `{swift} trainedLoss.fixed(3)`; the linear guess has `{swift} linearLoss.fixed(3)`. @fig-by-timestep compares them by timestep. At $`t = 100`$ the U-Net has `{swift} overSeeds(2) { $0.errors[3] / linearErrors[100] }` times the error of the linear guess, at
// $`t = 500`$ `{swift} overSeeds(2) { $0.errors[7] / linearErrors[500] }` times. At $`t = 900`$ it has `{swift} overSeeds(0) { $0.errors[11] / linearErrors[900] }` times: there the input is almost
// pure noise, copying it is almost perfect, and a briefly trained network can't copy that precisely yet. The average loss over timesteps hides this. A plot by timestep shows it.
//
// ### Attention maps
//
// `attentionByHand` gives the attention tables. @fig-attention shows, for two pixels of a noisy digit, the pixels that each head gathers from: one
// pixel on the stroke, and one in the background at the top right.

//| label: fig-attention
//| fold: true
//| caption: Attention maps of two pixels (red squares) of a digit at timestep 150, in the four heads of two layers. White is the largest weight of each map. Linear attention is the decoder's at 28 × 28, softmax attention the encoder's at 7 × 7.
//| alt: Four rows of five images. The first image of each row is the noisy digit with a red square on the stroke or at the top right; the others are maps, fine ones for linear attention and coarse squares for softmax attention.
let tables = attentionTables(trained)
let lookedAtImage = testBatch(0..<8, at: 150).x[0..<1]

/// The four heads' maps of a pixel, as images with 1 at the brightest.
func maps(_ weights: Tensor, side: Int, y: Int, x: Int) -> [Tensor] {
  (0..<4).map { head in
    let row = weights[head][y * side + x].slice(axis: 0, (weights.shape[2] - side * side)...)
    let map = (row / row.max()).reshaped([1, side, side, 1])
    return upsampleNearest(map, factor: 28 / side).broadcast(to: [1, 28, 28, 3])
  }
}
/// A digit in three channels, with a pixel in red.
func marked(_ image: Tensor, y: Int, x: Int) -> Tensor {
  let gray = 0.5 + 0.5 * image
  let row = Tensor((0..<28).map { abs($0 - y) < 2 ? 1 : 0 }, shape: [1, 28, 1, 1])
  let column = Tensor((0..<28).map { abs($0 - x) < 2 ? 1 : 0 }, shape: [1, 1, 28, 1])
  let spot = row * column
  return concatenate([maximum(gray, spot), gray * (1 - spot), gray * (1 - spot)], axis: 3)
}
/// The brightest 4 × 4 square of the clean digit is on its stroke.
let squares = coarsened(testImages[0..<1], 4).scalars
let strokeSquare = squares.indices.max { squares[$0] < squares[$1] }!
let lookedAt = [
  (name: "stroke", y: 4 * (strokeSquare / 7) + 2, x: 4 * (strokeSquare % 7) + 2),
  (name: "background", y: 4, x: 24),
]
show(ImageGrid(
  concatenate(
    lookedAt.flatMap {
      [marked(lookedAtImage, y: $0.y, x: $0.x)]
        + maps(tables.linear[0], side: 28, y: $0.y, x: $0.x)
    }
      + lookedAt.flatMap {
        [marked(lookedAtImage, y: $0.y, x: $0.x)]
          + maps(tables.softmax[0], side: 7, y: $0.y / 4, x: $0.x / 4)
      }),
  columns: 5, scale: 3, labels: ["pixel", "head 1", "head 2", "head 3", "head 4"],
  rowLabels: lookedAt.map { "linear, \($0.name)" } + lookedAt.map { "softmax, \($0.name)" }))

// Compare the two pixels within a layer. Linear attention mixes a few maps that all pixels share, so the maps of two pixels differ only in the mixture. The maps
// of two pixels of an image have a mean correlation of `{swift} overSeeds(2) { $0.correlations[0] }` in the linear layer and of `{swift} overSeeds(2) { $0.correlations[1] }` in
// the softmax layer. The memory receives `{swift} overSeeds(0) { $0.memoryShares[1] }`% of the weights in the softmax layer, where it is 4 of 53 entries,
// and `{swift} overSeeds(1) { $0.memoryShares[0] }`% in the linear layer, where it is 4 of 788.
//
// Don't read more into such maps than they show. The weights show the pixels that a head reads from, not what it does with
// them.
//
// ### Effective receptive field
//
// The **effective receptive field** [@luo2016] of an output pixel is the set of input pixels that actually influence it. Automatic differentiation
// computes it. The predicted noise implies a prediction of the clean image,
// $`\hat x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \varepsilon_\theta(x_t, t)) / \sqrt{\bar\alpha_t}`$, and the gradient of its center pixel with respect to all pixels of $`x_t`$ shows
// which of them matter (@fig-receptive-field).

//| label: fig-receptive-field
//| fold: true
//| caption: The input pixels that the center pixel of the predicted clean image depends on, at four timesteps. Above, one of 32 noisy test images; below, the magnitude of the gradient, averaged over the images. White is the largest of each map.
//| alt: Four columns. At the earliest timestep a single bright pixel with a few neighbors; at later timesteps the bright spot becomes wider.
let fieldMaps = fieldSteps.map { t -> Tensor in
  let map = field(trained, at: t)
  return (map / map.max()).reshaped([1, 28, 28, 1])
}
show(ImageGrid(
  concatenate(fieldSteps.map { 0.5 + 0.5 * testBatch(32..<64, at: $0).x[0..<1] } + fieldMaps),
  columns: 4, scale: 4, labels: fieldSteps.map { "t = \($0)" },
  rowLabels: ["input", "gradient"]))

// With little noise the pixel itself nearly is the answer: at $`t = 20`$ the 5 × 5 pixels around the center make up `{swift} overSeeds(0) { $0.nearShares[0] }`% of the gradient. They make up
// `{swift} overSeeds(0) { $0.nearShares[1] }`% at $`t = 150`$, `{swift} overSeeds(0) { $0.nearShares[2] }`% at $`t = 350`$ and `{swift} overSeeds(0) { $0.nearShares[3] }`% at $`t = 600`$. With
// more noise the network gathers evidence from a wider area, as @fig-scales made us expect. One set of weights acts as
// many filters, narrow and wide, and the time embedding selects among them.
//
// ## Exercises
//
// **1. Count before you run.** Make the lucidrains network with `multipliers: [1, 2, 2]`. How many parameters does it have?
// First write down the number of parameters of a ResNet block.
//
// <details>
// <summary>Solution</summary>
//
// A time layer, two convolutions with biases and gains, and a shortcut where the number of channels changes:

func resNetCount(_ inputs: Int, _ outputs: Int, timeWidth: Int) -> Int {
  let time = (timeWidth + 1) * 2 * outputs
  let blocks = 9 * (inputs + outputs) * outputs + 4 * outputs
  let shortcut = inputs == outputs ? 0 : (inputs + 1) * outputs
  return time + blocks + shortcut
}
check(
  "the decoder's first block has as many",
  resNetCount(128 + 64, 128, timeWidth: 128) == lucidrains.ups[0].first.parameterCount)
let shallow = UNet(width: 32, multipliers: [1, 2, 2], random: random.stream("count"))
let shallowSaving =
  100 - 100 * Float(shallow.parameterCount) / Float(lucidrains.parameterCount)
show(commas(shallow.parameterCount))

// The number grows with the square of the channels, and most of it was at 7 × 7. Half the channels there, and nowhere else, remove
// `{swift} shallowSaving.fixed(0)`% of all parameters.
//
// </details>
//
// **2. A slash for a star.** The blog's code standardizes weights by `(weight - mean) / (var + eps).rsqrt()`,
// and `rsqrt` is *one over* the square root. So what does this line compute? Implement it, and look at what the norm after the convolution makes of it. What do you
// expect of the convolution's bias?
//
// <details>
// <summary>Solution</summary>
//
// It multiplies by the standard deviation instead of dividing by it. The standard deviation of the weights is small, so the filters become much smaller
// still. The norm after the convolution removes any common factor, and nothing seems to happen. But the norm
// sees the convolution plus its bias, and the bias hasn't shrunk.

func wronglyStandardized(_ weight: Tensor) -> Tensor {
  let columns = weight.reshaped([-1, weight.shape[3]])
  let centered = columns - columns.mean(axis: 0)
  return (centered * sqrt(square(centered).mean(axis: 0) + 1e-5)).reshaped(to: weight.shape)
}
/// The percentage of a block's output that is the same in all pixels, and so does not
/// depend on the image.
func constantShare(_ weight: Tensor, _ layer: Conv2d) -> Float {
  let x = random.stream("seven").normal([1, 7, 7, 168])
  let y = conv2d(x, weight: weight, bias: layer.bias?.value, padding: 1)
  let normed = Norm(groups: 4, channels: 112)(y).reshaped([49, 112])
  return 100 * (square(normed.mean(axis: 0)).mean() / square(normed).mean()).item
}
let deepLayers = (1...5).map {
  Conv2d(168, 112, kernel: 3, padding: 1, random: random.stream("deep \($0)"))
}
let rightShares = deepLayers.map { constantShare(standardized($0.weight.value), $0) }
let wrongShares = deepLayers.map { constantShare(wronglyStandardized($0.weight.value), $0) }

// With correct standardization `{swift} spread(rightShares, 1)`% of the output's power is the same in all pixels, with the bug
// `{swift} spread(wrongShares, 0)`% (the decoder's first block, five seeds). At the start of training, most of what this block
// outputs is its bias, whatever the image. The network can learn its way out, the loss falls, and the number of parameters is right. Only another
// program's outputs reveal the bug.
//
// </details>
//
// **3. A missing skip.** In the decoder, replace the skips by zeros of the same shape, as `usesSkips: false` does. All shapes stay right, and so does
// the number of parameters. Does the gradient test find it?
//
// <details>
// <summary>Solution</summary>
//
// No. Every parameter still has a gradient, because the decoder's blocks have other inputs too. Look at the
// elements of each gradient instead:

let (_, cutGradients) = valueWithGradients {
  let parts = trace(fresh, eight.x, eight.timesteps, usesSkips: false)
  return mse(parts.last!.output, eight.noise)
}
let zeroShares = fresh.parameters.map { name, parameter in
  (name, (cutGradients[parameter]! .== 0).mean().item)
}
check(
  "with cut skips, every parameter still has a gradient",
  zeroShares.allSatisfy { $0.1 < 1 })
show(zeroShares.filter { $0.1 > 0.25 }.map { "\($0.0): \(Int(100 * $0.1))% zeros" })

// The convolutions after the concatenations get no gradient for the skip's channels. The other test that finds the bug is overfitting one batch
// (@fig-overfit).
//
// </details>
//
// **4. The receptive field without attention.** Set all attention blocks of a small network to zero, and measure the distance from which a
// pixel can still influence the output. First add it up by hand: at each resolution, the number of 3 × 3 convolutions on the path, times the width of a pixel there.
//
// <details>
// <summary>Solution</summary>
//
// Encoder: 3 for the 7 × 7 convolution, 4 convolutions at full size, 4 at half, 4 and a plain one at a quarter. Middle: 4
// at a quarter. Decoder: 4 at a quarter; 4 and that of the upsampling at half; at full size 4, that of the upsampling, the plain
// one, and 2 in the head. That makes $`3 + 12 + 2 \cdot 9 + 4 \cdot 13 = 85`$ pixels to each side, and a few more for
// space-to-depth.

let convolutional = UNet(
  width: 4, multipliers: [1, 2, 3], headWidth: 4, random: random.stream("without attention"))
for (name, parameter) in convolutional.parameters
where name.hasSuffix("attention.output") || name.hasSuffix("attention.bias") {
  parameter.value = Tensor.zeros(parameter.shape)
}
let canvas = Parameter(random.stream("canvas").normal([1, 192, 192, 1]))
let (_, canvasGradients) = valueWithGradients {
  convolutional(canvas.value, Tensor([500]))
    .slice(axis: 1, 96..<97).slice(axis: 2, 96..<97).sum()
}
let fieldWidth = Int(
  (abs(canvasGradients[canvas]!) .> 0).reshaped([192, 192]).max(axis: 0).sum().item)
show(check("85 pixels to each side and at most ten more", (171...191).contains(fieldWidth)))

// The receptive field is `{swift} fieldWidth` pixels wide, `{swift} (Float(fieldWidth) / 28).fixed(1)` times the width of a digit. On images as small as these nobody needs
// attention to see far. Attention adds a choice: a pixel can pick where to look by what it sees, while a convolution
// always looks at the same neighbors.
//
// </details>
//
// **5. Does the factor matter?** Linear attention has a factor $`1/\sqrt d`$ (@eq-linear-attention). In the lucidrains network a projection with a bias and an RMS norm
// follow. Remove the factor, and compare the outputs, with the bias as it is and with a bias of zero.
//
// <details>
// <summary>Solution</summary>
//
// The output projection is linear, so removing the factor is the same as multiplying its weights by $`\sqrt d`$:

func factorEffect(_ seed: Int, hasBias: Bool) -> Float {
  let block = AttentionBlock(
    16, kind: .linear, heads: 4, headWidth: 16, recipe: .lucidrains,
    random: random.stream("factor \(seed)"))
  let x = random.stream("factor input \(seed)").normal([1, 14, 14, 16])
  if !hasBias { block.attention.bias.value = Tensor.zeros([16]) }
  let before = block(x) - x
  block.attention.output.value = 4 * block.attention.output.value
  let after = block(x) - x
  return 100 * sqrt(square(after - before).mean() / square(before).mean()).item
}
let factorEffects = [true, false].map { hasBias in
  (1...5).map { factorEffect($0, hasBias: hasBias) }
}

// Without a bias the output changes by `{swift} spread(factorEffects[1], 2)`%: the RMS norm removes any factor. With the bias it changes by
// `{swift} spread(factorEffects[0], 0)`% (five seeds), because the factor decides how much attention counts against the bias. Training can learn
// either weight. The factor sets where it starts.
//
// </details>
//
// ## What it cost {#sec-cost}
//
// The chapter trains twelve small networks: nine for `{swift} overfitSteps` steps with 8 images (@fig-overfit), and three for `{swift} trainingSteps` steps with
// `{swift} batch` (@sec-inside). From scratch this takes about three minutes on two cores, from the cached weights a few seconds, besides the seconds that the Swift
// compiler needs. The published weights, of one network, have under 3 MB.
