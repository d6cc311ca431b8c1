// Noise and gradients
//
// Tensors, gradients, Gaussians and a seed: the four tools that everything later is made of, and a first network that learns to look through noise.
//
// Made of Chapters/01-noise-and-gradients.md. To run it, in the folder of the package:
//
//   swift build --product Lesson
//   swiftc -O -swift-version 5 01-noise-and-gradients.swift -o chapter -I .build/debug/Modules \
//     -I Sources/CPNG -I Sources/CSystem/include \
//     -L .build/debug -lLesson -Xlinker -rpath -Xlinker $PWD/.build/debug
//   ./chapter

import Lesson

let seed: UInt64 = 1

// A diffusion model learns to undo noise. To build one you need four tools: arrays of numbers, the
// gradient of a loss, the arithmetic of Gaussian noise, and random numbers that come out the same
// tomorrow. This chapter takes each of them in hand, checks it against something known, and at the end
// puts all four together: a network of a few hundred parameters that is shown noisy numbers and learns
// to say what they were before the noise.
//
// Everything on this page was computed by the Swift cells you see. Each tick is a claim that the run
// tested; were one false, the page would not have been published.
//
// ## Tensors
//
// A *tensor* is a block of numbers with a shape. Three points in the plane make a tensor of shape
// $`[3, 2]`$, one row a point:

let points = Tensor([[1, 2], [3, 6], [5, 4]])
show(points.shape)

// Arithmetic works element by element. Where two shapes differ, an axis of length 1, or one that is
// missing in front, is repeated until they agree. This is called *broadcasting*, and it follows the
// same rule as in NumPy and PyTorch. Here it takes the mean of each column away from each row:

let centered = points - points.mean(axis: 0)
show(centered)

// The other operation that networks live on is the matrix product. $`X^\top X`$ of the centered points,
// divided by their number, is their covariance, two by two:

let covariance = matmul(centered.transposed(), centered) / Float(points.shape[0])
show(covariance)

// A tensor never changes once it is made. `centered` is a new one, and `points` is what it was. That
// removes a whole class of notebook accidents, in which running a cell twice gives two answers.
//
// ## A gradient, three ways
//
// Learning means changing parameters so that a loss falls, and the gradient says in which direction it
// falls. Take the smallest case that is not trivial: one parameter $`w`$, predictions
// $`\tanh(w x_i)`$ for a few targets $`y_i`$, and the mean squared error as the loss,
//
// ```math {#eq-loss}
// L(w) = \frac{1}{n} \sum_{i=1}^{n} \bigl(\tanh(w x_i) - y_i\bigr)^2 .
// ```
//
// By hand, with $`\tanh' = 1 - \tanh^2`$ and the chain rule,
//
// ```math {#eq-gradient}
// \frac{dL}{dw} = \frac{2}{n} \sum_{i=1}^{n}
//   \bigl(\tanh(w x_i) - y_i\bigr)\bigl(1 - \tanh^2(w x_i)\bigr)\, x_i .
// ```
//
// The *tape* does the same without being told the formula. Inside `valueWithGradients` each operation
// writes down how to pass a gradient back to its inputs; at the end the notes are read backwards. This
// is reverse-mode automatic differentiation, what PyTorch calls autograd.
//
// A third way needs neither calculus nor a tape. Move $`w`$ a little to each side and look at how much
// the loss changes:
//
// ```math {#eq-difference}
// \frac{dL}{dw} \approx \frac{L(w + h) - L(w - h)}{2h} .
// ```

//| label: tbl-gradients
//| caption: The same derivative by hand, by tape and by central difference.
let x = Tensor([-2, -1, 0.5, 1, 3])
let y = Tensor([-0.9, -0.4, 0.1, 0.7, 0.8])
let w = Parameter(Tensor(0.3))

func loss(_ w: Tensor) -> Tensor { mse(tanh(w * x), y) }

let prediction = tanh(w.value * x)
let byHand = (2 * (prediction - y) * (1 - square(prediction)) * x).mean().item

let (value, gradients) = valueWithGradients { loss(w.value) }
let byTape = gradients[w]!.item

func centralDifference(_ h: Float) -> Float {
  (loss(w.value + h).item - loss(w.value - h).item) / (2 * h)
}
let byDifference = centralDifference(0.01)

show(Table(
  columns: ["way", "dL/dw", "difference from by hand"],
  rows: [
    ["by hand", byHand.fixed(7), "0"],
    ["by tape", byTape.fixed(7), abs(byTape - byHand).fixed(7)],
    [
      "by central difference, h = 0.01", byDifference.fixed(7),
      abs(byDifference - byHand).fixed(7),
    ],
  ]))

//| echo: false
show(check("the tape agrees with the formula to 1 part in 100,000",
  abs(byTape - byHand) < 1e-5 * abs(byHand)))

// @tbl-gradients shows hand and tape agreeing to the last digits, and the difference agreeing to a few.
// Why not make $`h`$ smaller and have more digits? @fig-step tries.

//| label: fig-step
//| caption: Error of the central difference against its step h. Large steps pay for the curvature of the loss, small ones for rounding.
//| alt: A ragged V on logarithmic axes. The error falls as h shrinks, reaches its least, and rises again for smaller h.
let hs = (0...24).map { pow(10, -Float($0) / 4) }
let errors = hs.map { abs(centralDifference($0) - byHand) }
let best = hs[errors.firstIndex(of: errors.min()!)!]

show(Plot(
  "The finite difference has a best step",
  x: Axis("step h", scale: .log), y: Axis("error of the derivative", scale: .log)
) {
  Line(hs, errors)
})

// Read it from the right. As $`h`$ shrinks the error falls as $`h^2`$, because the difference ignores the
// curvature of the loss less and less. Then it turns. A 32-bit number carries seven digits, the two
// losses agree in most of them, and dividing what is left by a tiny $`h`$ magnifies the rounding. The
// best step here is `{swift} best.fixed(4)`; at the smallest, one millionth, the derivative is wrong by
// `{swift} errors.last!.fixed(3)`.
//
// Two lessons follow. Differences cost two evaluations for *each* parameter, where the tape costs one
// backward reading for all of them, so networks are trained with the tape. But differences know
// nothing of the tape's code, and so they are the best test of it: every operation in this book's
// engine is checked against them.
//
// ## Gaussian noise
//
// Write $`\mathcal{N}(\mu, \sigma^2)`$ for a Gaussian with mean $`\mu`$ and variance $`\sigma^2`$. The
// second number is the *variance*. Its square root $`\sigma`$ is the *standard deviation*, the width you
// see in a picture. To draw from it you scale standard noise by the deviation:
//
// ```math {#eq-sample}
// x = \mu + \sigma \varepsilon, \qquad \varepsilon \sim \mathcal{N}(0, 1) .
// ```
//
// And when independent Gaussians are added, the *variances* add. Deviations do not:
//
// ```math {#eq-sum}
// a\,\varepsilon_1 + b\,\varepsilon_2 \;\sim\; \mathcal{N}\bigl(0,\; a^2 + b^2\bigr) .
// ```

let random = Random(seed: seed)
let gaussian = random.stream("two gaussians")
let count = 100_000
let sum = 3 * gaussian.normal([count]) + 4 * gaussian.normal([count])
let variance = sum.variance(axis: 0).item
show(check("the variance of 3ε₁ + 4ε₂ is 3² + 4² = 25, to 2%", abs(variance - 25) < 0.5))

// The run drew `{swift} count` such sums. Their variance is `{swift} variance.fixed(2)` and their
// standard deviation `{swift} variance.squareRoot().fixed(2)`: five, not seven.
//
// ## Adding noise a little at a time
//
// The *forward process* of a diffusion model destroys data on purpose, in $`T`$ small steps. Each one
// shrinks what is there and adds fresh noise (equation 2 of [@ho2020]):
//
// ```math {#eq-step}
// q(x_t \mid x_{t-1}) = \mathcal{N}\bigl(\sqrt{1 - \beta_t}\, x_{t-1},\; \beta_t\bigr) .
// ```
//
// The shrinking is chosen so that the variance stays put: data of variance 1 has variance
// $`(1 - \beta_t) \cdot 1 + \beta_t = 1`$ after the step. The numbers $`\beta_1, \dots, \beta_T`$ are the
// *schedule*. The usual one climbs in a straight line from $`10^{-4}`$ to $`0.02`$ over a thousand
// steps:

let T = 1000
let beta = Tensor.linspace(from: 1e-4, through: 0.02, count: T)

// Our data will be the simplest there is: half the numbers are $`-1`$, half are $`+1`$.

let particles = 20_000
let start = Tensor((0..<particles).map { $0 % 2 == 0 ? Float(-1) : 1 })

// The next cell takes `{swift} particles` of them through all thousand steps, one after another, exactly as @eq-step
// says, and @fig-forward stops six times to look.

//| label: fig-forward
//| caption: Two heaps of numbers become one. Each panel is the histogram of all particles after t steps; the line is the density that the closed form of the next section predicts.
//| alt: Six histograms. At t = 30 two narrow heaps at minus one and plus one; they widen and drift together, and by t = 1000 they are one bell curve centred on zero.
let betas = beta.scalars
let alphaBars = cumulativeProduct(1 - beta).scalars
let forward = random.stream("forward process")

let shownSteps = [30, 100, 200, 300, 500, 1000]
var snapshots: [Tensor] = []
var iteratedVariance: [Float] = []
var current = start
for t in 1...T {
  let b = betas[t - 1]
  current = sqrt(1 - b) * current + sqrt(b) * forward.normal([particles])
  let signal = (start * current).mean()
  iteratedVariance.append(square(current - signal * start).mean().item)
  if shownSteps.contains(t) { snapshots.append(current) }
}

func density(_ x: Float, at t: Int) -> Float {
  let mean = sqrt(alphaBars[t - 1])
  let variance = 1 - alphaBars[t - 1]
  func bell(_ mean: Float) -> Float {
    exp(-(x - mean) * (x - mean) / (2 * variance)) / sqrt(2 * .pi * variance)
  }
  return (bell(-mean) + bell(mean)) / 2
}

let places = (0...140).map { (Float($0) - 70) / 20 }
show(Panels(columns: 3, "From two heaps to one") {
  for (t, snapshot) in zip(shownSteps, snapshots) {
    Plot("t = \(t)", x: Axis("x"), y: Axis("density")) {
      Histogram(snapshot, width: 0.1, range: -3.5...3.5, height: .density, name: "particles")
      Line(places, places.map { density($0, at: t) }, name: "closed form")
    }
  }
})

// The two heaps drift towards zero and widen until nothing tells them apart. What is left at
// $`t = 1000`$ is standard noise, whatever went in. That is the point of the forward process: its end is
// a distribution that we can draw from without knowing the data.
//
// ## The closed form
//
// A thousand steps to make one noisy number is slow, and unnecessary. Write $`\alpha_t = 1 - \beta_t`$
// and follow two steps by hand, using @eq-sum to merge their noises:
//
// ```math
// x_2 = \sqrt{\alpha_2 \alpha_1}\, x_0
//   + \underbrace{\sqrt{\alpha_2 (1 - \alpha_1)}\, \varepsilon_1 + \sqrt{1 - \alpha_2}\, \varepsilon_2}_{
//     \text{variance } \alpha_2 (1 - \alpha_1) + 1 - \alpha_2 \;=\; 1 - \alpha_1 \alpha_2} .
// ```
//
// The pattern holds for any number of steps. With the product
// $`\bar\alpha_t = \alpha_1 \alpha_2 \cdots \alpha_t`$ (equation 4 of [@ho2020]),
//
// ```math {#eq-closed}
// q(x_t \mid x_0) = \mathcal{N}\bigl(\sqrt{\bar\alpha_t}\, x_0,\; 1 - \bar\alpha_t\bigr),
// \qquad\text{so}\qquad
// x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon .
// ```
//
// One multiplication and one draw take any datum to any $`t`$. The lines in @fig-forward are this
// formula, and @fig-variance compares the spread of the particles, which were moved step by step, with
// $`1 - \bar\alpha_t`$ at every $`t`$.

//| label: fig-variance
//| caption: The variance of the noise after t steps, by iterating and by the closed form, and what two well-known slips make of it.
//| alt: The curves for iterated and closed form lie on each other and rise in an S from zero to one. The curve for noise scaled by its variance lags behind them; the one for steps scaled by beta stays close to zero.
let closedVariance = alphaBars.map { 1 - $0 }
// Slip 1: the variance where the deviation belongs, x = √ᾱ x₀ + (1 − ᾱ) ε.
let slipInClosedForm = closedVariance.map { $0 * $0 }
// Slip 2: the same in each step, x ← √(1 − β) x + β ε.
var slipInSteps: [Float] = []
for b in betas { slipInSteps.append((1 - b) * (slipInSteps.last ?? 0) + b * b) }

show(Plot("Variance of the noise", x: Axis("step t"), y: Axis("variance")) {
  Line(1...T, iteratedVariance, name: "iterated")
  Line(1...T, closedVariance, name: "closed form")
  Line(1...T, slipInClosedForm, name: "slip: (1 − ᾱ) ε")
  Line(1...T, slipInSteps, name: "slip: β ε each step")
})

//| echo: false
let worst = zip(iteratedVariance, closedVariance).map { abs($0 - $1) }.max()!
check("iterated and closed form agree at every t to within 0.04", worst < 0.04)
show(check("at t = 1000 less than 1% of the signal is left", sqrt(alphaBars[T - 1]) < 0.01))

// The first two curves are one: they differ by at most `{swift} worst.fixed(3)`, which is what
// `{swift} particles` random draws allow.
//
// > [!WARNING]
// > **Variance is not deviation.** The other two curves show the field's most published bug. The paper
// > writes $`\mathcal{N}(\cdot, \beta_t)`$ with a variance, and code multiplies noise by a deviation, so
// > the square root must be taken exactly once, by you. Leave it out in each step and the noise ends
// > with a variance of `{swift} slipInSteps.last!.fixed(3)` instead of 1. Nothing
// > crashes. But a sampler starts from noise of variance 1, which a network trained on this has never
// > seen.
//
// So keep one table, and give each column its name. These are the names in all chapters.

//| label: tbl-schedule
//| caption: One schedule, all its quantities. Noise is multiplied by the last column, never by the one before it.
show(Table(
  columns: [
    "t", "β", "α = 1 − β", "ᾱ", "signal √ᾱ", "variance 1 − ᾱ", "deviation √(1 − ᾱ)",
  ],
  rows: [1, 10, 50, 100, 250, 500, 750, 1000].map { t in
    let alphaBar = alphaBars[t - 1]
    return [
      "\(t)", betas[t - 1].fixed(5), (1 - betas[t - 1]).fixed(5), alphaBar.fixed(5),
      sqrt(alphaBar).fixed(4), (1 - alphaBar).fixed(4), sqrt(1 - alphaBar).fixed(4),
    ]
  }))

// ## The seed, and what it promises
//
// The noise above came from `Random(seed: seed)`, and the seed stands in the head of this chapter's
// file. Random numbers here are *counted*, not chained: the $`n`$-th number is a scrambling function of
// the seed, a name and $`n`$. The function is Philox [@salmon2011]. Two promises follow.

let again = Random(seed: seed).stream("two gaussians")
check(
  "the same seed and name give the same numbers, bit for bit",
  (3 * again.normal([count]) + 4 * again.normal([count])).scalars == sum.scalars)

let here = Random(seed: seed).stream("two gaussians").normal([count])
let neighbour = Random(seed: seed + 1).stream("two gaussians").normal([count])
let correlation = (here * neighbour).mean().item
show(check("the next seed gives numbers that have nothing to do with them", abs(correlation) < 0.02))

// First: same chapter, same seed, same bytes in every figure, on one thread or two, on this processor
// or another. The engine adds numbers in a fixed order and brings its own exponential and sine, because
// those of system libraries differ in the last digit, and a training run can magnify a last digit into
// a different picture. Second: each purpose has a stream of its own, by name. Add a cell that draws
// from a new stream, and no other number in the chapter moves.
//
// ## A network that looks through noise
//
// Now all four tools at once. Take our data, $`x_0 = \pm 1`$, and noise it to one fixed level with
// @eq-closed. Someone who sees only the noisy number $`x_t`$ would like to know $`x_0`$. Scored by squared
// error, the best possible answer is the *posterior mean*: the average of all $`x_0`$ that could have led
// to this $`x_t`$, each weighted by how likely it is. For two points it has a closed form:
//
// ```math {#eq-posterior}
// \mathbb{E}[x_0 \mid x_t] = \tanh\!\left( \frac{\sqrt{\bar\alpha_t}\, x_t}{1 - \bar\alpha_t} \right) .
// ```
//
// Near $`x_t = 0`$ either sign is possible, and the best answer is near zero, a value that no datum has.
// This one fact explains much of what comes later: a network that is asked to remove a lot of noise in
// one go answers with an average of everything possible, and an average of digits is a blur.
//
// We train a small network on pairs $`(x_t, x_0)`$ and never show it @eq-posterior. A network is a plain
// struct, its layers are properties, and calling it runs them:

struct Denoiser: Module {
  let first, second, last: Linear

  init(width: Int, random: RandomStream) {
    first = Linear(1, width, random: random)
    second = Linear(width, width, random: random)
    last = Linear(width, 1, random: random)
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    last(silu(second(silu(first(x)))))
  }
}

// The knobs of this chapter are in a cell of their own. `walkthrough run 1 --set width=4 --output
// /tmp/width4` turns one without touching the file.

//| parameters: true
let steps = 2000
let batch = 512
let width = 16
let noiseLevel = 250
let learningRate: Float = 3e-3

// Each step draws a batch of data and noise, computes the loss with its gradients, and lets the Adam
// optimizer [@kingma2015] move the parameters:

let signal = sqrt(alphaBars[noiseLevel - 1])
let deviation = sqrt(1 - alphaBars[noiseLevel - 1])

func pairs(_ count: Int, from stream: RandomStream) -> (noisy: Tensor, clean: Tensor) {
  let signs = stream.integers(count, below: 2).map { Float(2 * $0 - 1) }
  let clean = Tensor(signs, shape: [count, 1])
  return (signal * clean + deviation * stream.normal([count, 1]), clean)
}

let denoiser = Denoiser(width: width, random: random.stream("initial weights"))
let optimizer = Adam(denoiser, learningRate: learningRate)
let draws = random.stream("training")

var losses: [Float] = []
for step in progress("Training", 0..<steps) {
  optimizer.learningRate = learningRate * (1 - Float(step) / Float(steps))
  let (noisy, clean) = pairs(batch, from: draws)
  let (loss, gradients) = valueWithGradients { mse(denoiser(noisy), clean) }
  optimizer.update(with: gradients)
  losses.append(loss.item)
}

// How low can the loss go? Not to zero: where the two heaps overlap nobody can tell them apart. The
// floor is the variance that is left in $`x_0`$ once $`x_t`$ is known, averaged over $`x_t`$: that is
// $`1 - \mathbb{E}[\tanh^2(\cdot)]`$, an integral that the next cell sums on a fine grid. A loss curve
// without its floor says little. With it, you know when to stop.

//| label: fig-loss
//| caption: Training loss of the denoiser, batch by batch and smoothed, with the floor that no denoiser can pass.
//| alt: The loss falls steeply in the first hundred steps and then wavers about a horizontal line, the computed floor.
func posteriorMean(_ x: Float, at t: Int) -> Float {
  tanh(sqrt(alphaBars[t - 1]) * x / (1 - alphaBars[t - 1]))
}

let grid = (-5000...5000).map { Float($0) / 1000 }
func leastLoss(at t: Int) -> Double {
  grid.reduce(0.0) { total, x in
    let mean = Double(posteriorMean(x, at: t))
    return total + (1 - mean * mean) * Double(density(x, at: t)) / 1000
  }
}
let floor = leastLoss(at: noiseLevel)

show(Plot("The loss and its floor", x: Axis("step"), y: Axis("mean squared error")) {
  Line(0..<steps, losses, name: "each batch", weight: .light)
  Line(0..<steps, losses, name: "smoothed", smoothing: .exponential(50))
  Rule(y: floor, name: "floor")
})

// Has it learned @eq-posterior? @fig-denoiser lays the network's answer over the exact one.

//| label: fig-denoiser
//| caption: What the network answers for each noisy number, over the exact posterior mean. Dots are training pairs, with their true value at plus or minus one.
//| alt: An S-shaped curve from minus one to plus one. The network's curve lies on the exact one. Two rows of dots, at minus one and at plus one, overlap in the middle.
let (shownNoisy, shownClean) = pairs(300, from: random.stream("shown pairs"))
let line = (-300...300).map { Float($0) / 100 }
let exact = line.map { posteriorMean($0, at: noiseLevel) }
let learned = denoiser(Tensor(line, shape: [line.count, 1])).scalars

show(Plot(
  "A denoiser in one dimension",
  x: Axis("noisy number xₜ"), y: Axis("estimate of x₀")
) {
  Points(shownNoisy, shownClean, name: "training pairs")
  Line(line, exact, name: "exact posterior mean")
  Line(line, learned, name: "network")
})

let (testNoisy, testClean) = pairs(200_000, from: random.stream("test"))
let testLoss = mse(denoiser(testNoisy), testClean).item
let answers = denoiser(testNoisy).scalars
let bestAnswers = testNoisy.scalars.map { posteriorMean($0, at: noiseLevel) }
let gap = sqrt(mse(Tensor(answers), Tensor(bestAnswers)).item)

check("on fresh data the loss is within 3% of the floor", Double(testLoss) < 1.03 * floor)
show(check("the answers lie within 0.05 of the posterior mean (root mean square)", gap < 0.05))

// On `{swift} testNoisy.shape[0]` fresh pairs the loss is `{swift} testLoss.fixed(4)`, and the floor is
// `{swift} floor.fixed(4)`. (A test sample has luck of its own, in the third decimal.) The network, with its `{swift} denoiser.parameterCount` parameters, was given
// nothing but examples, and least squares led it to the average that probability theory prescribes:
// its answers are off by `{swift} gap.fixed(3)` in the root mean square. That is the engine of every
// diffusion model. The [next chapter](02-swiss-roll.md) runs it in reverse: it takes noise, asks a
// network for the way back, and goes there in small steps.
//
// ## Exercises
//
// **1. The slip, live.** In the cell of @fig-forward, change `sqrt(b) * forward.normal` to
// `b * forward.normal` and run the chapter. Which check fails, and what does the last panel show?
//
// <details>
// <summary>Solution</summary>
//
// The check of iterated against closed form fails, and the run names its line. The heaps still drift to
// zero, since $`\sqrt{1 - \beta}`$ is unchanged, but they hardly widen: the last panel shows a spike with
// a deviation of `{swift} sqrt(slipInSteps.last!).fixed(2)` where a bell of deviation 1 belongs.
//
// </details>
//
// **2. A harder level.** Run `walkthrough run 1 --set noiseLevel=500 --output /tmp/harder`. Before you
// look: does the floor rise or fall, and what becomes of the S?
//
// <details>
// <summary>Solution</summary>
//
// More noise, more overlap: the floor rises and the S flattens, because less can be known. The floor
// needs no training, only the integral:

for t in [100, 250, 500, 1000] {
  print("t = \(t): floor \(leastLoss(at: t).fixed(4))")
}

// At $`t = 1000`$ the floor is the variance of the data itself. Nothing is left to see, and the best
// answer is always zero.
//
// </details>
//
// **3. Where does the best step come from?** In @fig-step the error is the sum of a curvature term that
// grows as $`h^2`$ and a rounding term that grows as $`1/h`$. Balance the two for a loss near 1 and a
// precision of $`6 \cdot 10^{-8}`$. Does the figure agree?
//
// <details>
// <summary>Solution</summary>
//
// Setting $`h^2 \approx u / h`$ gives $`h \approx u^{1/3}`$. The cell computes it; the best step of the
// figure is `{swift} best.fixed(4)`, the same order of magnitude. The curve is ragged there since the
// rounding of a single difference is a matter of luck.

let balanced = pow(6e-8, 1 / Float(3))
show(balanced)

// </details>
