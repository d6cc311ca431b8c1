// The toy denoiser
//
// The whole idea of diffusion in fifty lines: a small U-Net learns to remove noise from digits, and a loop that asks it again and again draws new ones. Then, measured, where the toy stops working.
//
// Made of Chapters/03-toy-denoiser.md. To run it, in the folder of the package:
//
//   swift build --product Lesson
//   swiftc -O -swift-version 5 03-toy-denoiser.swift -o chapter -I .build/debug/Modules \
//     -I Sources/CPNG -I Sources/CSystem/include \
//     -L .build/debug -lLesson -Xlinker -rpath -Xlinker $PWD/.build/debug
//   ./chapter

import Lesson

let seed: UInt64 = 3

// Show a network pictures with noise on them, and train it to say what they looked like before. Then
// give it nothing but noise, and believe a little of what it says. Show it the result, believe a little
// more. After some rounds of this there is a picture that nobody drew.
//
// That is all of diffusion, and this chapter has nothing more in it: no schedule, no likelihood, no
// timesteps. A small U-Net learns to denoise handwritten digits, and a loop of four lines turns it into
// a generator. The denoiser of unit 1 of the Hugging Face course [@huggingface2022] stands beside it, with the
// losses that the course printed. Because the toy is so simple, everything about it can be measured: how good its
// denoiser is beside the best there can be, what each of the shortcuts of such toys costs, and the number of steps
// after which asking again no longer helps.
//
// ## Digits and noise
//
// The data are MNIST's 70,000 handwritten digits [@lecun1998], 28 × 28 pixels from 0 (black) to 1 (white).
// These are the knobs of the chapter; `walkthrough run 3 --set dataset=fashion` runs all of it on Fashion-MNIST's
// shirts and shoes [@xiao2017].

//| parameters: true
let dataset = "mnist"
let images = 60_000  // for training
let batch = 128
let epochs = 3  // of the U-Net
let width = 32  // its channels at full size
let learningRate: Float = 2e-3  // its peak
let courseEpochs = 3
let ablationEpochs = 1
let ablationWidth = 16
let measured = 200  // test images on which errors are measured
let samples = 100  // for each number of steps
let stepCounts = [1, 2, 3, 5, 10, 20, 40, 200]

let random = Random(seed: seed)
let data = try Dataset.named(dataset).load()
let train = data.train.images[0..<images]
let test = data.test.images[0..<measured]
/// Whether the numbers printed by others can be expected.
let isMNIST = dataset == "mnist" && images == 60_000

// Noise is mixed in by one number per image, the *amount* $`a`$, from 0 for the clean picture to 1 for
// pure noise:
//
// ```math {#eq-corrupt}
// \begin{gathered}
// x = (1 - a)\, x_0 + a\, \varepsilon, \\
// \varepsilon \sim \mathcal{N}(0, I), \qquad a \sim \text{uniform on } [0, 1) .
// \end{gathered}
// ```
//
// There is no schedule in it. Chapter 01 chose its factors so that the variance stayed 1; here picture and noise
// just share what there is, and $`a`$ is drawn at random, for each image its own.

//| export: true
/// Images `[n, 28, 28, 1]` with as much noise mixed in as `amounts`, `[n]`, say.
func corrupted(_ clean: Tensor, noise: Tensor, amounts: Tensor) -> Tensor {
  let a = amounts.reshaped([-1, 1, 1, 1])
  return (1 - a) * clean + a * noise
}

//| label: fig-corruption
//| caption: Two test images with more and more noise. Pixels below 0 are shown black, those above 1 white.
//| alt: Two rows of eleven pictures of a digit. Up to 0.3 the digit is clear behind the grain, at 0.6 one has to look for it, from 0.8 on there is only grain.
let rowAmounts = Tensor.linspace(from: 0, through: 1, count: 11)
func row(of image: Int, noise: RandomStream) -> Tensor {
  let copies = test[image..<image + 1].broadcast(to: [11, 28, 28, 1])
  return corrupted(copies, noise: noise.normal(copies.shape), amounts: rowAmounts)
}
let rowNoise = random.stream("corruption row")
show(ImageGrid(
  concatenate([row(of: 0, noise: rowNoise), row(of: 2, noise: rowNoise)]),
  columns: 11, labels: rowAmounts.scalars.map { $0.fixed(1) }))

// Look at 0.5 and 0.6 in @fig-corruption. You see the digit there only because you know what digits look like. A
// network that sees it there must know the same, and that knowledge is what we are after.
//
// ## A very basic U-Net
//
// The network is called with a noisy image and answers with a clean one of the same size. A *U-Net*
// [@ronneberger2015] looks at the image at several sizes. On the way down it halves the picture, so that each pixel
// stands for more of it; on the way up it doubles it again, and at each size adds what it saw there on the
// way down, so that fine detail need not pass through the small middle. Ours is the plainest that deserves the name, the
// one of the Diffusion Playground. Each level is two 3 × 3 convolutions. In halving and doubling nothing is learned: the
// largest of four pixels, and the same pixel four times. The layers have the name of the size they
// work at.

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

let unet = BasicUNet(width: width, random: random.stream("U-Net"))
if width == 32 {
  check(
    "the U-Net has the playground's 203,777 parameters",
    unet.parameterCount == 203_777)
}

// How large is what it can see? A 3 × 3 convolution looks one pixel far, and at a quarter of the size a pixel is
// four pixels wide. Going down and up again, the receptive field is
// $`1 + 2\,(2 \cdot 1 + 2 \cdot 2 + 2 \cdot 4 + 2 \cdot 2 + 2 \cdot 1)`$ = 41 pixels wide, and three more for the two
// halvings: more than the picture. Without the halvings ten such convolutions would see 21.
//
// ## Training
//
// Draw images, draw amounts, draw noise, mix, and compare the answer with the clean image. The
// loss is the mean squared error, so by the argument at the end of chapter 01 the network is driven to one answer, the
// posterior mean $`\mathbb{E}[x_0 \mid x]`$: the average of all pictures that could be behind this
// noise, each weighted by how likely it is.

let batches = (images + batch - 1) / batch

/// Which images a step of training takes; each epoch takes all in a new order.
func trainingPlaces(_ step: Int) -> [Int] {
  let order = random.stream("order of epoch \(step / batches)").permutation(images)
  let first = step % batches * batch
  return Array(order[first..<min(first + batch, images)])
}

func trainingImages(_ step: Int) -> Tensor { train.rows(trainingPlaces(step)) }

let optimizer = Adam(unet)
let rate = WarmupCosine(
  peak: learningRate, warmupSteps: 1, totalSteps: max(2, epochs * batches))
let draws = random.stream("training the U-Net")

let losses = checkpoint(
  "unet", unet, optimizer: optimizer, steps: epochs * batches,
  label: "Training the U-Net"
) { step in
  let clean = trainingImages(step)
  let amounts = draws.uniform([clean.shape[0]])
  let noisy = corrupted(clean, noise: draws.normal(clean.shape), amounts: amounts)
  let (loss, gradients) = valueWithGradients { mse(unet(noisy), clean) }
  optimizer.learningRate = rate(step)
  optimizer.update(with: gradients)
  return loss.item
}

//| label: fig-loss
//| caption: Training loss of the U-Net, batch by batch and smoothed over some fifty.
//| alt: The loss falls steeply within the first hundred steps and then slowly.
/// The mean over each epoch's batches.
func epochMeans(_ losses: [Float]) -> [Float] {
  stride(from: 0, to: losses.count, by: batches).map { start in
    losses[start..<start + batches].reduce(0, +) / Float(batches)
  }
}
var smoothed: [Float] = []
for (step, loss) in losses.enumerated() {
  let keep = min(0.98, Float(step) / Float(step + 1))
  smoothed.append(keep * (smoothed.last ?? 0) + (1 - keep) * loss)
}

show(Plot(
  "Training the U-Net", x: Axis("step"), y: Axis("mean squared error", scale: .log)
) {
  Line(losses, name: "each batch", weight: .light)
  Line(smoothed, name: "smoothed")
})

//| label: fig-denoised
//| caption: Test images, what the network is given, and what it answers.
//| alt: Three rows of ten pictures. The answers are sharp for the first six columns, blurred at 0.7 and 0.8, and in the last columns a grey smear in the middle.
let shownAmounts = (0..<10).map { 0.05 + 0.1 * Float($0) }
let shownClean = test[10..<20]
let shownNoisy = corrupted(
  shownClean, noise: random.stream("inputs and outputs").normal([10, 28, 28, 1]),
  amounts: Tensor(shownAmounts))
show(ImageGrid(
  concatenate([shownClean, shownNoisy, unet(shownNoisy)]), columns: 10,
  labels: shownAmounts.map { $0.fixed(2) }, rowLabels: ["clean", "input", "output"]))

// Read @fig-denoised from left to right. While enough of the picture is left, the answer is the picture. Then
// it becomes a blur, and at last a smear in the middle that fits every digit a little. The network is not
// weak there. It is honest: the average of all digits that could have been behind that noise *is* a blur,
// and an average is what least squares asks for.
//
// ## From a denoiser to pictures
//
// Give it pure noise, and the answer is that smear. One step is not enough. But the smear is a little
// better than noise, so move a little way towards it, and ask again from there:
//
// ```math {#eq-sampler}
// \begin{gathered}
// x \leftarrow (1 - m)\, x + m\, D(x), \\
// m = \frac{1}{n - i}, \qquad i = 0, \dots, n - 1 ,
// \end{gathered}
// ```
//
// where $`D`$ is the denoiser. With $`n = 5`$ the steps are a fifth of the way, then a quarter of what is left, a third, a half,
// and all. That is the sampler, whole:

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

/// What a sampler saw: for each step a state and a prediction, `[n, 28, 28, 1]`.
struct Film {
  var states, predictions: [Tensor]
  var result: Tensor

  init(_ noise: Tensor, steps: Int) {
    var seen: [(x: Tensor, prediction: Tensor)] = []
    result = sample({ x, _ in unet(x) }, from: noise, steps: steps) {
      seen.append(($0, $1))
    }
    (states, predictions) = (seen.map(\.x), seen.map(\.prediction))
  }

  /// Rows of states and predictions in turn, for the first samples, at these steps.
  func grid(samples: Int, steps: [Int], scale: Int) -> ImageGrid {
    var rows: [Tensor] = []
    for sample in 0..<samples {
      for frames in [states, predictions] {
        rows += steps.map { frames[$0][sample..<sample + 1] }
      }
    }
    return ImageGrid(
      concatenate(rows), columns: steps.count, scale: scale,
      labels: steps.map { "\($0 + 1)" },
      rowLabels: (0..<samples).flatMap { _ in ["x", "D(x)"] })
  }
}
let startNoise = random.stream("samples").normal([max(40, samples), 28, 28, 1])

//| label: fig-five
//| caption: Sampling in five steps. Each column is a step, with what the network is given above and what it answers below. The last answer is the sample.
//| alt: Four rows of five pictures, two samples. The first answer is a grey smear, the second a blurred stroke, the third to fifth a digit that hardly changes any more.
let five = Film(startNoise[0..<2], steps: 5)
show(five.grid(samples: 2, steps: Array(0..<5), scale: 3))

//| label: fig-twenty
//| caption: The same two starts in twenty steps; every second step is shown.
//| alt: Four rows of ten pictures. The answers pass from a smear to a digit more slowly than with five steps, and are sharper at the end.
let twenty = Film(startNoise[0..<2], steps: 20)
show(twenty.grid(samples: 2, steps: Array(stride(from: 1, to: 20, by: 2)), scale: 2))

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

//| label: fig-forty
//| caption: Five samples in forty steps, as many as the course takes. Above the state, below what the network makes of it.
//| alt: A film of 40 frames and the result. Noise above and five grey smears below; after ten frames the smears have become strokes, after twenty the digits below are nearly final, while above them the noise still fades.
let forty = Film(startNoise[0..<40], steps: 40)

show(Scrubber(
  "Noise into digits",
  frames: (0..<40).map {
    Frame(sheet([forty.states[$0][0..<5], forty.predictions[$0][0..<5]]), scale: 2)
  },
  labels: (0..<40).map { "step \($0 + 1) of 40" }))

// In the first steps everything is decided, although there is little to see: a smear leans to one side, a
// hole opens or does not. Each prediction is then put into the next input, where the network finds it and
// makes it firmer. What the noise suggested by chance has become evidence.
//
// ### What the loop really does
//
// Write out @eq-sampler and most factors cancel. After $`i`$ of $`n`$ steps,
//
// ```math {#eq-telescope}
// \begin{gathered}
// x_i = \Bigl(1 - \frac{i}{n}\Bigr)\, \varepsilon + \sum_{j < i} w_j\, D(x_j), \\
// w_j = \frac{n - i}{(n - j)(n - j - 1)} .
// \end{gathered}
// ```

let half = 20
let weights = (0..<half).map { (j: Int) -> Float in 20 / Float((40 - j) * (39 - j)) }
var byFormula = 0.5 * startNoise[0..<40]
for (weight, prediction) in zip(weights, forty.predictions) {
  byFormula += weight * prediction
}
check(
  "half-way the state is half the first noise plus the weighted sum of predictions",
  abs(forty.states[half] - byFormula).max().item < 1e-4)
show(check("these weights sum to the other half", abs(weights.reduce(0, +) - 0.5) < 1e-5))

// The weights sum to $`i/n`$, and later answers weigh more: half-way the last one
// `{swift} (weights[half - 1] / weights[0]).fixed(1)` times as much as the first. So to the network the state looks
// like a picture with $`a = 1 - i/n`$ of noise on it, the *same* noise all the way, and in place of the clean
// picture a mean of its own former answers. That says when the loop can work: under that noise, this mean must look
// like a real picture would.
//
// It does, in the limit. Let $`a`$ fall from 1 to 0 smoothly along @eq-corrupt, with picture and noise held fixed. Then
// $`dx/da = \varepsilon - x_0`$. Replace what the sampler cannot know by its mean given $`x`$; both means follow from the
// denoiser, since $`x = (1 - a)\,\mathbb{E}[x_0 \mid x] + a\,\mathbb{E}[\varepsilon \mid x]`$:
//
// ```math {#eq-flow}
// \frac{dx}{da} = \mathbb{E}[\varepsilon \mid x] - \mathbb{E}[x_0 \mid x] = \frac{x - D(x)}{a} .
// ```
//
// One Euler step of this equation from $`a = 1 - i/n`$ to $`1 - (i+1)/n`$ is exactly @eq-sampler. And a flow along
// the mean velocity carries the distribution of noise to the distribution of pictures, at every $`a`$
// through the right mixture [@liu2023; @lipman2023]. The toy is *flow matching*, arrived at by
// playing. With a perfect denoiser and many steps its samples would be perfect. Its faults must
// lie in the denoiser and in the number of steps, and both can be measured.
//
// ## The course's network
//
// The Hugging Face course builds its denoiser from six 5 × 5 convolutions, with the same pooling and doubling and
// with skips that are added. Three things differ from ours, apart from the layers: the noise is *uniform* between 0 and 1 instead of
// Gaussian, there is a SiLU even on the output, and the learning rate stays at $`10^{-3}`$. (In the course the layers are in lists and the skips on a
// stack. Here they have names.)

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

let course = CourseUNet(random: random.stream("the course's U-Net"))
check(
  "the course's network has its 309,057 parameters",
  course.parameterCount == 309_057)

let courseOptimizer = Adam(course, learningRate: 1e-3)
let courseDraws = random.stream("training the course's U-Net")
let courseLosses = checkpoint(
  "course", course, optimizer: courseOptimizer, steps: courseEpochs * batches,
  label: "Training the course's U-Net"
) { step in
  let clean = trainingImages(step)
  let amounts = courseDraws.uniform([clean.shape[0]])
  let noise = courseDraws.uniform(clean.shape)
  let noisy = corrupted(clean, noise: noise, amounts: amounts)
  let (loss, gradients) = valueWithGradients { mse(course(noisy), clean) }
  courseOptimizer.update(with: gradients)
  return loss.item
}

//| label: tbl-course
//| caption: Mean loss of each epoch, as the course prints it and here.
let printed: [Float] = [0.026736, 0.020692, 0.018887]
let ours = epochMeans(courseLosses)
show(Table(
  columns: ["epoch", "the course", "here", "ratio"],
  rows: zip(printed, ours).enumerated().map { epoch, losses in
    [
      "\(epoch + 1)", losses.0.fixed(6), losses.1.fixed(6),
      (losses.1 / losses.0).fixed(3),
    ]
  }))

//| echo: false
if isMNIST && batch == 128 {
  for (epoch, (theirs, mine)) in zip(printed, ours).enumerated() {
    check(
      "the loss of epoch \(epoch + 1) is within 10% of the course's",
      abs(mine / theirs - 1) < 0.1)
  }
}

// Other random numbers, the same recipe: after `{swift} courseEpochs` epochs the losses differ by
// `{swift} (100 * abs(ours.last! / printed[min(ours.count, 3) - 1] - 1)).fixed(0)`%. That is how far a reproduction without the author's seed can go, and a
// loss that is off by more is worth a search. @fig-samples shows what the two networks draw.

//| label: fig-samples
//| caption: Samples in 40 steps, the first twenty of each network, not chosen, under twenty test images.
//| alt: Six rows of ten pictures, two each of test images, of the U-Net's samples and of the course's.
let uniformNoise = random.stream("uniform noise").uniform(startNoise.shape)
let courseSamples = sample(
  { x, _ in course(x) }, from: uniformNoise[0..<20], steps: 40)
show(ImageGrid(
  concatenate([test[0..<20], forty.result[0..<20], courseSamples]), columns: 10,
  rowLabels: ["data", "", "U-Net", "", "course", ""]))

// Most of the U-Net's samples are digits or nearly so. The course's are strokes in the style of digits, as
// they are in the course. The U-Net is the deeper of the two, with ten convolutions for six, and it has learned from noise that hides more.
//
// ## How good can a denoiser be?
//
// A loss by itself says little. Chapter 01 drew a floor under it. Here are the two marks that any denoiser
// should be compared with.
//
// **The data mean.** Whoever does not look at the input does best by always answering with the average of all
// training images. A denoiser that is not clearly better at $`a = 0.9`$ has learned nothing there.
//
// **The optimal denoiser over the training images.** If the training images were all the pictures in the world, each equally likely,
// the posterior mean could be computed: with Gaussian noise each image weighs by how well it explains the input,
//
// ```math {#eq-optimal}
// \begin{gathered}
// D^*(x) = \sum_i w_i\, x_0^{(i)}, \\
// w_i \propto \exp\Bigl( -\frac{\lVert x - (1 - a)\, x_0^{(i)} \rVert^2}{2 a^2} \Bigr) .
// \end{gathered}
// ```
//
// Two matrix products against all training images do it, one for the squared distances and one for the average. (With uniform noise
// the weights would be flat over the images that *could* have given $`x`$ and zero for all others, pixel by pixel. Almost always
// that is a single image, up to $`a`$ of about 0.9. It is one more reason to prefer Gaussian noise: uniform noise hides
// little.)

let flatTrain = train.reshaped([images, 784])
let transposedTrain = flatTrain.transposed()
let squaredNorms = square(flatTrain).sum(axis: 1)

/// The optimal denoiser, for `[n, 28, 28, 1]` with one amount of noise for all.
func optimal(_ x: Tensor, _ amount: Float) -> Tensor {
  let keep = 1 - amount
  // ‖x‖² is the same for all training images, and drops out of the weights.
  let fit = keep * matmul(x.reshaped([-1, 784]), transposedTrain)
    - (0.5 * keep * keep) * squaredNorms
  return matmul(softmax(fit / (amount * amount)), flatTrain).reshaped(to: x.shape)
}

//| label: fig-error
//| caption: Mean squared error per pixel against the amount of noise, on a logarithmic axis. Both marks and the U-Net on test images, which are new to all, and the optimal denoiser also on images that it holds in its memory.
//| alt: The data mean is a horizontal line. The optimal denoiser on training images is far below everything for small amounts and rises to the line at 1. On test images it is nearly flat up to 0.5, above the U-Net, which rises steadily from far lower and joins it near 0.8.
let levels: [Float] = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]
let trainMean = train.mean(axis: 0)

/// The error of a denoiser at each level; the noise is the same for all denoisers.
func errors(on clean: Tensor, _ denoise: (Tensor, Float) -> Tensor) -> [Float] {
  levels.map { level in
    let noise = random.stream("noise of the test \(level)").normal(clean.shape)
    let noisy = (1 - level) * clean + level * noise
    return mse(denoise(noisy, level), clean).item
  }
}
let meanErrors = errors(on: test) { x, _ in trainMean.broadcast(to: x.shape) }
let unetErrors = checkpoint("unet-errors") { errors(on: test) { x, _ in unet(x) } }
let unetTrainErrors = checkpoint("unet-errors-by-heart") {
  errors(on: train[0..<measured]) { x, _ in unet(x) }
}
let optimalErrors = checkpoint("optimal-errors") { errors(on: test, optimal) }
let optimalTrainErrors = checkpoint("optimal-errors-by-heart") {
  errors(on: train[0..<measured], optimal)
}

show(Plot(
  "What can be known about a noisy digit", x: Axis("amount of noise a"),
  y: Axis("mean squared error", scale: .log, range: 2e-4...0.1)
) {
  Line(levels, meanErrors, name: "data mean")
  Line(levels, unetErrors, name: "U-Net")
  Line(levels, optimalErrors, name: "optimal, on test images")
  Line(levels, optimalTrainErrors, name: "optimal, on its own images")
})

//| echo: false
if isMNIST && epochs >= 3 {
  check(
    "the U-Net beats the data mean at every amount up to 0.7",
    zip(unetErrors, meanErrors).prefix(8).allSatisfy { $0 < $1 })
  check(
    "up to 0.4 it beats the optimal denoiser on images that are new to both",
    zip(unetErrors, optimalErrors).prefix(5).allSatisfy { $0 < $1 })
}
show(check(
  "on the training images nothing beats the optimal denoiser, to 1%",
  zip(optimalTrainErrors, unetTrainErrors).allSatisfy { $0 < 1.01 * $1 }))

// There are four things to see in @fig-error.
//
// - **On its own images** the optimal denoiser makes next to no error up to about 0.4. Among `{swift} images` known pictures,
//   that much noise cannot hide which one it is. Only beyond that do several of them explain the input, and the answer
//   becomes their average. This curve is the floor of the *training* loss: no network, however large, can go below it.
// - **On test images** the same denoiser is flat at `{swift} optimalErrors[2].fixed(3)`. It can only
//   answer with pictures that it knows, and the nearest of them is that far away. A perfect memory is not
//   knowledge.
// - **The U-Net** has `{swift} unet.parameterCount` numbers for 47 million pixels, too few to know them by heart. At $`a = 0.3`$ its
//   error on test images is `{swift} unetErrors[3].fixed(4)`, against `{swift} optimalErrors[3].fixed(4)` for the optimal
//   denoiser. On training images it makes nearly the same error, `{swift} unetTrainErrors[3].fixed(4)`. What it has
//   learned is true of digits, not of those digits.
// - **At large amounts** the order turns. At $`a = 0.7`$ the optimal denoiser reaches `{swift} optimalErrors[7].fixed(4)` on
//   test images, and the U-Net `{swift} unetErrors[7].fixed(4)`. Where a single picture cannot be made out, an average over
//   `{swift} images` is the best that anybody can say, and here the network has something left to learn. It matters,
//   since a sampler begins at this end. At 0.9 the U-Net is hardly better than the data mean
//   (`{swift} unetErrors[9].fixed(4)` against `{swift} meanErrors[9].fixed(4)`).

//| label: fig-memory
//| caption: Samples in 40 steps and, below each, the training image nearest to it. Above with the optimal denoiser, below with the U-Net.
//| alt: Four rows of ten digits. The first two rows are the same pictures. In the third row the digits differ from those below them in the fourth.
/// Distances between the rows of x, `[n, d]`, and of y, `[m, d]`: `[n, m]`.
func distances(_ x: Tensor, _ transposedY: Tensor) -> Tensor {
  let norms = square(x).sum(axis: 1, keepingDimension: true)
  let others = square(transposedY).sum(axis: 0)
  return sqrt(maximum(norms + others - 2 * matmul(x, transposedY), Tensor(0)))
}
/// For each image the nearest training image, and how far it is.
func nearest(_ x: Tensor) -> (images: Tensor, distances: [Float]) {
  let all = distances(x.reshaped([-1, 784]), transposedTrain)
  return (train.rows(all.argmin(axis: 1)), all.min(axis: 1).scalars)
}
let recalled = checkpoint("recalled") {
  sample(optimal, from: startNoise[0..<10], steps: 40)
}
let (recalledNearest, recalledDistances) = nearest(recalled)
let (unetNearest, unetDistances) = nearest(forty.result[0..<10])
let testDistances = nearest(test[0..<10]).distances

show(ImageGrid(
  concatenate([recalled, recalledNearest, forty.result[0..<10], unetNearest]),
  columns: 10, rowLabels: ["optimal", "nearest", "U-Net", "nearest"]))

//| echo: false
func median(_ values: [Float]) -> Float { values.sorted()[values.count / 2] }
check(
  "half of the optimal denoiser's samples or more are training images to the pixel",
  median(recalledDistances) < 0.05)
show(check("half of the U-Net's are not", median(unetDistances) > 1))

// We said that with a perfect denoiser the samples would be perfect. @fig-memory gives the sampler the optimal
// denoiser, and they are: every one is a training image. A perfect denoiser *of the training images* has
// nothing else to give. So a generator lives from what its network cannot do. It cannot remember the
// pictures, must say something general about them, and that is where new ones come from. The U-Net's samples
// lie at a median distance of `{swift} median(unetDistances).fixed(1)` from the nearest training image; for test images it is
// `{swift} median(testDistances).fixed(1)`, for the recalled ones `{swift} median(recalledDistances).fixed(1)`.
//
// ## One shortcut at a time
//
// Toys take shortcuts. Those that follow are in one or the other of the two toys from which this chapter started, and are
// easily made in a project of your own. To see what they cost we train a U-Net of half the width (`{swift} ablationWidth` channels,
// `{swift} reference.network.parameterCount` parameters) five times, for `{swift} ablationSteps` steps: from equal weights, with
// equal images in equal order, and with *one* difference each. The trainings are short so that the chapter stays short; the numbers are for
// comparing with each other.

struct Variant {
  var hasActiveOutput = false  // SiLU on the output, as in the course
  var hasUniformNoise = false  // as in the course
  var hasNormalAmounts = false  // amounts from a normal, the playground's slip
  var isTold = false  // the amount as a second channel of the input

  func noise(_ shape: Shape, _ draws: RandomStream) -> Tensor {
    hasUniformNoise ? draws.uniform(shape) : draws.normal(shape)
  }
}

/// A small U-Net with its training.
struct Ablation {
  let variant: Variant
  let network: BasicUNet
  let optimizer: Adam
  let draws = random.stream("ablation")

  init(_ variant: Variant) {
    self.variant = variant
    network = BasicUNet(
      inputs: variant.isTold ? 2 : 1, width: ablationWidth,
      random: random.stream("ablation weights"))
    optimizer = Adam(network)
  }

  /// The answer for `[n, 28, 28, 1]` with amounts `[n]`.
  func denoise(_ x: Tensor, _ amounts: Tensor) -> Tensor {
    let told = amounts.reshaped([-1, 1, 1, 1]).broadcast(to: x.shape)
    let output = network(variant.isTold ? concatenate([x, told], axis: 3) : x)
    return variant.hasActiveOutput ? silu(output) : output
  }

  func denoise(_ x: Tensor, _ amount: Float) -> Tensor {
    denoise(x, Tensor.full([x.shape[0]], amount))
  }

  func step(_ step: Int) -> Float {
    let clean = trainingImages(step)
    let count = clean.shape[0]
    let amounts =
      variant.hasNormalAmounts ? draws.normal([count]) : draws.uniform([count])
    let noise = variant.noise(clean.shape, draws)
    let noisy = corrupted(clean, noise: noise, amounts: amounts)
    let (loss, gradients) = valueWithGradients {
      mse(denoise(noisy, amounts), clean)
    }
    optimizer.learningRate = ablationRate(step)
    optimizer.update(with: gradients)
    return loss.item
  }
}
let ablationSteps = ablationEpochs * batches
let ablationRate = WarmupCosine(
  peak: learningRate, warmupSteps: 1, totalSteps: max(2, ablationSteps))

let reference = Ablation(Variant())
let activeOutput = Ablation(Variant(hasActiveOutput: true))
let uniform = Ablation(Variant(hasUniformNoise: true))
let normalAmounts = Ablation(Variant(hasNormalAmounts: true))
let told = Ablation(Variant(isTold: true))

_ = checkpoint(
  "small-reference", reference.network, optimizer: reference.optimizer,
  steps: ablationSteps, label: "Ablation: reference", body: reference.step)
_ = checkpoint(
  "small-active-output", activeOutput.network, optimizer: activeOutput.optimizer,
  steps: ablationSteps, label: "Ablation: SiLU on the output",
  body: activeOutput.step)
_ = checkpoint(
  "small-uniform-noise", uniform.network, optimizer: uniform.optimizer,
  steps: ablationSteps, label: "Ablation: uniform noise", body: uniform.step)
_ = checkpoint(
  "small-normal-amounts", normalAmounts.network, optimizer: normalAmounts.optimizer,
  steps: ablationSteps, label: "Ablation: amounts from a normal",
  body: normalAmounts.step)
_ = checkpoint(
  "small-told", told.network, optimizer: told.optimizer, steps: ablationSteps,
  label: "Ablation: told the amount", body: told.step)

// How good are samples? Looking is the first test, and a number should follow. Distances between pixels have a poor
// eye: a blob is nearer to most digits than a digit drawn slightly to the left. So we first train a judge, an ordinary
// classifier of clean images, and compare what it sees, the 64 numbers in front of its last layer.

struct Judge: Module {
  let first, second: Conv2d
  let hidden, output: Linear

  init(random: RandomStream) {
    first = Conv2d(1, 16, kernel: 3, padding: 1, random: random)
    second = Conv2d(16, 32, kernel: 3, padding: 1, random: random)
    hidden = Linear(7 * 7 * 32, 64, random: random)
    output = Linear(64, 10, random: random)
  }

  /// What it sees in images: `[n, 64]`.
  func features(_ x: Tensor) -> Tensor {
    let pooled = maxPool(silu(second(maxPool(silu(first(x))))))
    return silu(hidden(pooled.reshaped([x.shape[0], -1])))
  }

  func callAsFunction(_ x: Tensor) -> Tensor { output(features(x)) }
}

let judge = Judge(random: random.stream("judge"))
let judgeOptimizer = Adam(judge, learningRate: 2e-3)
_ = checkpoint(
  "judge", judge, optimizer: judgeOptimizer, steps: ablationEpochs * batches,
  label: "Training the judge"
) { step in
  let places = trainingPlaces(step)
  let labels = places.map { data.train.labels[$0] }
  let (loss, gradients) = valueWithGradients {
    crossEntropy(judge(train.rows(places)), labels: labels)
  }
  judgeOptimizer.update(with: gradients)
  return loss.item
}
let judged = data.test.images[0..<2000]
let right = zip(judge(judged).argmax(axis: 1), data.test.labels).filter { $0 == $1 }
let accuracy = Float(right.count) / 2000

//| echo: false
if isMNIST && ablationEpochs >= 1 {
  check("the judge names 97% of 2,000 test images rightly", accuracy > 0.97)
}

// It is right about `{swift} (100 * accuracy).fixed(1)`% of test images. Take two heaps of images, and let $`X`$ and $`Y`$ be what
// it sees in them. The *energy distance* [@szekely2013]
//
// ```math {#eq-energy}
// \begin{aligned}
// E = {} & 2\,\mathbb{E}\lVert X - Y \rVert \\
// & - \mathbb{E}\lVert X - X' \rVert - \mathbb{E}\lVert Y - Y' \rVert
// \end{aligned}
// ```
//
// weighs the distances between the heaps against those within each. It is zero if both come from one distribution, and
// positive otherwise. Samples that are all alike make it large, and so do samples that look like nothing in the data.

/// The mean distance between different rows of `[n, 64]`.
func meanDistance(within x: Tensor) -> Float {
  let count = Float(x.shape[0])
  return distances(x, x.transposed()).sum().item / (count * (count - 1))
}
let seenInTest = judge.features(judged)
let spreadOfTest = meanDistance(within: seenInTest)

/// The energy distance of images to 2,000 test images, in the judge's eyes.
func energy(_ images: Tensor) -> Float {
  let seen = judge.features(images)
  return 2 * distances(seen, seenInTest.transposed()).mean().item
    - meanDistance(within: seen) - spreadOfTest
}

/// The share of images that the judge takes for a one (of clothes, for trousers).
func shareOfOnes(_ images: Tensor) -> Float {
  let names = judge(images).argmax(axis: 1)
  return Float(names.filter { $0 == 1 }.count) / Float(names.count)
}

/// What is kept of samples.
struct Outcome: Codable {
  let energyDistance, ones: Float
  let firstTen: Tensor

  init(_ images: Tensor) {
    (energyDistance, ones) = (energy(images), shareOfOnes(images))
    firstTen = images[0..<10]
  }
}

// What chance alone does: real images in heaps of the same size.
let realEnergies = (0..<20).map { energy(train[$0 * samples..<($0 + 1) * samples]) }
let energyFloor = realEnergies.max()!

//| label: tbl-ablations
//| caption: One difference at a time. The mean squared error on test images at three amounts of noise, each with the kind of noise it was trained on, and the energy distance of samples in 40 steps. For real images, the largest of twenty heaps.
let ablations = [
  ("reference", reference), ("SiLU output", activeOutput),
  ("uniform noise", uniform), ("normal amounts", normalAmounts),
  ("told amount", told),
]
let ablationSamples = checkpoint(
  "ablation-samples", steps: ablations.count, label: "Samples of the variants"
) { index in
  let ablation = ablations[index].1
  let noise = ablation.variant.hasUniformNoise ? uniformNoise : startNoise
  return Outcome(sample(ablation.denoise, from: noise[0..<samples], steps: 40))
}
func error(_ ablation: Ablation, at level: Float) -> Float {
  let draws = random.stream("ablation test \(level)")
  let noise = ablation.variant.noise(test.shape, draws)
  let noisy = (1 - level) * test + level * noise
  return mse(ablation.denoise(noisy, level), test).item
}
let ablationErrors = ablations.map { _, ablation in
  [0.3, 0.6, 0.9].map { error(ablation, at: $0) }
}

show(Table(
  columns: ["variant", "0.3", "0.6", "0.9", "energy"],
  rows: ablations.indices.map { index in
    [ablations[index].0] + ablationErrors[index].map { $0.fixed(4) }
      + [ablationSamples[index].energyDistance.fixed(2)]
  } + [["real images", "–", "–", "–", energyFloor.fixed(2)]]))

//| label: fig-ablations
//| caption: Ten samples of each variant in 40 steps. All but those with uniform noise begin with the same noise.
//| alt: Five rows of ten pictures, one row for each variant. All are blurred shapes like digits; the row of uniform noise falls apart into blots.
show(ImageGrid(
  concatenate(ablationSamples.map(\.firstTen)), columns: 10,
  rowLabels: ["reference", "SiLU", "uniform", "normal", "told"]))

// Read @tbl-ablations with @fig-ablations, and remember that a few tenths of energy distance are luck.
//
// - **SiLU on the output** costs next to nothing. It cannot go below −0.28, but pictures do not ask for that. It slows the
//   training a little: at $`a = 0.3`$ the error is `{swift} (100 * (ablationErrors[1][0] / ablationErrors[0][0] - 1)).fixed(0)`% larger.
// - **Uniform noise** has by far the lowest errors, and the worst pictures. Its variance is a twelfth of the Gaussian's, so it
//   hides less and the task is easier. Losses can only be compared when the noise is the same; a lower one from
//   easier noise is no progress.
// - **Amounts from a normal** fall between 0 and 1 only a third of the time. The rest of the training is
//   spent on negatives ($`a > 1`$) and on pictures with too much contrast ($`a < 0`$). Nothing looks wrong: the error is
//   `{swift} (100 * (ablationErrors[3][0] / ablationErrors[0][0] - 1)).fixed(0)`% larger at 0.3, and the samples are as good as
//   any. That is what makes such a slip live long. One histogram of `amounts` finds it.
// - **Told the amount**, the network denoises no better. The grain of the noise shows how much of it there is. Yet
//   its samples have the lowest energy distance. One reading is that a sampler's states are not quite noisy pictures, and a
//   network that has to guess the amount from them guesses wrong. All serious models are told.
//
// ## How many steps?
//
// Flow matching says that the steps should be small, and then the samples of a perfect denoiser are perfect. What does ours say?
// @fig-steps tries everything from 1 to `{swift} stepCounts.last!`, with a third sampler that the next section explains.

/// As `sample`, with fresh noise after each prediction.
func sampleAfresh(from noise: Tensor, steps n: Int, draws: RandomStream) -> Tensor {
  var x = noise
  for i in 0..<n {
    let amount = 1 - Float(i + 1) / Float(n)
    x = (1 - amount) * unet(x) + amount * draws.normal(x.shape)
  }
  return x
}

let unetSweep = checkpoint(
  "sweep", steps: stepCounts.count, label: "The U-Net in 1 step and more"
) { index in
  let start = startNoise[0..<samples]
  return Outcome(sample({ x, _ in unet(x) }, from: start, steps: stepCounts[index]))
}
let courseSweep = checkpoint(
  "course-sweep", steps: stepCounts.count, label: "The course's network"
) { index in
  let start = uniformNoise[0..<samples]
  return Outcome(sample({ x, _ in course(x) }, from: start, steps: stepCounts[index]))
}
let freshSweep = checkpoint(
  "fresh-sweep", steps: stepCounts.count, label: "The U-Net with fresh noise"
) { index in
  let draws = random.stream("fresh noise, \(stepCounts[index]) steps")
  return Outcome(
    sampleAfresh(from: startNoise[0..<samples], steps: stepCounts[index], draws: draws))
}
let unetEnergies = unetSweep.map(\.energyDistance)
let courseEnergies = courseSweep.map(\.energyDistance)
let freshEnergies = freshSweep.map(\.energyDistance)

//| label: fig-steps
//| caption: Energy distance of samples to test images against the number of steps. The dashed line is the farthest that one of twenty heaps of real images came to lie.
//| alt: Three curves on a logarithmic horizontal axis. All fall steeply up to five steps. The U-Net's reaches the dashed line at 20 steps and stays there; the course's levels off at four; the one with fresh noise is lowest at ten steps and climbs to 13 at two hundred.
show(Plot(
  "More steps, better samples, up to a point", x: Axis("steps", scale: .log),
  y: Axis("energy distance")
) {
  Line(stepCounts, courseEnergies, name: "course")
  Line(stepCounts, unetEnergies, name: "U-Net")
  Line(stepCounts, freshEnergies, name: "fresh noise")
  Rule(y: energyFloor, name: "real images")
})

//| label: fig-same-start
//| caption: One start in each column, one number of steps in each row, by the U-Net.
//| alt: Rows of ten pictures for growing numbers of steps. With one step all are the same smear; the pictures become sharper down to ten steps and hardly change after that.
show(ImageGrid(
  concatenate(unetSweep.map(\.firstTen)), columns: 10,
  rowLabels: stepCounts.map { "\($0)" }))

// The U-Net's samples improve from `{swift} unetEnergies[0].fixed(1)` with one step to `{swift} unetEnergies.min()!.fixed(1)`, and
// are within the luck of real images from about 20 steps on. After that more steps gain nothing: in @fig-same-start
// each picture is what it will be with ten steps, and only becomes sharper after that, digit or not. The course's network is at its best with
// `{swift} stepCounts[courseEnergies.indices.min { courseEnergies[$0] < courseEnergies[$1] }!]` steps and becomes
// slightly worse beyond. Small steps follow the flow of *its* denoiser more faithfully, mistakes included.
//
// Now look at the pictures and not at the number. In the lower rows of @fig-same-start some columns are no digit at all, and
// the judge does not mind: a heap of such shapes is spread like a heap of digits, and a classifier that was
// only ever shown digits has no word for anything else. Every measure has such a blind side. Keep the pictures next
// to it.
//
// ### Fresh noise
//
// The toy draws its noise once. Whatever the first predictions read into it by mistake stays under all later ones, and the
// states leave the places where the network was trained: a picture under noise that has nothing to do with it. There is a remedy in the training itself. Take the
// prediction for the clean picture, and corrupt it anew for the next amount $`a' = 1 - (i + 1)/n`$:
//
// ```math {#eq-fresh}
// \begin{gathered}
// x \leftarrow (1 - a')\, D(x) + a'\, \varepsilon', \\
// \varepsilon' \sim \mathcal{N}(0, I) .
// \end{gathered}
// ```

//| label: fig-fresh
//| caption: Samples of the same U-Net with fresh noise after each prediction, for several numbers of steps.
//| alt: Eight rows of ten pictures. From ten to forty steps most are digits; with 200 there are ones, dots and empty pictures.
show(ImageGrid(
  concatenate(freshSweep.map(\.firstTen)), columns: 10,
  rowLabels: stepCounts.map { "\($0)" }))

let onesAmongReal = shareOfOnes(judged)
let onesAmongFresh = freshSweep.map(\.ones)

// @fig-fresh comes from the same network and the same starts. From 10 to 40 steps most columns can be read by a person, many more than in
// @fig-same-start. A stroke that only the old noise had suggested finds no support in the new noise and fades. But go on downwards.
// With `{swift} stepCounts.last!` steps there are ones, dots and empty pictures: the judge finds
// `{swift} (100 * onesAmongFresh.last!).fixed(0)`% ones, against `{swift} (100 * onesAmongReal).fixed(0)`% among test images, and the energy
// distance in @fig-steps rises steeply. Each prediction is a mean, so it has a little less variety than the pictures it stands for; noise is added
// anew, but variety is not, and what is repeated often enough ends in the plainest picture.
//
// So each sampler has a fault that the other has not. One keeps all variety and all mistakes, the other
// forgets both. Chapter 02 met the same pair as distance to the curve and coverage along it. The way out is to
// add as much fresh noise as a step of that length can bear, not all of it; how much that is, the
// posterior variance of DDPM will say.
//
// ## This view, and the one of 2015
//
// Chapter 02 and this one build the same thing from two ends. Sohl-Dickstein and colleagues [@sohl2015] begin with
// probability. A chain of $`T`$ Gaussian steps leads from the data to noise; a network gives the mean and the variance of
// each step back; and training raises a bound on the log likelihood. So the number of steps and the noise
// of each are part of the model, the network knows at which step it is, the sampler draws fresh noise at every
// step, and in the end there is a $`K`$ in bits, to be compared with anybody's. The toy begins with regression.
// It has one loss and no chain, its noise is drawn once, and it can take any number of steps after training. What the two
// have in common is the posterior mean. There it moves the mean of each Gaussian step; here it *is* the network's
// answer, and @eq-flow makes a velocity of it. What the toy gives up is the likelihood. Its loss is an average over
// $`a`$ in which the large amounts, where nothing can be known, weigh most, and no number of bits follows
// from it. With all the difficulty that chapter 02 had with its bits, it could say what a good model is; the
// toy can only say what a good denoiser is, and hope. DDPM, two chapters on, stands between the two: the
// chain of 2015, trained with a plain regression.
//
// ## Exercises
//
// **1. A constant stride.** In `sample`, replace `let m = 1 / Float(n - i)` by `let m = 1 / Float(n)`. It looks
// harmless. What becomes of the samples, in 5 steps and in 40?
//
// <details>
// <summary>Solution</summary>
//
// A share $`(1 - 1/n)^n`$ of the first noise is left at the end, and that hardly depends on $`n`$:

let leftover = [5, 40].map { pow(1 - 1 / Float($0), Float($0)) }
show(leftover)

// All samples stay under a grain with about a third of the deviation of the first noise. The denoiser is not to blame, and the loss
// is as low as before. If your samples are grainy though the loss is low, look at the sampler's last step.
//
// </details>
//
// **2. Half fresh.** Between `sample` and `sampleAfresh` there is a middle. The noise that the network believes to be in
// $`x`$ is $`\hat\varepsilon = (x - (1 - a)\, D(x)) / a`$. Show that `sample` goes on with exactly this noise, and
// write a sampler that mixes it with fresh noise, $`\sqrt{1 - \eta^2}\, \hat\varepsilon + \eta\, \varepsilon'`$. Is $`\eta = 1/2`$
// better than both ends?
//
// <details>
// <summary>Solution</summary>
//
// $`(1 - a')\,D + a'\,\hat\varepsilon = \frac{a'}{a}\, x + \bigl(1 - \frac{a'}{a}\bigr) D`$, and $`a'/a = 1 - 1/(n - i) = 1 - m`$.

let mixing = random.stream("half fresh")
func sampleMixed(_ eta: Float, from noise: Tensor, steps n: Int) -> Tensor {
  var x = noise
  for i in 0..<n {
    let (a, next) = (1 - Float(i) / Float(n), 1 - Float(i + 1) / Float(n))
    let clean = unet(x)
    let believed = (x - (1 - a) * clean) / a
    let mixed = sqrt(1 - eta * eta) * believed + eta * mixing.normal(x.shape)
    x = (1 - next) * clean + next * mixed
  }
  return x
}
let mixedEnergies = checkpoint("half-fresh") {
  [0, 0.5, 1].map { eta in
    energy(sampleMixed(eta, from: startNoise[0..<samples], steps: 20))
  }
}
show(mixedEnergies)

// The distances are for $`\eta`$ = 0, ½ and 1, and with 100 samples differences of a few tenths are luck. All fresh is the worst of the three;
// a half is no worse than none, and its samples are easier to read. This knob is well known from DDIM, under the same letter.
//
// </details>
//
// **3. The wrong noise.** Start the U-Net, which was trained with Gaussian noise, from uniform noise: replace
// `startNoise[0..<40]` by `uniformNoise[0..<40]` in the cell of @fig-forty (and move the line that
// defines it up). What do you expect?
//
// <details>
// <summary>Solution</summary>

//| label: fig-wrong-noise
//| caption: Forty steps of the U-Net from noise of the wrong kind.
//| alt: Ten pictures, each filled with white blotches.
let wrong = sample({ x, _ in unet(x) }, from: uniformNoise[0..<10], steps: 40)
show(ImageGrid(wrong, columns: 10))

// White blotches. Uniform noise has a mean of one half and is never black. To the U-Net, which knows noise that averages to
// zero, it is a light grey picture with little noise on it, and it denoises that picture faithfully. Noise in the sampler must be the noise of
// the training, in kind and in scale. With Gaussian noise of the wrong deviation the symptom is the same.
//
// </details>
//
// **4. Clothes.** Run `walkthrough run 3 --set dataset=fashion --output /tmp/fashion`. Before you look: is the data
// mean's error larger or smaller than for digits? Which of the ticks are missing?
//
// <details>
// <summary>Solution</summary>
//
// Larger: 0.087 per pixel where digits have 0.067, because clothes fill the picture. The ticks that are missing compare with numbers
// which belong to MNIST: the course's losses, the judge's 97%, and the two claims about the U-Net's error. What
// holds for any data is still tested: the counts of parameters, the sum of the sampler's weights, and that on the
// training images nothing beats the optimal denoiser.
//
// </details>
