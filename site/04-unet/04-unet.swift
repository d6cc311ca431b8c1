// The U-Net, part by part
//
// The network behind the diffusion tutorials, taken apart: time embedding, ResNet blocks, two kinds of attention, down, up and across. Each part with its formula, its shapes and its check, and in the end PyTorch's own numbers.
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

// Chapter 03 made do with ten convolutions and did not even tell its network how much noise there was. The network of
// this chapter is the one that most people have met in a notebook: the U-Net of "The Annotated Diffusion Model"
// [@rogge2022] and of the PyTorch code that it came from, `denoising-diffusion-pytorch` by Phil Wang, called lucidrains
// [@wang2020]. It is called with noisy pictures $`x_t`$ and their timesteps $`t`$, and answers with the noise in them,
//
// ```math {#eq-network}
// \begin{gathered}
// \varepsilon_\theta(x_t, t) \approx \varepsilon, \\
// \texttt{[batch, 28, 28, 1]},\ \texttt{[batch]} \\
// \to\; \texttt{[batch, 28, 28, 1]} .
// \end{gathered}
// ```
//
// In a notebook it is three screens of classes, and easy to run without having read them. Here it comes a part at a
// time. Each part has a formula, shapes, and a check that it does what was said. At the end stand a comparison with
// PyTorch, number by number, and the tests that a practitioner runs before the first long training.

//| parameters: true
let dataset = "mnist"
let width = 16  // of the small network that is trained here
let headWidth = 16  // of its attention's four heads
let overfitSteps = 200
let trainingSteps = 600
let batch = 16

let random = Random(seed: seed)
let data = try Dataset.named(dataset).load()

/// Training images `[n, 28, 28, 1]`, in −1…1 as diffusion models take them.
func pictures(_ places: [Int]) -> Tensor { 2 * data.train.images.rows(places) - 1 }

// ## The map
//
// Before the parts, the whole. @fig-unet was drawn from a network's own answers: the run sends a picture through it,
// part by part, and notes the shape of what comes out. (The functions that do it are defined [further down](#the-whole),
// which Swift does not mind.) Follow it down the left side. The picture becomes smaller and gains channels; at the
// bottom, 7 × 7 pixels are all there is. Then it goes up the right side, and at each box joins what was there on the way
// down (dashed).

//| label: fig-unet
//| caption: The U-Net of denoising-diffusion-pytorch with 32 channels, for pictures of 28 × 28. Solid arrows show the way of the picture; where its size changes they say to what. A dashed arrow hands channels across. The time goes into every block.
//| alt: A diagram in the shape of a U. On the left eight boxes lead down from 28 × 28 over 14 × 14 to 7 × 7, three along the bottom have 128 channels, and eight lead up again on the right. Seven dashed arrows join the left side to the right.
let example = UNet(width: 32, random: random.stream("example"))
let examplePicture = pictures([0])
show(diagram(of: stations(of: example, examplePicture, Tensor([500]))))

// Networks of this design differ in a few choices. They are gathered in a `Recipe`, with one value
// for each of the two published kinds. What its entries mean is the subject of the sections that follow.

//| export: true
/// What sets published U-Nets of this design apart.
struct Recipe {
  /// The side of the first convolution's kernel.
  var inputKernel = 7
  /// How many groups of channels the norms of the blocks take; nil: RMS norms, by pixel.
  var groups: Int?
  /// Whether 3×3 weights are standardized before use.
  var standardizesWeights = false
  /// Learned keys and values in each attention.
  var memory = 4
  /// Whether the smallest size of image has softmax attention; all others have linear.
  var deepestIsSoftmax = true

  /// denoising-diffusion-pytorch 2.3.4.
  static let lucidrains = Recipe()
  /// The Annotated Diffusion Model.
  static let annotated = Recipe(
    inputKernel: 1, groups: 4, standardizesWeights: true, memory: 0,
    deepestIsSoftmax: false)
}

// ## The time
//
// One network serves all amounts of noise, so it has to be told which one it faces. A single number such as $`t = 500`$ is a
// poor way to say it. A layer can scale it and add something, and 500 and 510 stay nearly the same. Instead the number
// becomes a chord: sines and cosines of many frequencies [@vaswani2017], from one radian a step down to one in ten thousand,
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
// With $`h`$ waves, timesteps `[batch]` become `[batch, 2h]`. Two layers with a GELU between them then make of the chord
// what the network wants to know, in four times as many numbers as its first convolution has channels.

//| export: true
/// A timestep for the network: waves, then two layers.
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

let steps = Tensor.arange(1000)
let waves = SinusoidalEmbedding(32)(steps)  // [1000, 32]
let omega = (0..<16).map { pow(10_000, -Float($0) / 15) }
let angles = steps.expanded(at: 1) * Tensor(omega)  // [1000, 1] · [16]
check(
  "the engine's layer is this formula, to 1e-4",
  abs(waves - concatenate([sin(angles), cos(angles)], axis: 1)).max().item < 1e-4)
let slow = omega.filter { $0 * 1000 < 2 * Float.pi }.count

//| label: fig-waves
//| caption: The embedding of all thousand timesteps in 32 numbers. Each column is a timestep; the upper half are sines, the lower cosines.
//| alt: A heat map. In each half the topmost rows flicker from column to column; further down the waves become longer and longer, and the lowest rows of each half have nearly one colour.
show(Plot(
  "A chord for each timestep", x: Axis("timestep"), y: Axis("dimension"), height: 300
) {
  HeatMap(waves.transposed(), name: "value")
})

// Read a column of @fig-waves as a clock with sixteen hands. The fast ones tell neighbours apart, the slow ones say roughly
// when. The slowest hardly move: `{swift} slow` of the 16 do not come round once in a thousand steps. The ten thousand
// comes from language, where positions may be far apart, and was kept.
//
// How near are two timesteps to each other? Since $`\sin a \sin b + \cos a \cos b = \cos(a - b)`$,
//
// ```math {#eq-nearness}
// e(t) \cdot e(t') = \sum_i \cos \omega_i (t - t') ,
// ```
//
// which depends on the distance alone. Every embedding has the same length, $`\sqrt h`$. In the first curve of
// @fig-nearness only the neighbours of 500 resemble it.

//| label: fig-nearness
//| caption: How much the embedding of timestep 500 resembles that of the others, as a cosine. In the second curve the network is given the timestep divided by a thousand.
//| alt: One curve has a sharp peak of height one at 500 and elsewhere swings between 0 and 0.7, lower the farther away. The other lies at one throughout, nearly.
/// Cosines of the angles between the embedding of 500 and all others.
func nearness(_ e: Tensor) -> [Float] { (matmul(e, e[500].expanded(at: 1)) / 16).scalars }
let nearnessOfShares = nearness(SinusoidalEmbedding(32)(steps / 1000))

show(Plot("What resembles 500?", x: Axis("timestep"), y: Axis("cosine", range: -0.1...1.05)) {
  Line(nearness(waves), name: "t")
  Line(nearnessOfShares, name: "t / 1000")
})

show(check(
  "all embeddings have the length √16",
  abs(square(waves).sum(axis: 1) - 16).max().item < 1e-3))

// > [!WARNING]
// > The second curve of @fig-nearness is a slip that is easily made. Timesteps divided by $`T`$, as in papers with continuous time, go
// > into an embedding that was made for whole steps. The code runs and the loss falls, but the network can hardly tell the
// > times apart: the cosine of 500 with 0 is `{swift} nearnessOfShares[0].fixed(3)`. Multiply by a thousand first.
//
// ## Norms
//
// Between convolutions the numbers are brought back to a common scale. Here the two published kinds differ.
//
// *Group norm* [@wu2018] takes each image by itself and each group $`g`$ of neighbouring channels, over all pixels: mean
// and variance to 0 and 1, and then a learned gain and bias for each channel. It is what batch norm does, without the
// batch, so an image's answer does not depend on its neighbours:
//
// ```math {#eq-group-norm}
// y_c = \gamma_c\, \frac{x_c - \mu_g}{\sqrt{\sigma_g^2 + 10^{-5}}} + \beta_c .
// ```
//
// *RMS norm* [@zhang2019] takes each pixel by itself, over all its $`C`$ channels, and only scales:
//
// ```math {#eq-rms-norm}
// y_c = \gamma_c\, \sqrt{C}\, \frac{x_c}{\lVert x \rVert} .
// ```
//
// Both keep the shape, `[batch, height, width, channels]`.

//| export: true
/// A norm with a gain for each channel: of groups of channels, or of each pixel.
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

/// The numbers of each image's groups side by side: `[batch, groups, count]`.
func grouped(_ x: Tensor, _ groups: Int) -> Tensor {
  let (batch, channels) = (x.shape[0], x.shape[3])
  return x.reshaped([batch, -1, groups, channels / groups])
    .transposed(permutation: [0, 2, 1, 3]).reshaped([batch, groups, -1])
}
let crowd = 3 * random.stream("crowd").normal([2, 6, 6, 8]) + 1

let inGroups = grouped(crowd, 4)
let centred = inGroups - inGroups.mean(axis: 2, keepingDimension: true)
let scaled = centred / sqrt(square(centred).mean(axis: 2, keepingDimension: true) + 1e-5)
let groupNormed = Norm(groups: 4, channels: 8)(crowd)
check(
  "group norm is its formula",
  abs(grouped(groupNormed, 4) - scaled).max().item < 1e-5)

let lengths = sqrt(square(crowd).sum(axis: 3, keepingDimension: true))
let pixelNormed = Norm(groups: nil, channels: 8)(crowd)
show(check(
  "RMS norm is its formula",
  abs(pixelNormed - sqrt(Tensor(8)) * crowd / lengths).max().item < 1e-5))

// What is the difference to a picture? @fig-norms sends the same digit twice through a convolution with random weights, once
// with full contrast and once with a tenth of it, and then through both norms.

//| label: fig-norms
//| caption: Four channels of a convolution with random weights, of a digit with full contrast and with a tenth of it, as they come, after group norm in two groups, and after RMS norm. Grey is zero.
//| alt: Three rows of four pictures, each with two fives in relief. In the first two rows the right one can hardly be seen. In the third both are equally strong.
let digit = data.train.images[0..<1]
let strongAndFaint = concatenate([digit, 0.1 * digit], axis: 2)  // [1, 28, 56, 1]
let randomFilters = Conv2d(
  1, 4, kernel: 3, padding: 1, bias: false, random: random.stream("random filters"))
let asTheyCome = randomFilters(strongAndFaint)
let normRows = [
  asTheyCome, Norm(groups: 2, channels: 4)(asTheyCome),
  Norm(groups: nil, channels: 4)(asTheyCome),
].map { row -> Tensor in
  let each = row.transposed(permutation: [3, 1, 2, 0])  // [4, 28, 56, 1]
  return 0.5 + 0.2 * each / sqrt(square(each).mean())
}
show(ImageGrid(
  concatenate(normRows), columns: 4, scale: 2, rowLabels: ["before", "group", "RMS"]))

// Group norm moves and scales whole channels, so what was faint in a picture stays faint. RMS norm brings every pixel to
// the same length, unless it is exactly zero. After it a pixel says *which mixture* of channels it is, and no longer how
// much of it. Networks train well with either.
//
// ## The block
//
// The piece that occurs most often is a 3 × 3 convolution, a norm and an activation:
//
// ```math {#eq-block}
// \begin{gathered}
// n = \mathrm{norm}(W * x + b), \\
// y = \mathrm{SiLU}\bigl((1 + s) \odot n + r\bigr), \\
// \mathrm{SiLU}(z) = z \cdot \mathrm{sigmoid}(z) .
// \end{gathered}
// ```
//
// `[batch, height, width, inputs]` becomes `[batch, height, width, outputs]`. The scale $`s`$ and the shift $`r`$ are
// how the time comes in; they are the next section's, and without time both are zero.

//| label: fig-activations
//| caption: SiLU is the activation of the blocks, GELU that of the time embedding. Both let through what is positive, and turn softly where ReLU has a corner.
//| alt: Three curves. For positive numbers all rise to the right, ReLU on the diagonal and the other two slightly below it. For negative numbers ReLU is zero, GELU dips to about minus 0.17 and SiLU to minus 0.28.
let z = Tensor.linspace(from: -4, through: 3, count: 281)
show(Plot("Activations", x: Axis("input"), y: Axis("output"), height: 300) {
  Line(z, silu(z), name: "SiLU")
  Line(z, gelu(z), name: "GELU")
  Line(z, relu(z), name: "ReLU", color: .muted)
})

// The Annotated kind *standardizes* the weights [@qiao2019]: what the convolution uses are not the parameters $`W`$ but,
// for each output channel $`o`$,
//
// ```math {#eq-standardized}
// \hat W_o = \frac{W_o - \mathrm{mean}(W_o)}{\sqrt{\mathrm{var}(W_o) + 10^{-5}}} ,
// ```
//
// mean and variance taken over the $`9 \cdot \text{inputs}`$ numbers that this channel is computed from. Then neither
// the sum nor the size of a filter matters, only its shape, and the optimizer need not look after either.

//| export: true
/// Weights `[kernel, kernel, inputs, outputs]`: mean 0 and variance 1 for each output.
func standardized(_ weight: Tensor) -> Tensor {
  let columns = weight.reshaped([-1, weight.shape[3]])
  let centred = columns - columns.mean(axis: 0)
  let variance = square(centred).mean(axis: 0)
  return (centred / sqrt(variance + 1e-5)).reshaped(to: weight.shape)
}

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

let filters = random.stream("filters").normal([3, 3, 28, 28])
let standard = standardized(filters).reshaped([-1, 28])
check(
  "standardized filters have mean 0 and variance 1",
  abs(standard.mean(axis: 0)).max().item < 1e-5
    && abs(standard.variance(axis: 0) - 1).max().item < 0.01)
show(check(
  "a filter's size and sum do not matter",
  abs(standardized(5 * filters + 2).reshaped([-1, 28]) - standard).max().item < 1e-3))

// ## The ResNet block
//
// Two blocks in a row, and a way around them [@he2016]. What comes in is added to what comes out, so the two blocks need
// only learn a correction, and a gradient always finds a way back that no weight can close:
//
// ```math {#eq-resnet}
// \begin{gathered}
// (s, r) = U\, \mathrm{SiLU}(e) + u, \\
// y = B_2\bigl(B_1(x;\, s, r)\bigr) + R\,x .
// \end{gathered}
// ```
//
// $`R`$ is the identity, or where the number of channels changes a 1 × 1 convolution. The embedding $`e`$ of the time
// passes a layer of its own in each ResNet block and becomes a scale and a shift for each channel of the first block
// (@eq-block). Such *modulation* is stronger than adding the time to the picture: a scale near −1 switches a channel
// off.

//| export: true
/// Two blocks around a shortcut. Between the first one's norm and its SiLU, the time
/// scales and shifts each channel.
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

  /// `[batch, height, width, inputs]` to the same with `outputs`; `time` is
  /// `[batch, timeWidth]`.
  func callAsFunction(_ x: Tensor, time embedding: Tensor) -> Tensor {
    let both = time(silu(embedding))  // [batch, 2 · outputs]
    let channels = both.shape[1] / 2
    let modulation = Modulation(
      scale: both.slice(axis: 1, ..<channels), shift: both.slice(axis: 1, channels...))
    return second(first(x, modulation: modulation)) + (shortcut?(x) ?? x)
  }
}

let resNet = ResNetBlock(
  8, 16, timeWidth: 32, recipe: .annotated, random: random.stream("ResNet block"))
let features = random.stream("features").normal([2, 28, 28, 8])
let (early, late) = (waves[10..<12], waves[900..<902])  // [2, 32]

check(
  "eight channels in, sixteen out",
  resNet(features, time: early).shape == [2, 28, 28, 16])
check(
  "the time matters",
  abs(resNet(features, time: early) - resNet(features, time: late)).max().item > 0.01)

resNet.second.norm.group!.gain.value = Tensor.zeros([16])
show(check(
  "with the last gain at zero, the block is its shortcut",
  abs(resNet(features, time: early) - resNet.shortcut!(features)).max().item == 0))

// ## Attention
//
// A 3 × 3 convolution looks one pixel far. *Attention* [@vaswani2017] lets every pixel look at all others, and choose.
// From each pixel's channels three matrices make a query, a key and a value, of width $`d`$. A query is compared with
// all keys, and the answer is the mean of the values, weighted by how well their keys fit:
//
// ```math {#eq-attention}
// \begin{gathered}
// Q = X W_Q,\; K = X W_K,\; V = X W_V, \\
// \mathrm{attention}(X) = \mathrm{softmax}\Bigl(\frac{Q K^\top}{\sqrt d}\Bigr) V .
// \end{gathered}
// ```
//
// $`X`$ has a row for each of the $`n`$ pixels. Several such *heads* work side by side, each with matrices of its own,
// and a last matrix joins what they found. The kind of lucidrains adds a small memory to each head: four keys and values
// that are learned and come from no pixel. A pixel that finds nothing worth looking at can look there.
//
// The softmax makes a table of $`n \times n`$ numbers. For 28 × 28 pixels that is `{swift} commas(784 * 784)` for each
// image and head. *Linear* attention [@katharopoulos2020; @shen2021] never makes it. It takes a softmax of $`Q`$ and of
// $`K`$ alone, over the width and over the pixels, and multiplies in another order:
//
// ```math {#eq-linear-attention}
// \begin{gathered}
// H = \mathrm{softmax}_n(K)^\top\, V , \\
// \mathrm{linear}(X) = \frac{1}{\sqrt d}\, \mathrm{softmax}_d(Q)\, H .
// \end{gathered}
// ```
//
// $`H`$ is a table of $`d \times d`$, a summary of the whole picture, and each pixel reads from it.

//| export: true
/// A norm, attention, and x added again.
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

// `SelfAttention` is a layer of the engine, which works head by head and keeps no table. Written out, for one image and
// with the table, it is this. The linear kind has such a table too, only that nobody computes it: it is the product of
// the two softmaxes.

/// What each of an image's n pixels takes from each of m (memory first, then the pixels),
/// `[heads, n, m]`, and the answer. `x` is `[n, channels]`.
func attentionByHand(
  _ x: Tensor, _ layer: SelfAttention, heads: Int, kind: AttentionKind
) -> (weights: Tensor, answer: Tensor) {
  let (n, d) = (x.shape[0], layer.output.shape[0] / heads)
  let both = matmul(x, layer.projection.value).reshaped([n, 3, heads, d])
    .transposed(permutation: [1, 2, 0, 3])  // [3, heads, n, d]
  var (q, k, v) = (both[0], both[1], both[2])
  if let memory = layer.memory?.value {  // [2, heads, entries, d]
    k = concatenate([memory[0], k], axis: 1)
    v = concatenate([memory[1], v], axis: 1)
  }
  let weights: Tensor
  switch kind {
  case .softmax: weights = softmax(matmul(q, k.transposed()) / sqrt(Tensor(Float(d))))
  case .linear: weights = matmul(softmax(q), softmax(k, axis: 1).transposed())
  }
  let scale = kind == .linear ? 1 / sqrt(Tensor(Float(d))) : Tensor(1)
  let mixed = scale * matmul(weights, v)  // [heads, n, d]
  let side = mixed.transposed(permutation: [1, 0, 2]).reshaped([n, heads * d])
  return (weights, matmul(side, layer.output.value) + layer.bias.value)
}

let tokens = random.stream("tokens").normal([1, 7, 7, 24])
for kind in [AttentionKind.softmax, .linear] {
  let layer = SelfAttention(
    24, heads: 4, width: 16, entries: 4, kind: kind, random: random.stream("\(kind)"))
  let (weights, answer) = attentionByHand(
    tokens.reshaped([49, 24]), layer, heads: 4, kind: kind)
  check(
    "\(kind) attention by hand is the engine's layer",
    abs(answer - layer(tokens).reshaped([49, 24])).max().item < 1e-5)
  check(
    "\(kind): what a pixel takes from all others sums to 1",
    abs(weights.sum(axis: 2) - 1).max().item < 1e-5)
}

// So both kinds are weighted means. What the linear kind gives up is choice. Its table has rank $`d`$ at most: there are
// $`d`$ maps of where to look, the columns of $`\mathrm{softmax}_n(K)`$, the same for all pixels, and a pixel only
// chooses its mixture. What it gains is in @tbl-attention.

//| label: tbl-attention
//| caption: Multiplications for one head of width 32 between projections, in thousands. Softmax needs 2n²d, linear 2nd².
/// 2020257 as 2,020,257.
func commas(_ count: Int) -> String {
  if count < 0 { return "−" + commas(-count) }
  guard count > 999 else { return "\(count)" }
  return commas(count / 1000) + "," + "\(1000 + count % 1000)".dropFirst()
}
show(Table(
  columns: ["picture", "n", "softmax", "linear"],
  rows: [28, 14, 7].map { size in
    let n = size * size
    return [
      "\(size) × \(size)", "\(n)", commas(2 * n * n * 32 / 1000),
      commas(2 * n * 32 * 32 / 1000),
    ]
  }))

// At 7 × 7 the two cost nearly the same. That is why in lucidrains' kind the smallest size has softmax attention and the
// others linear. In the Annotated kind only the middle has softmax, and the norms around attention have a single group.
// What the heads of a trained network look at, we shall see [below](#a-look-inside).
//
// ## Down and up
//
// To halve the picture, chapter 03 took the largest of four pixels and lost the others. Here nothing is lost. The four
// pixels of each 2 × 2 square become the channels of one, and a 1 × 1 convolution chooses what to keep:
// `[batch, h, w, c]` → `[batch, h/2, w/2, 4c]` → `[batch, h/2, w/2, outputs]`. Upwards each pixel is repeated four
// times, and a 3 × 3 convolution smooths the steps.

//| export: true
/// To half the size: four pixels become the channels of one, then a 1×1 convolution.
struct Downsample: Module {
  let convolution: Conv2d

  init(_ inputs: Int, _ outputs: Int, random: RandomStream) {
    convolution = Conv2d(4 * inputs, outputs, kernel: 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { convolution(spaceToDepth(x)) }
}

/// To twice the size: each pixel four times, then a 3×3 convolution.
struct Upsample: Module {
  let convolution: Conv2d

  init(_ inputs: Int, _ outputs: Int, random: RandomStream) {
    convolution = Conv2d(inputs, outputs, kernel: 3, padding: 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor { convolution(upsampleNearest(x)) }
}

//| label: fig-phases
//| caption: A digit, the four channels that space-to-depth makes of it, and one of them at twice the size again.
//| alt: A five of 28 by 28 pixels, four nearly equal fives of 14 by 14, and a coarse five of 28 by 28 with visible squares.
let phases = spaceToDepth(examplePicture)  // [1, 14, 14, 4]
let phasePictures = (0..<4).map { phases.slice(axis: 3, $0..<$0 + 1) }
/// In the middle of 28 × 28 transparent pixels.
func framed(_ x: Tensor) -> Tensor {
  let side = Tensor.full([1, 14, 7, 1], .nan)
  let edge = Tensor.full([1, 7, 28, 1], .nan)
  return concatenate([edge, concatenate([side, x, side], axis: 2), edge], axis: 1)
}
show(ImageGrid(
  concatenate(
    [examplePicture] + phasePictures.map(framed) + [upsampleNearest(phasePictures[0])]),
  columns: 6, scale: 3, labels: ["28", "14", "14", "14", "14", "28"], range: -1...1))

check(
  "space-to-depth loses nothing",
  abs(depthToSpace(phases) - examplePicture).max().item == 0)
check(
  "repeated pixels average to what they were",
  abs(averagePool(upsampleNearest(phases)) - phases).max().item < 1e-6)

let halving = Downsample(8, 16, random: random.stream("halving"))
let kernel = halving.convolution.weight.value.reshaped([2, 2, 8, 16])
show(check(
  "halving is a convolution of 2 × 2 pixels with a stride of 2",
  abs(
    halving(features)
      - conv2d(features, weight: kernel, bias: halving.convolution.bias?.value, stride: 2)
  ).max().item < 1e-5))

// The last check is worth a second look: "no more strided convolutions", says the comment in the PyTorch code. This *is*
// a strided convolution, whose squares happen not to overlap.
//
// ## The whole
//
// A *stage* is one size of picture: two ResNet blocks, attention, and the way to the next size. The last stage on either
// side changes no size and has a plain 3 × 3 convolution there.

//| export: true
/// One size of image on the way down, or on the way up.
struct Stage: Module {
  let first, second: ResNetBlock
  let attention: AttentionBlock
  let down: Downsample?
  let up: Upsample?
  let same: Conv2d?

  func next(_ x: Tensor) -> Tensor { down?(x) ?? up?(x) ?? same!(x) }
}

// The *skips* [@ronneberger2015] are in the call below. On the way down each stage leaves two tensors $`h`$ on a stack.
// On the way up each takes two off, the last one first, and lays them beside its own channels,
//
// ```math {#eq-skip}
// \begin{gathered}
// x \leftarrow B\bigl([x;\, h]\bigr), \\
// \texttt{[.., c]},\ \texttt{[.., c′]} \\
// \to\; \texttt{[.., c + c′]} \\
// \to\; \texttt{[.., outputs]} .
// \end{gathered}
// ```
//
// That is why the blocks on the way up have so many inputs. (In chapter 03 they were added, which costs nothing and lets
// the network choose less.) The very first tensor crosses too, to the very end. The *output head* is a last ResNet
// block, which makes `width` channels of twice as many, and a 1 × 1 convolution to one channel. There is no activation
// behind it: noise goes both ways.

//| export: true
struct UNet: Module {
  let input: Conv2d
  let time: TimeEmbedding
  let downs, ups: [Stage]
  let middleFirst: ResNetBlock
  let middleAttention: AttentionBlock
  let middleSecond, last: ResNetBlock
  let output: Conv2d

  /// `multipliers` of `width` are the channels that each size ends with.
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

// @fig-unet was drawn from the same walk, written as a list of stations. Each has a name, what it answered, and perhaps
// a skip, the earlier station whose answer is laid beside its input. With `joined: false` zeros take that place, for an
// experiment further down.

/// A part of the network that a picture has passed.
struct Station {
  let name: [String]
  let output: Tensor
  /// The earlier station that hands its output to this one.
  var skip: Int?
  /// Whether it leads from one size to the next.
  var isPassage = false
  var shape: String {
    output.shape.lengths.dropFirst().map { "\($0)" }.joined(separator: " × ")
  }
}

func stations(
  of net: UNet, _ x: Tensor, _ timesteps: Tensor, joined: Bool = true
) -> [Station] {
  let time = net.time(timesteps)
  var passed = [Station(name: ["noisy picture"], output: x)]
  func pass(
    _ name: String..., skip: Int? = nil, isPassage: Bool = false,
    through part: (Tensor) -> Tensor
  ) {
    var x = passed.last!.output
    if let skip {
      let other = passed[skip].output
      x = concatenate([x, joined ? other : Tensor.zeros(other.shape)], axis: 3)
    }
    passed.append(
      Station(name: name, output: part(x), skip: skip, isPassage: isPassage))
  }
  func kind(_ block: AttentionBlock) -> String {
    block.outputNorm == nil ? "softmax attention" : "linear attention"
  }
  var skips: [Int] = []
  pass("convolution") { net.input($0) }
  for stage in net.downs {
    pass("block") { stage.first($0, time: time) }
    skips.append(passed.count - 1)
    pass("block", kind(stage.attention)) { stage.attention(stage.second($0, time: time)) }
    skips.append(passed.count - 1)
    pass("next size", isPassage: true) { stage.next($0) }
  }
  pass("block") { net.middleFirst($0, time: time) }
  pass(kind(net.middleAttention)) { net.middleAttention($0) }
  pass("block") { net.middleSecond($0, time: time) }
  for stage in net.ups {
    pass("block", skip: skips.removeLast()) { stage.first($0, time: time) }
    pass("block", kind(stage.attention), skip: skips.removeLast()) {
      stage.attention(stage.second($0, time: time))
    }
    pass("next size", isPassage: true) { stage.next($0) }
  }
  pass("block", skip: 1) { net.last($0, time: time) }
  pass("1 × 1 convolution") { net.output($0) }
  return passed
}

let way = stations(of: example, examplePicture, Tensor([500]))
check(
  "the list of stations is the network, to the bit",
  abs(way.last!.output - example(examplePicture, Tensor([500]))).max().item == 0)

let taken = way.compactMap(\.skip)
check(
  "seven skips, each taken once, the last one first",
  taken.count == 7 && zip(taken, taken.dropFirst()).allSatisfy { $0 > $1 })
check(
  "each joins a picture of its own size",
  way.allSatisfy { station in
    station.skip.map { way[$0].output.shape[1] == station.output.shape[1] } ?? true
  })
show(check(
  "the head makes 32 channels of 64, and one of 32",
  example.last.first.convolution.weight.shape == [3, 3, 64, 32]
    && example.output.weight.shape == [1, 1, 32, 1]))

//| fold: true
/// The stations as a U: down the left, along the bottom, up the right.
func diagram(of stations: [Station]) -> Diagram {
  let boxed = stations.indices.filter { !stations[$0].isPassage }
  let arm = (boxed.count - 3) / 2
  let boxes = boxed.enumerated().map { place, index -> Diagram.Box in
    let station = stations[index]
    let (column, row) =
      place < arm
      ? (0, place)
      : place < arm + 3 ? (place - arm, arm) : (2, boxed.count - 1 - place)
    let isAttention = station.name.last!.hasSuffix("attention")
    return Diagram.Box(
      station.name + [station.shape], column: column, row: row,
      color: isAttention ? .series(2) : station.name == ["block"] ? .series(1) : .muted)
  }
  var arrows = (1..<boxed.count).map { place -> Diagram.Arrow in
    let before = stations[boxed[place] - 1]
    return Diagram.Arrow(
      from: place - 1, to: place, label: before.isPassage ? "to \(before.shape)" : "")
  }
  for (place, index) in boxed.enumerated() {
    guard let skip = stations[index].skip, let from = boxed.firstIndex(of: skip) else {
      continue
    }
    let channels = stations[skip].output.shape[3]
    arrows.append(
      Diagram.Arrow(from: from, to: place, label: "+ \(channels)", isDashed: true))
  }
  return Diagram("From a noisy picture to its noise", boxes: boxes, arrows: arrows)
}

// ## Counting
//
// A count of parameters is the cheapest test of an architecture. It finds a missing bias, a wrong number of heads and a
// skip of the wrong width, and both published networks have one to compare with: 2,020,257 for the Annotated network
// with 28 channels, 2,607,681 for lucidrains' with 32.

let annotated = UNet(width: 28, recipe: .annotated, random: random.stream("annotated"))
let lucidrains = UNet(width: 32, random: random.stream("lucidrains"))
check(
  "the Annotated Diffusion Model's network has 2,020,257 parameters",
  annotated.parameterCount == 2_020_257)
show(check(
  "denoising-diffusion-pytorch's has 2,607,681",
  lucidrains.parameterCount == 2_607_681))

//| label: tbl-parts
//| caption: Where the parameters are.
let parts: [(String, (UNet) -> [any Module])] = [
  ("time embedding", { [$0.time] }),
  ("first convolution", { [$0.input] }),
  ("down, 28 × 28", { [$0.downs[0]] }),
  ("down, 14 × 14", { [$0.downs[1]] }),
  ("down, 7 × 7", { [$0.downs[2]] }),
  ("middle", { [$0.middleFirst, $0.middleAttention, $0.middleSecond] }),
  ("up, 7 × 7", { [$0.ups[0]] }),
  ("up, 14 × 14", { [$0.ups[1]] }),
  ("up, 28 × 28", { [$0.ups[2]] }),
  ("output head", { [$0.last, $0.output] }),
]
func count(_ modules: [any Module]) -> Int {
  modules.reduce(0) { $0 + $1.parameterCount }
}
let counts = parts.map { (count($0.1(annotated)), count($0.1(lucidrains))) }
show(Table(
  columns: ["part", "Annotated", "lucidrains"],
  rows: zip(parts, counts).map { [$0.0, commas($1.0), commas($1.1)] }
    + [["all", commas(annotated.parameterCount), commas(lucidrains.parameterCount)]]))

check(
  "the parts are all there is",
  counts.reduce(0) { $0 + $1.0 } == annotated.parameterCount
    && counts.reduce(0) { $0 + $1.1 } == lucidrains.parameterCount)
let atSeven = counts[4].1 + counts[5].1 + counts[6].1

// Look at where they are: `{swift} (100 * Float(atSeven) / Float(lucidrains.parameterCount)).fixed(0)`% belong to
// pictures of 7 × 7. The arithmetic is elsewhere, since a weight at 28 × 28 is used sixteen times as often. A network's
// size says little about what it costs to run.
//
// What differs between the two? Turn one into the other, a choice at a time:

//| label: tbl-between
//| caption: From the Annotated network to lucidrains' in six steps, and how many parameters each adds.
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
turn("32 channels for 28")
recipe.inputKernel = 7
turn("7 × 7 input convolution")
recipe.standardizesWeights = false
turn("weights as they are")
recipe.groups = nil
turn("RMS norms, without biases")
recipe.memory = 4
turn("memory in attention")
recipe.deepestIsSoftmax = true
turn("softmax attention at 7 × 7")
show(Table(columns: ["change", "adds", "all"], rows: between))

show(check("and that is all that differs", before == lucidrains.parameterCount))

// The width is nearly all of it. The other choices move a few thousand parameters, and one of them none at all: a count
// cannot see whether weights are standardized. For that we need the outputs.
//
// ## The same numbers as PyTorch
//
// Two programs agree if the same weights and the same input give the same output. Shipping millions of weights for such
// a test is not necessary. Both sides can fill them in by a formula: here each parameter is a hash of its PyTorch name
// and of its elements' places, and a script, `Tests/NetworksTests/Recorded/chapter.py`, has done the same in PyTorch, in
// double precision, and printed a dozen of the outputs. (For the Annotated network it takes lucidrains' and puts back
// what @tbl-between lists. The order in which a program lists its parameters never matters, since they go by name.)
//
// If you bring weights from PyTorch yourself, names are one half of the work and layout is the other. PyTorch has channels
// first and outputs before inputs; here, as in TensorFlow, Flax and MLX, channels come last:
//
// | tensor | PyTorch | here |
// | --- | --- | --- |
// | images | `[n, c, h, w]` | `[n, h, w, c]` |
// | `Linear` | `[out, in]` | `[in, out]` |
// | `Conv2d` | `[out, in, k, k]` | `[k, k, in, out]` |
// | queries, keys, values | `[3hd, c, 1, 1]` | `[c, 3hd]` |
// | after halving, channels | $`(c, y, x)`$ | $`(y, x, c)`$ |
// | memory of linear attention | `[2, h, d, m]` | `[2, h, m, d]` |
//
// Most mistakes with these trip over a shape. The order of channels after halving does not: a program that forgets it
// runs, with the wrong numbers, and that is what this test is for.

//| fold: true
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
    // The halvings' inputs are 2 × 2 pixels.
    let isHalving = name.hasPrefix("downs") && name.hasSuffix(".3.1.weight")
    let side = isHalving ? 2 : shape[0]
    let inputs = isHalving ? shape[2] / 4 : shape[2]
    return values.reshaped([shape[3], inputs, side, side])
      .transposed(permutation: [2, 3, 1, 0]).reshaped(to: shape)
  default: return values.reshaped(to: shape)
  }
}

/// Numbers from −1 to 1, a function of the name and of each element's place.
func formula(_ name: String, count: Int) -> Tensor {
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
func fillByFormula(_ net: UNet) {
  let linear = net.parameters.map(\.name).compactMap { name in
    name.firstRange(of: "outputNorm").map { String(name[..<$0.lowerBound]) }
  }
  for (name, parameter) in net.parameters {
    let isLinear = linear.contains { name.hasPrefix($0) }
    let pytorch = pytorchName(name, isLinear: isLinear)
    let shape = parameter.shape
    let u = formula(pytorch, count: shape.count)
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

//| fold: true
// Printed by Tests/NetworksTests/Recorded/chapter.py: PyTorch in float64, and how far
// its float32 is from it.
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

//| label: tbl-pytorch
//| caption: Outputs of both networks, by PyTorch and here, for two pictures of formula noise at timesteps 17 and 250. Every fourth of the recorded ones is shown.
let formulaInput = 2 * formula("x", count: 2 * 784).reshaped([2, 28, 28, 1])
let compared = recorded.map { name, net, values -> [Float] in
  fillByFormula(net)
  let output = net(formulaInput, Tensor([17, 250])).scalars
  return values.indices.map { output[$0 * output.count / values.count] }
}
show(Table(
  columns: ["network", "entry", "PyTorch", "here"],
  rows: zip(recorded, compared).flatMap { theirs, ours in
    stride(from: 0, to: 12, by: 4).map { place in
      [
        theirs.name, "\(place * 1568 / 12)", theirs.values[place].fixed(4),
        ours[place].fixed(4),
      ]
    }
  }))

/// The largest difference, in shares of the largest number recorded.
func distance(_ ours: [Float], _ theirs: [Float]) -> Float {
  abs(Tensor(ours) - Tensor(theirs)).max().item / abs(Tensor(theirs)).max().item
}
let distances = zip(recorded, compared).map { distance($1, $0.values) }
for (theirs, distance) in zip(recorded, distances) {
  check("\(theirs.name): PyTorch's output to 1e-4", distance < 1e-4)
}

// The largest difference is `{swift} (1e6 * distances.max()!).fixed(1)` millionths of the largest output; PyTorch's own
// single precision is `{swift} (1e6 * pytorchDistance).fixed(1)` millionths away from its double precision. The book's
// tests go further and compare, for a U-Net like lucidrains', all outputs and the gradients of all parameters.
//
// ## Before the first training
//
// The comparison needs somebody else's network. The following tests need nothing, take seconds, and between them
// find most of what goes wrong when you write a network of your own.

/// √ᾱ and √(1 − ᾱ) at each of chapter 01's thousand steps.
let beta = Tensor.linspace(from: 1e-4, through: 0.02, count: 1000)
let alphaBar = cumulativeProduct(1 - beta)
let signals = sqrt(alphaBar).scalars
let deviations = sqrt(1 - alphaBar).scalars

/// What a training step takes: noisy pictures, their timesteps, and the noise.
struct Noised {
  let x, timesteps, noise: Tensor

  init(_ clean: Tensor, at timesteps: [Int], noise: Tensor) {
    let column: Shape = [timesteps.count, 1, 1, 1]
    x =
      Tensor(timesteps.map { signals[$0] }, shape: column) * clean
      + Tensor(timesteps.map { deviations[$0] }, shape: column) * noise
    self.timesteps = Tensor(timesteps.map { Float($0) })
    self.noise = noise
  }

  init(_ places: [Int], _ draws: RandomStream) {
    let clean = pictures(places)
    self.init(
      clean, at: draws.integers(places.count, below: 1000),
      noise: draws.normal(clean.shape))
  }

  func loss(of net: UNet) -> Tensor { mse(net(x, timesteps), noise) }
}

/// A small network of lucidrains' kind.
func small(_ name: String) -> UNet {
  UNet(width: width, headWidth: headWidth, random: random.stream(name))
}

// **The loss of knowing nothing.** The noise has variance 1. So a network that always answers zero has a mean squared
// error of 1. This is the mark that any loss of such a network should be compared with: above it, something is broken;
// at it, nothing has been learned. In chapter 03 the mark was the data mean. Losses for different targets cannot be
// compared.

let sixtyFour = Noised(Array(0..<64), random.stream("sixty-four"))
let zero = small("zero")
for (_, parameter) in zero.parameters { parameter.value = Tensor.zeros(parameter.shape) }
let fresh = small("fresh")
let (zeroLoss, freshLoss) = (
  sixtyFour.loss(of: zero).item, sixtyFour.loss(of: fresh).item
)
show(check("the network of zeros has loss 1, to 2%", abs(zeroLoss - 1) < 0.02))

// It is `{swift} zeroLoss.fixed(3)` here; a fresh network with random weights begins at `{swift} freshLoss.fixed(3)`.
//
// **Each image by itself.** The answer to a picture must not depend on what else is in the batch. A wrong reshape mixes them
// without any complaint.

let together = fresh(sixtyFour.x, sixtyFour.timesteps)
let alone = fresh(sixtyFour.x[5..<6], sixtyFour.timesteps[5..<6])
show(check(
  "an image's answer does not depend on its batch",
  abs(together[5..<6] - alone).max().item < 1e-5))

// **A gradient everywhere.** After one backward pass every parameter must have a gradient, and none may be zero. A layer
// that was built and never called has none; a part behind a multiplication with zero has one of zeros.

let (_, freshGradients) = valueWithGradients { sixtyFour.loss(of: fresh) }
let gradientSizes = fresh.parameters.map { _, parameter in
  freshGradients[parameter].map { sqrt(square($0).mean()).item } ?? 0
}
show(check(
  "all \(gradientSizes.count) parameters have a gradient",
  gradientSizes.allSatisfy { $0 > 0 && $0.isFinite }))

//| label: fig-gradients
//| caption: The gradient of each parameter of the fresh network as the root of its mean square, in the order in which the network lists its parameters.
//| alt: Some two hundred dots on a logarithmic axis, in four colours for the ends, the way down, the middle and the way up. They fall on the way down from a hundredth to a ten-thousandth, stay there in the middle, and rise again on the way up; some lie a hundred times lower than their neighbours.
let names = fresh.parameters.map(\.name)
func dots(_ series: String, _ belongs: (String) -> Bool) -> Points {
  let places = names.indices.filter { belongs(names[$0]) }
  return Points(places, places.map { gradientSizes[$0] }, name: series, size: 6)
}
show(Plot(
  "A gradient in every parameter", x: Axis("parameter"),
  y: Axis("gradient", scale: .log)
) {
  dots("down") { $0.hasPrefix("downs") }
  dots("up") { $0.hasPrefix("ups") }
  dots("middle") { $0.hasPrefix("middle") }
  dots("ends") { name in ["downs", "ups", "middle"].allSatisfy { !name.hasPrefix($0) } }
})

let faintest = zip(names, gradientSizes).sorted { $0.1 < $1.1 }.prefix(6)
show(faintest.map(\.0).joined(separator: "\n"))

// In @fig-gradients look for a gap, for dots at the bottom edge, for a section far from its neighbours. Here they fall
// towards the bottom of the U and rise again on the way up. In a fresh network the skips carry most of the answer, and
// the deep parts have little say yet. The faintest, in the list above, belong to memories of attention and to the layers
// of the time in deep blocks. Adam makes up for such differences, since it divides every gradient by its usual size. A
// zero it cannot mend.
//
// **One batch, by heart.** Take eight pictures with fixed timesteps and fixed noise, and train on nothing else. A
// network of this size must be able to learn eight answers by heart. If the loss gets stuck, the fault is in the
// network, the loss or the optimizer, and no amount of data will mend it. @fig-overfit does it twice, the second time
// with all skips cut.

let eight = Noised(Array(100..<108), random.stream("eight"))

/// The losses of a small network that learns the eight by heart.
func learnedByHeart(_ label: String, loss: (UNet) -> Tensor) -> [Float] {
  let network = small("by heart")
  let optimizer = Adam(network, learningRate: 2e-3)
  var losses: [Float] = []
  for _ in progress(label, 0..<overfitSteps) {
    let (value, gradients) = valueWithGradients { loss(network) }
    optimizer.update(with: gradients)
    losses.append(value.item)
  }
  return losses
}

let wholeLosses = checkpoint("by-heart") {
  learnedByHeart("One batch by heart") { eight.loss(of: $0) }
}
let cutLosses = checkpoint("by-heart-without-skips") {
  learnedByHeart("One batch by heart, without skips") { network in
    let passed = stations(of: network, eight.x, eight.timesteps, joined: false)
    return mse(passed.last!.output, eight.noise)
  }
}

//| label: fig-overfit
//| caption: Eight pictures learned by heart, with skips and without.
//| alt: Two falling curves on a logarithmic axis below a dashed line at one. The one with skips falls fast and far; the other hesitates and stays well above it.
show(Plot("One batch by heart", x: Axis("step"), y: Axis("loss", scale: .log)) {
  Line(wholeLosses, name: "the network")
  Line(cutLosses, name: "skips cut")
  Rule(y: 1, name: "zeros")
})

if overfitSteps >= 200 {
  check("eight pictures are learned by heart: loss below 0.02", wholeLosses.last! < 0.02)
  check("without skips it is much harder", cutLosses.last! > 3 * wholeLosses.last!)
}

// After `{swift} overfitSteps` steps the loss is `{swift} wholeLosses.last!.fixed(4)`, and without skips
// `{swift} cutLosses.last!.fixed(3)`. That is what the skips are for. Noise is the finest detail there is, different in
// every pixel, and the answer has to hold all of it. Through the skips it goes straight across. Without them it must be
// packed into 7 × 7 pixels and unpacked again.
//
// ## A look inside
//
// Now a short training: `{swift} trainingSteps` steps with `{swift} batch` digits each. The next chapter does it
// properly; here it is enough for a network that knows what it is looking at.

let trained = small("trained")
let trainedOptimizer = Adam(trained)
let trainedRate = WarmupCosine(
  peak: 2e-3, warmupSteps: 20, totalSteps: max(40, trainingSteps))
let trainedDraws = random.stream("training")
let trainedLosses = checkpoint(
  "small-unet", trained, optimizer: trainedOptimizer, steps: trainingSteps,
  label: "Training the small network"
) { step in
  let places = trainedDraws.integers(batch, below: data.train.count)
  let noised = Noised(places, trainedDraws)
  let (loss, gradients) = valueWithGradients { noised.loss(of: trained) }
  trainedOptimizer.learningRate = trainedRate(step)
  trainedOptimizer.update(with: gradients)
  return loss.item
}
let lastLosses = trainedLosses.suffix(100)
let trainedLoss = lastLosses.reduce(0, +) / Float(lastLosses.count)

// Its loss over the last hundred steps is `{swift} trainedLoss.fixed(3)`.
//
// **What does a head look at?** `attentionByHand` gives us the tables. @fig-attention takes a noisy digit and two of its
// pixels, and shows for each head from where that pixel takes its values.

//| label: fig-attention
//| caption: What two pixels (red) of a noisy digit, at timestep 150, take from where, in each of the four heads; brightest where they take most. Linear attention of the last stage, 28 × 28, and softmax attention of the third, 7 × 7. The network was trained for a short time.
//| alt: Four rows of five pictures. In the rows of linear attention the digit stands out dark from a light background, except in head 1 of the second pixel, where its outline is light. The rows of softmax attention are coarse squares; in head 4 the digit's squares are light.
let lookedAt = Noised(
  pictures([7]), at: [150], noise: random.stream("looked at").normal([1, 28, 28, 1]))
let lookedWay = stations(of: trained, lookedAt.x, lookedAt.timesteps)
let lookedTime = trained.time(lookedAt.timesteps)
/// The stations of a second block with attention: three on the way down, three up.
let seconds = lookedWay.indices.filter { lookedWay[$0].name.count == 2 }

/// What each pixel takes from each, memory first, in a stage: `[heads, n, m]`.
func table(_ stage: Stage, at place: Int, _ kind: AttentionKind) -> Tensor {
  var x = lookedWay[place - 1].output
  if let skip = lookedWay[place].skip {
    x = concatenate([x, lookedWay[skip].output], axis: 3)
  }
  x = stage.attention.norm(stage.second(x, time: lookedTime))
  let rows = x.reshaped([-1, x.shape[3]])
  return attentionByHand(rows, stage.attention.attention, heads: 4, kind: kind).weights
}
let linearTable = table(trained.ups[2], at: seconds[5], .linear)
let softmaxTable = table(trained.downs[2], at: seconds[2], .softmax)

/// Four heads' rows of the table for a pixel, as pictures with 1 at the brightest.
func maps(_ table: Tensor, side: Int, y: Int, x: Int) -> [Tensor] {
  let place = y * side + x
  return (0..<4).map { head in
    let row = table[head][place].slice(axis: 0, (table.shape[2] - side * side)...)
    let map = (row / row.max()).reshaped([1, side, side, 1])
    return upsampleNearest(map, factor: 28 / side).broadcast(to: [1, 28, 28, 1])
  }
}
/// In three channels, with a pixel in red.
func marked(_ picture: Tensor, y: Int, x: Int) -> Tensor {
  let gray = 0.5 + 0.5 * picture
  let row = Tensor((0..<28).map { abs($0 - y) < 2 ? 1 : 0 }, shape: [1, 28, 1, 1])
  let column = Tensor((0..<28).map { abs($0 - x) < 2 ? 1 : 0 }, shape: [1, 1, 28, 1])
  let spot = row * column
  return concatenate([maximum(gray, spot), gray * (1 - spot), gray * (1 - spot)], axis: 3)
}
func inGray(_ x: Tensor) -> Tensor { concatenate([x, x, x], axis: 3) }
let attentionRows = [(14, 14), (4, 22)].flatMap { y, x -> [Tensor] in
  let picture = marked(lookedAt.x, y: y, x: x)
  return [picture] + maps(linearTable, side: 28, y: y, x: x).map(inGray)
    + [picture] + maps(softmaxTable, side: 7, y: y / 4, x: x / 4).map(inGray)
}
show(ImageGrid(
  concatenate(attentionRows), columns: 5, scale: 3,
  labels: ["pixel", "head 1", "head 2", "head 3", "head 4"],
  rowLabels: ["linear", "softmax", "linear", "softmax"]))

/// The share that goes to the memory.
func toMemory(_ table: Tensor) -> Float {
  table.slice(axis: 2, ..<4).sum(axis: 2).mean().item
}

// Compare the first row with the third. For the pixel in the stroke all four heads take from the background, and the
// digit is a dark hole. For the pixel beside it three of the heads do the same as before; head 1 turns round, and takes
// most along the outline. That is linear attention as described: a few maps, common to all, and a choice among them. In
// the rows of softmax attention head 4 has found the squares in which there is a stroke, for both pixels; the others
// lean to an edge or spread over everything. `{swift} (100 * toMemory(softmaxTable)).fixed(0)`% of what is taken there
// comes from the memory (at 28 × 28, with so many pixels, `{swift} (100 * toMemory(linearTable)).fixed(1)`%). Do not
// read more into such maps than they say. Where a head looks is not yet what it does with it.
//
// **What does an answer depend on?** The tape knows. The prediction $`\hat\varepsilon`$ of the noise is also one of the
// clean picture, $`\hat x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \hat\varepsilon) / \sqrt{\bar\alpha_t}`$, and the
// gradient of its middle pixel with respect to all pixels of $`x_t`$ says which of them matter.

//| label: fig-reach
//| caption: Which input pixels the middle pixel of the denoised picture depends on, for four timesteps. Above one of the noisy pictures, below the size of the gradient, averaged over 16 pictures; black is none, white the largest.
//| alt: Four columns. At the earliest timestep a single bright pixel with a few neighbours; with more noise the spot becomes wider.
let reachSteps = [20, 150, 350, 600]
let reachClean = pictures(Array(200..<216))
let reaches = reachSteps.map { t -> (picture: Tensor, map: Tensor) in
  let noise = random.stream("reach \(t)").normal(reachClean.shape)
  let noised = Noised(reachClean, at: Array(repeating: t, count: 16), noise: noise)
  let input = Parameter(noised.x)
  let (_, gradients) = valueWithGradients {
    let x = input.value
    let clean = (x - deviations[t] * trained(x, noised.timesteps)) / signals[t]
    return clean.slice(axis: 1, 14..<15).slice(axis: 2, 14..<15).sum()
  }
  return (noised.x[0..<1], abs(gradients[input]!).mean(axis: 0))
}
show(ImageGrid(
  concatenate(
    reaches.map { 0.5 + 0.5 * $0.picture }
      + reaches.map { ($0.map / $0.map.max()).reshaped([1, 28, 28, 1]) }),
  columns: 4, scale: 4, labels: reachSteps.map { "t = \($0)" }))

/// The share of the gradient that comes from within two pixels of the middle.
let nearShares = reaches.map { reach -> Float in
  let near = reach.map.slice(axis: 0, 12..<17).slice(axis: 1, 12..<17)
  return (near.sum() / reach.map.sum()).item
}

// With little noise the picture nearly is the answer. At $`t = 20`$ the pixel itself and its nearest neighbours, 5 × 5,
// make up `{swift} (100 * nearShares[0]).fixed(0)`% of the gradient. The more noise there is, the wider the network
// gathers what is left of the evidence, and at $`t = 600`$ they make up `{swift} (100 * nearShares.last!).fixed(0)`%.
// One network has learned to be many filters, from a narrow one to a wide one, and which of them it is, the time tells
// it.
//
// ## Exercises
//
// **1. Count before you run.** Make lucidrains' network with `multipliers: [1, 2, 2]`. How many parameters does it have?
// First write down how many a ResNet block has.
//
// <details>
// <summary>Solution</summary>
//
// A layer for the time, two convolutions with biases and gains, and a shortcut if the channels change:

func resNetCount(_ inputs: Int, _ outputs: Int, timeWidth: Int) -> Int {
  let time = (timeWidth + 1) * 2 * outputs
  let blocks = 9 * (inputs + outputs) * outputs + 4 * outputs
  let shortcut = inputs == outputs ? 0 : (inputs + 1) * outputs
  return time + blocks + shortcut
}
check(
  "the first block on the way up has as many",
  resNetCount(128 + 64, 128, timeWidth: 128) == lucidrains.ups[0].first.parameterCount)
let shallow = UNet(width: 32, multipliers: [1, 2, 2], random: random.stream("count"))
show(commas(shallow.parameterCount))

// The count is quadratic in the channels, and most of it was at 7 × 7. Half the channels there, and nowhere else, take away
// `{swift} (100 - 100 * Float(shallow.parameterCount) / Float(lucidrains.parameterCount)).fixed(0)`% of all parameters.
//
// </details>
//
// **2. A slash for a star.** In the blog's code the weights are standardized by `(weight - mean) / (var + eps).rsqrt()`,
// and `rsqrt` is *one over* the root. So what does it do? Write it, and see what a norm makes of it. What do you expect
// of the biases?
//
// <details>
// <summary>Solution</summary>
//
// It multiplies by the deviation where it should divide by it. The deviation is small, so the filters become much
// smaller still. The norm behind the convolution takes any common factor away again, and nothing seems to happen. But it
// acts on the sum of the convolution and its bias, and the bias has not shrunk.

func slipped(_ weight: Tensor) -> Tensor {
  let columns = weight.reshaped([-1, weight.shape[3]])
  let centred = columns - columns.mean(axis: 0)
  return (centred * sqrt(square(centred).mean(axis: 0) + 1e-5)).reshaped(to: weight.shape)
}
/// The share of a block's variance that is the same in all pixels and so says nothing
/// about the picture.
func constantShare(_ weight: Tensor, _ layer: Conv2d) -> Float {
  let x = random.stream("seven").normal([1, 7, 7, 168])
  let y = conv2d(x, weight: weight, bias: layer.bias?.value, padding: 1)
  let normed = Norm(groups: 4, channels: 112)(y).reshaped([49, 112])
  return (square(normed.mean(axis: 0)).mean() / square(normed).mean()).item
}
let deep = Conv2d(168, 112, kernel: 3, padding: 1, random: random.stream("deep"))
show([
  constantShare(standardized(deep.weight.value), deep),
  constantShare(slipped(deep.weight.value), deep),
])

// With the slip, most of what the first block on the way up says at the start of the training is its bias, the same for
// every picture. The network learns its way out, the loss falls, and the count of parameters is right. Only the numbers
// of another program find such a thing.
//
// </details>
//
// **3. The skip that nobody misses.** On the way up, put `Tensor.zeros` of the same shape in the place of the skips, as
// `joined: false` does. All shapes stay right and so does the count. Does the gradient test find it?
//
// <details>
// <summary>Solution</summary>
//
// No. Every parameter still has a gradient, because the blocks on the way up have other inputs too. One must look
// closer, at the entries:

let (_, cutGradients) = valueWithGradients {
  let passed = stations(of: fresh, eight.x, eight.timesteps, joined: false)
  return mse(passed.last!.output, eight.noise)
}
let silent = fresh.parameters.map { name, parameter in
  (name, (cutGradients[parameter]! .== 0).mean().item)
}
check(
  "cut skips: every parameter has a gradient all the same",
  silent.allSatisfy { $0.1 < 1 })
show(silent.filter { $0.1 > 0.25 }.map { "\($0.0): \(Int(100 * $0.1))%" })

// The convolutions behind the joints are deaf on the side of the skip. The second test that finds it is the batch by
// heart: @fig-overfit.
//
// </details>
//
// **4. How far, without attention?** Silence all attention blocks of a small network, and measure how far away a pixel
// can be and still matter. First add it up by hand: at each size, the 3 × 3 convolutions on the way, times the width of
// a pixel there.
//
// <details>
// <summary>Solution</summary>
//
// Down: 3 for the 7 × 7 convolution, 4 convolutions at full size, 4 at half, 4 and a plain one at a quarter. Middle: 4
// at a quarter. Up: 4 at a quarter, 4 and that of the doubling at half; at full size 4, that of the doubling, the plain
// one, and 2 in the head. That makes $`3 + 12 + 2 \cdot 9 + 4 \cdot 13 = 85`$ pixels to each side, and a few more for
// the squares of four.

let deafened = UNet(
  width: 4, multipliers: [1, 2, 3], headWidth: 4, random: random.stream("without attention"))
for (name, parameter) in deafened.parameters
where name.hasSuffix("attention.output") || name.hasSuffix("attention.bias") {
  parameter.value = Tensor.zeros(parameter.shape)
}
let canvas = Parameter(random.stream("canvas").normal([1, 192, 192, 1]))
let (_, canvasGradients) = valueWithGradients {
  deafened(canvas.value, Tensor([500]))
    .slice(axis: 1, 96..<97).slice(axis: 2, 96..<97).sum()
}
let touched = (abs(canvasGradients[canvas]!) .> 0).reshaped([192, 192])
  .max(axis: 0).sum().item
show("\(Int(touched)) columns of pixels")

// That is six times the width of a digit. On pictures as small as these nobody needs attention to look far. What it adds
// is that a pixel can *choose* where to look, by what it sees, where a convolution always looks at the same neighbours.
//
// </details>
