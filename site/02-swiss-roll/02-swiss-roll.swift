// The Swiss Roll
//
// The first diffusion model, rebuilt and measured: a curve dissolved into noise in forty steps, the way back learned by two networks, and every bit they lose accounted for.
//
// Made of Chapters/02-swiss-roll.md. To run it, in the folder of the package:
//
//   swift build --product Lesson
//   swiftc -O -swift-version 5 02-swiss-roll.swift -o chapter -I .build/debug/Modules \
//     -I Sources/CPNG -I Sources/CSystem/include \
//     -L .build/debug -lLesson -Xlinker -rpath -Xlinker $PWD/.build/debug
//   ./chapter

import Lesson

let seed: UInt64 = 2

// In 2015, five years before diffusion models drew pictures, Sohl-Dickstein and colleagues showed the
// idea on a toy: points on a spiral, the *Swiss Roll* [@sohl2015]. Destroy the data slowly, by many
// small steps of noise. Learn to undo each step. Then start from pure noise and undo all of them, and
// out come new points on the spiral.
//
// This chapter rebuilds that experiment. It draws the paper's figure 1 whole, and it computes the
// number in the paper's table 1: a bound on the log likelihood, in bits. The toy has a great advantage
// over pictures. The data are a curve with a known formula, so everything that a network is asked to
// learn can also be computed exactly, and we can say not only how well it did but how well *anything*
// could have done, and where each bit went.
//
// ## The data
//
// A point of the roll is given by one number $`u`$ between 0 and 1. Its angle
// $`a = \tfrac{3}{2}\pi(1 + 2u)`$ makes one and a half turns, and its radius grows with the angle:
//
// ```math {#eq-roll}
// x^{(0)} = \frac{1}{c}\,\bigl( (a \cos a,\; a \sin a) - m \bigr) .
// ```
//
// The centre $`m`$ and the scale $`c`$ are constants that give the data mean 0 and variance 1. That is
// not cosmetic: bits depend on the unit of length, and the paper states that its data were scaled by
// one constant to variance 1 before anything was measured. There is no noise on the curve.

//| export: true
/// Points of the spiral before scaling: `u` and a last axis of 2.
func spiral(_ u: Tensor) -> Tensor {
  let angle = 1.5 * Float.pi * (1 + 2 * u)
  let last = u.shape.rank
  return concatenate(
    [(angle * cos(angle)).expanded(at: last), (angle * sin(angle)).expanded(at: last)],
    axis: last)
}

let wholeCurve = spiral((Tensor.arange(100_000) + 0.5) / 100_000)
let center = wholeCurve.mean(axis: 0)
let scale = sqrt(square(wholeCurve - center).mean()).item

/// Points of the roll: mean 0, variance 1.
func roll(_ u: Tensor) -> Tensor { (spiral(u) - center) / scale }

//| echo: false
let random = Random(seed: seed)
let lookedAt = roll(random.stream("a look at the data").uniform([100_000]))
check(
  "the data have mean 0 in each direction",
  lookedAt.mean(axis: 0).scalars.allSatisfy { abs($0) < 0.02 })
show(check("the data have variance 1", abs(square(lookedAt).mean().item - 1) < 0.01))

// > [!WARNING]
// > Most retellings divide scikit-learn's roll by ten and stop there. Such data have a variance of
// > `{swift} (scale * scale / 100).fixed(2)`, and the standard noise from which samples start does not fit
// > them. Their bits could not be compared with the paper's either, had they been computed: a curve
// > half as long is worth one bit more.
//
// Training draws a fresh batch at every step. What we measure at the end is computed on *held out*
// points, from a random stream that training never touches.
//
// ## Forward: forty steps into noise
//
// One step of the forward process shrinks the point a little and adds a little Gaussian noise (the
// Gaussian kernel of the paper's table App. 1; chapter 01 takes it apart):
//
// ```math {#eq-forward}
// \begin{aligned}
// q(x^{(t)} \mid x^{(t-1)}) &=
//   \mathcal{N}\bigl(\sqrt{1 - \beta_t}\; x^{(t-1)},\; \beta_t I\bigr), \\
// q(x^{(t)} \mid x^{(0)}) &=
//   \mathcal{N}\bigl(\sqrt{\bar\alpha_t}\; x^{(0)},\; (1 - \bar\alpha_t) I\bigr) ,
// \end{aligned}
// ```
//
// with $`\bar\alpha_t = \prod_{s \le t} (1 - \beta_s)`$. The paper takes $`T = 40`$ steps, fixes
// $`\beta_1`$ to a small constant that it does not print, and learns $`\beta_2, \dots, \beta_T`$. The
// retellings fix them all, to an S-shaped curve, and we begin with theirs:
//
// ```math {#eq-schedule}
// \begin{gathered}
// \beta_t = \beta_1 + (0.3 - \beta_1)\, \operatorname{sigmoid}(\ell_t), \qquad \beta_1 = 10^{-5}, \\
// \ell_1, \dots, \ell_T \text{ evenly spaced from } {-18} \text{ to } 10 .
// \end{gathered}
// ```
//
// These are the knobs of the chapter:

//| parameters: true
let T = 40  // steps of the chain
let firstBeta: Float = 1e-5  // β₁
let batch = 64  // points for each step of the chain, at each step of training
let width = 128  // of the perceptron
let steps = 4000  // of its training
let learningRate: Float = 4e-3
let radialUnits = 16  // of the paper's network
let radialSteps = 4000  // of its training
let heldOut = 16_384  // points for each step of the chain, for the final K
let levels = 200  // the most steps to which the chain is cut below

// A schedule holds everything that follows from the $`\beta_t`$ alone. The posterior, its last
// three members, is the forward process looked at backwards *when the datum is known*; by Bayes' rule it is a
// Gaussian again (equation 7 of [@ho2020]):
//
// ```math {#eq-posterior}
// \begin{gathered}
// q(x^{(t-1)} \mid x^{(t)}, x^{(0)}) = \mathcal{N}\Bigl(
//   \underbrace{\tfrac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t}}_{\text{data weight}} x^{(0)} +
//   \underbrace{\tfrac{\sqrt{1 - \beta_t}\,(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}}_{\text{state weight}} x^{(t)},
//   \;\; \tilde\beta_t I \Bigr), \\
// \tilde\beta_t = \tfrac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t .
// \end{gathered}
// ```

//| export: true
/// What follows from the β. Entry `t - 1` of a tensor belongs to step t.
struct Schedule {
  /// [T]
  let beta, alphaBar, variance: Tensor
  /// The same by step, and the two weights and the variance of the posterior: [T, 1, 1].
  let signal, deviation, dataWeight, stateWeight, posteriorVariance: Tensor

  init(_ beta: Tensor) {
    let count = beta.count
    self.beta = beta
    alphaBar = cumulativeProduct(1 - beta)
    // 1 − ᾱ as a sum of positive terms. A difference would lose its digits.
    variance = alphaBar * cumulativeSum(beta / alphaBar)
    let alphaBarBefore = concatenate([Tensor([1]), alphaBar[0..<count - 1]])
    let varianceBefore = concatenate([Tensor([0]), variance[0..<count - 1]])
    func byStep(_ x: Tensor) -> Tensor { x.reshaped([count, 1, 1]) }
    signal = byStep(sqrt(alphaBar))
    deviation = byStep(sqrt(variance))
    dataWeight = byStep(sqrt(alphaBarBefore) * beta / variance)
    stateWeight = byStep(sqrt(1 - beta) * varianceBefore / variance)
    posteriorVariance = byStep(beta * varianceBefore / variance)
  }
}

/// The retellings' schedule, with any first step.
func sigmoidSchedule(first: Float) -> Schedule {
  Schedule(
    first + (0.3 - first) * sigmoid(Tensor.linspace(from: -18, through: 10, count: T)))
}
let schedule = sigmoidSchedule(first: firstBeta)

//| label: fig-schedule
//| caption: The retellings' schedule. Noise per step (β), noise so far (deviation √(1 − ᾱ)) and signal left (√ᾱ), all on a logarithmic axis.
//| alt: Beta stays at one hundred-thousandth for ten steps, then rises steeply to 0.3 at step 28 and stays there. The deviation of the noise follows from 0.003 to 1. The signal stays at 1 until step 22 and falls to 0.08.
show(Plot("Forty steps", x: Axis("step t"), y: Axis("", scale: .log)) {
  Line(1...T, schedule.beta, name: "β")
  Line(1...T, sqrt(schedule.variance), name: "√(1 − ᾱ)")
  Line(1...T, sqrt(schedule.alphaBar), name: "√ᾱ")
})

// Look at the left of @fig-schedule. A quarter of all steps is spent on noise with a deviation of
// about a hundredth, far too fine to see in any picture of the roll. They matter for the bits, as we
// shall see, because bits are about fine detail. At the end
// $`\sqrt{\bar\alpha_T}`$ is `{swift} sqrt(schedule.alphaBar[T - 1].item).fixed(3)`: little of the data
// is left, and $`x^{(T)}`$ is nearly standard noise, which is where the way back will begin.

//| label: fig-forward
//| caption: The forward process, step by step, on 1,500 points. Each frame is one application of the forward kernel to the frame before.
//| alt: A film of 41 frames. The spiral stays sharp for fifteen frames, becomes fuzzy around frame 20, loses its arms around frame 25 and is a round cloud from frame 32 on.
let forwardNoise = random.stream("forward film")
var forwardStates = [roll(random.stream("forward film points").uniform([1500]))]
for t in 1...T {
  let beta = schedule.beta[t - 1]
  forwardStates.append(
    sqrt(1 - beta) * forwardStates[t - 1] + sqrt(beta) * forwardNoise.normal([1500, 2]))
}

show(Scrubber(
  "Data into noise", frames: forwardStates.map { Frame(points: $0) },
  labels: (0...T).map { "t = \($0)" }))

// ## Backward: a Gaussian for each step
//
// The way back is a chain of the same kind. It starts from standard noise,
// $`p(x^{(T)}) = \mathcal{N}(0, I)`$, and each step is a Gaussian whose mean and variances a network
// computes from where it stands (equations 3 and 4 of the paper):
//
// ```math {#eq-reverse}
// p(x^{(t-1)} \mid x^{(t)}) = \mathcal{N}\bigl(f_\mu(x^{(t)}, t),\; \operatorname{diag} f_\Sigma(x^{(t)}, t)\bigr) .
// ```
//
// Why should a Gaussian do? The true way back, $`q(x^{(t-1)} \mid x^{(t)})`$, with the datum unknown, is
// a mixture and can have any shape. But a small step cannot bring much shape with it: as
// $`\beta_t \to 0`$, the reverse of a diffusion has the same form as the diffusion itself [@feller1949].
// How small is small enough will be a number further down.

//| export: true
/// A reverse process: mean and variances of p(x⁽ᵗ⁻¹⁾ | x⁽ᵗ⁾).
protocol ReverseModel: Module {
  /// - Parameters:
  ///   - x: states, `[rows.count, n, 2]`.
  ///   - rows: the steps they belong to, as places in the schedule: row t − 1 is step t.
  func callAsFunction(_ x: Tensor, rows: Range<Int>, _ schedule: Schedule)
    -> (mean: Tensor, variance: Tensor)
}

let reverseRows = 1..<T

// ## The bound, in bits
//
// Training maximises a lower bound on the log likelihood of the data. For Gaussians all of it is
// arithmetic (equation 14 of the paper):
//
// ```math {#eq-bound}
// \begin{aligned}
// K = {} & -\sum_{t=2}^{T} \mathbb{E}_q\, D_{\mathrm{KL}}\Bigl(
//   q(x^{(t-1)} \mid x^{(t)}, x^{(0)}) \,\Big\|\, p(x^{(t-1)} \mid x^{(t)}) \Bigr) \\
//   & + H_q(X^{(T)} \mid X^{(0)}) - H_q(X^{(1)} \mid X^{(0)}) - H_p(X^{(T)}) .
// \end{aligned}
// ```
//
// In words: at every step, compare what the model does, knowing only where it stands, with what the
// forward process looks like to somebody who also knows the datum; add up the costs; and account for
// both ends with three entropies. The sum begins at $`t = 2`$. The very last step, from $`x^{(1)}`$ to the
// datum, is not learned.
//
// The cost of a step between two diagonal Gaussians is, in bits,
//
// ```math {#eq-cost}
// D_{\mathrm{KL}} = \frac{1}{2 \ln 2} \sum_{i=1}^{2} \left[
//   \ln \frac{v_i}{\tilde\beta_t} + \frac{\tilde\beta_t + (\tilde\mu_i - \mu_i)^2}{v_i} - 1 \right] ,
// ```
//
// with $`\tilde\mu, \tilde\beta`$ from @eq-posterior and $`\mu, v`$ from the model. And a Gaussian of
// variance $`v`$ in two dimensions has the entropy $`\log_2 2\pi e v`$.

//| export: true
/// The cost of each step for each point, in bits: `[rows.count, n]`.
func stepCosts(
  _ model: some ReverseModel, _ schedule: Schedule, clean: Tensor, noise: Tensor,
  rows: Range<Int> = reverseRows
) -> Tensor {
  let state = schedule.signal[rows] * clean + schedule.deviation[rows] * noise
  let target = schedule.dataWeight[rows] * clean + schedule.stateWeight[rows] * state
  let (mean, variance) = model(state, rows: rows, schedule)
  let least = schedule.posteriorVariance[rows]
  let nats =
    0.5 * (log(variance / least) + (least + square(target - mean)) / variance - 1)
  return nats.sum(axis: 2) / log(Float(2))
}

/// The entropy of a Gaussian with this variance in two dimensions, in bits.
func gaussianEntropy(_ variance: Tensor) -> Tensor {
  log(2 * Float.pi * exp(Float(1)) * variance) / log(Float(2))
}

/// H_q(X⁽ᵀ⁾|X⁽⁰⁾) − H_q(X⁽¹⁾|X⁽⁰⁾) − H_p(X⁽ᵀ⁾), in bits.
func entropies(_ schedule: Schedule) -> Tensor {
  gaussianEntropy(schedule.variance[schedule.variance.count - 1])
    - gaussianEntropy(schedule.beta[0]) - gaussianEntropy(Tensor(1))
}

// To have a zero on the scale, the paper compares with the log likelihood under a standard Gaussian,
// $`L_{\text{null}} = -\log_2 2\pi e`$ for data of variance 1, in total over both dimensions. It reports
// $`K = 2.35`$ bits and $`K - L_{\text{null}} = 6.45`$ bits.

let nullLikelihood = -gaussianEntropy(Tensor(1)).item
let paperK: Float = 2.35
check("L_null = −log₂ 2πe is −4.09 bits", nullLikelihood.fixed(2) == "-4.09")
show(check(
  "the paper's two numbers differ by it, to rounding",
  abs((6.45 - paperK) + nullLikelihood) < 0.01))

// ## What can be reached at all
//
// Suppose the reverse steps were *perfect*, equal to the true $`q(x^{(t-1)} \mid x^{(t)})`$. Then most of
// @eq-bound cancels from step to step, and what is left is
//
// ```math {#eq-ceiling}
// K \le -h(x^{(1)}) ,
// ```
//
// up to the difference between $`h(x^{(T)})`$ and the entropy of standard noise, which is next to
// nothing. Here $`h(x^{(1)})`$ is the differential entropy of the data after their *first* step of noise.
// The bound does not measure the likelihood of the data. It cannot, since points on a curve have an
// infinite density in the plane. It measures the likelihood of data blurred with variance $`\beta_1`$.
//
// So the ceiling is an integral that we can do. Blur the curve with noise of deviation $`\sigma`$, and
// the density at $`x`$ is an average of Gaussians along the curve. The same sum, with the point of the
// curve weighted in, gives the mean and the variance of $`x^{(0)}`$ once the noisy $`x`$ is known: the
// *exact posterior* that networks can only estimate. We work with $`x^{(t)} / \sqrt{\bar\alpha_t}`$,
// which is the clean point plus noise of deviation $`\sigma_t = \sqrt{(1 - \bar\alpha_t)/\bar\alpha_t}`$.

/// What is known about x⁽⁰⁾ from x = x⁽⁰⁾ + σ ε.
struct ExactPosterior {
  /// The logarithm of the density of x, in nats: [n].
  var logDensity: Tensor
  /// The mean of x⁽⁰⁾: [n, 2].
  var mean: Tensor
  /// Its variance in both directions, [n, 2], and the covariance of the two, [n].
  var variance, covariance: Tensor

  /// The posterior at the rows of `x`, `[n, 2]`: sums over points along the curve that are
  /// little more than one σ apart.
  init(at x: Tensor, sigma: Float) {
    let points = min(24_000, max(256, Int(14 / sigma)))
    let curve = roll((Tensor.arange(points) + 0.5) / Float(points)).transposed()
    let perBatch = max(1, 500_000 / points)
    var parts: [[Tensor]] = [[], [], [], []]
    for start in stride(from: 0, to: x.shape[0], by: perBatch) {
      let rows = x[start..<min(start + perBatch, x.shape[0])]
      // Offsets from x, not places: differences of places would lose their digits.
      let dx = curve[0] - rows.slice(axis: 1, 0..<1)
      let dy = curve[1] - rows.slice(axis: 1, 1..<2)
      let exponent = (square(dx) + square(dy)) * (-0.5 / (sigma * sigma))
      let largest = exponent.max(axis: 1, keepingDimension: true)
      let weight = exp(exponent - largest)
      let total = weight.sum(axis: 1)
      let (weightedX, weightedY) = (weight * dx, weight * dy)
      let (meanX, meanY) = (
        weightedX.sum(axis: 1) / total, weightedY.sum(axis: 1) / total
      )
      let varianceX = (weightedX * dx).sum(axis: 1) / total - square(meanX)
      let varianceY = (weightedY * dy).sum(axis: 1) / total - square(meanY)
      let normalization = log(2 * Float.pi * sigma * sigma * Float(points))
      parts[0].append(largest.squeezed(at: 1) + log(total) - normalization)
      parts[1].append(rows + stack([meanX, meanY]).transposed())
      parts[2].append(stack([varianceX, varianceY]).transposed())
      parts[3].append((weightedX * dy).sum(axis: 1) / total - meanX * meanY)
    }
    (logDensity, mean) = (concatenate(parts[0]), concatenate(parts[1]))
    (variance, covariance) = (
      maximum(concatenate(parts[2]), Tensor(0)), concatenate(parts[3])
    )
  }
}

// An expectation over $`x^{(t)}`$ is then an average over places on the curve and over noise. For the
// noise we take the four-point Gauss–Hermite rule in each direction, which does for smooth functions
// what thousands of random draws do:

/// 128 places on the curve × 16 noises, with their weights.
let (quadraturePoints, quadratureNoises, quadratureWeights): (Tensor, Tensor, Tensor) =
  {
    let nodes: [(Float, Float)] = [
      (-2.334_414_2, 0.045_875_86), (-0.741_963_8, 0.454_124_14),
      (0.741_963_8, 0.454_124_14), (2.334_414_2, 0.045_875_86),
    ]
    var (places, noises, weights): ([Float], [[Float]], [Float]) = ([], [], [])
    for place in 0..<128 {
      for (first, firstWeight) in nodes {
        for (second, secondWeight) in nodes {
          places.append((Float(place) + 0.5) / 128)
          noises.append([first, second])
          weights.append(firstWeight * secondWeight / 128)
        }
      }
    }
    return (roll(Tensor(places)), Tensor(noises), Tensor(weights))
  }()

func expectation(_ values: Tensor) -> Float { (quadratureWeights * values).sum().item }

/// The exact posterior at the quadrature's points, blurred with deviation σ.
func quadrature(sigma: Float) -> ExactPosterior {
  ExactPosterior(at: quadraturePoints + sigma * quadratureNoises, sigma: sigma)
}

/// −h(x⁽¹⁾) in bits, the ceiling of K for a first step of noise β₁.
func ceiling(_ firstBeta: Float) -> Float {
  let logDensity = quadrature(sigma: sqrt(firstBeta / (1 - firstBeta))).logDensity
  return (expectation(logDensity) - log(1 - firstBeta)) / log(Float(2))
}

let ceilings = [1e-5, 1.5e-5, 1e-3].map { ceiling($0) }
check("the ceiling is 2.60 bits at β₁ = 10⁻⁵", abs(ceilings[0] - 2.60) < 0.01)
check("it is 2.31 bits at β₁ = 1.5 · 10⁻⁵", abs(ceilings[1] - 2.31) < 0.01)
show(check(
  "it is −0.72 bits at β₁ = 10⁻³, the default of the authors' code",
  abs(ceilings[2] + 0.72) < 0.01))

// So with $`\beta_1 = 10^{-5}`$ nothing can score above `{swift} ceilings[0].fixed(2)` bits, and with the
// $`10^{-3}`$ that the authors' later code takes by default nothing can reach even zero. *A value of K means
// nothing without its* $`\beta_1`$. We come back to that.
//
// ### What a Gaussian must pay
//
// Our reverse steps are not perfect, they are Gaussians with a diagonal covariance. The best one has the
// mean and the variances of the true $`q(x^{(t-1)} \mid x^{(t)})`$, and putting those into @eq-cost gives a
// tidy result. Write $`s_t = \bar\alpha_t / (1 - \bar\alpha_t)`$ for the signal-to-noise ratio. Then
//
// ```math {#eq-best}
// \min_{\mu, v} \; \mathbb{E}\, D_{\mathrm{KL}} =
// \mathbb{E}_{x^{(t)}} \sum_{i=1}^{2} \tfrac{1}{2} \log_2\Bigl( 1 +
//   (s_{t-1} - s_t) \operatorname{Var}\bigl[x^{(0)}_i \mid x^{(t)}\bigr] \Bigr) .
// ```
//
// A step is expensive when it makes much of the data visible ($`s_{t-1} - s_t`$) while much about the
// datum is still unknown (the variance). For many small steps the sum over $`t`$ turns into an integral of
// the variance over $`s`$, the known link between information and least squared error [@guo2005]. With a full covariance matrix the sum over $`i`$ becomes the
// logarithm of a determinant, and with one variance for both directions, as DDPM will have it, the
// two variances are replaced by their mean. A perfect reverse pays
// $`h(x^{(t-1)}) - h(x^{(t)}) + \log_2 (\beta_t / \tilde\beta_t)`$.

let signalToNoise = schedule.alphaBar / schedule.variance
let sigmas = sqrt(1 / signalToNoise).scalars
let exactPosteriors = sigmas.map { quadrature(sigma: $0) }

/// The least that a step pays which lifts the ratio from `after` to `before`, in bits,
/// by shape of the Gaussian, for the exact posterior where the step begins.
enum LeastCost {
  static func diagonal(_ x: ExactPosterior, before: Float, after: Float) -> Float {
    expectation(log(1 + (before - after) * x.variance).sum(axis: 1)) * 0.5
      / log(Float(2))
  }
  static func full(_ x: ExactPosterior, before: Float, after: Float) -> Float {
    let product = exp(log(1 + (before - after) * x.variance).sum(axis: 1))
    return expectation(log(product - square((before - after) * x.covariance))) * 0.5
      / log(Float(2))
  }
  static func isotropic(_ x: ExactPosterior, before: Float, after: Float) -> Float {
    expectation(log(1 + (before - after) * x.variance.mean(axis: 1))) / log(Float(2))
  }
}

let ratios = signalToNoise.scalars
func leastCosts(_ cost: (ExactPosterior, Float, Float) -> Float) -> [Float] {
  reverseRows.map { cost(exactPosteriors[$0], ratios[$0 - 1], ratios[$0]) }
}
let diagonalCosts = leastCosts(LeastCost.diagonal)
let fullCosts = leastCosts(LeastCost.full)
let isotropicCosts = leastCosts(LeastCost.isotropic)

let stateEntropies = exactPosteriors.indices.map { row in
  -expectation(exactPosteriors[row].logDensity) / log(Float(2))
    + log2(schedule.alphaBar[row].item)
}
let perfectCosts = reverseRows.map { row in
  stateEntropies[row - 1] - stateEntropies[row]
    + log2(schedule.beta[row].item / schedule.posteriorVariance[row].reshaped([]).item)
}

let entropyTerms = entropies(schedule).item
let perfectK = entropyTerms - perfectCosts.reduce(0, +)
let fullK = entropyTerms - fullCosts.reduce(0, +)
let diagonalK = entropyTerms - diagonalCosts.reduce(0, +)
let isotropicK = entropyTerms - isotropicCosts.reduce(0, +)

//| label: tbl-ceilings
//| caption: The best K that each kind of reverse step can reach on this schedule, by quadrature. No network was involved.
show(Table(
  columns: ["reverse step", "K (bits)", "K − L_null"],
  rows: [
    ("perfect", perfectK), ("Gaussian, full covariance", fullK),
    ("Gaussian, diagonal covariance (the paper's)", diagonalK),
    ("Gaussian, one variance for both directions", isotropicK),
  ].map { [$0.0, $0.1.fixed(2), ($0.1 - nullLikelihood).fixed(2)] }))

//| echo: false
check(
  "perfect steps reach the ceiling −h(x⁽¹⁾)", abs(perfectK - ceiling(firstBeta)) < 0.01)
show(check(
  "with T = 40 and β₁ = 10⁻⁵ the best diagonal Gaussians reach 2.04 bits",
  T != 40 || firstBeta != 1e-5 || abs(diagonalK - 2.04) < 0.02))

// @tbl-ceilings says where the bits go before any learning starts. That each step is a *Gaussian* costs
// only `{swift} (perfectK - fullK).fixed(2)` bits over all forty steps; small steps are Gaussian enough.
// That the Gaussian is aligned with the axes costs `{swift} (fullK - diagonalK).fixed(2)`: a curve that
// runs diagonally leaves $`x^{(0)}`$ uncertain along the curve and certain across it, and two axis-parallel
// variances cannot say so. The number to beat for our networks is the third line.
//
// ## Two networks
//
// ### The paper's: 16 radial basis functions
//
// The paper describes its network in one sentence: normalised radial basis functions, one hidden layer
// of 16 units, whose readout is learned separately for each step, with the output for $`f_\Sigma`$ put
// through a sigmoid. A unit has a centre $`c_k`$ and a sharpness $`g_k`$, and fires for states near its
// centre; the units share one unit of activity, which is what *normalised* means:
//
// ```math {#eq-radial}
// \phi_k(x) = \frac{\exp(-g_k \lVert x - c_k \rVert^2)}{\sum_j \exp(-g_j \lVert x - c_j \rVert^2)},
// \qquad
// f_\mu(x, t) = \sqrt{1 - \beta_t}\, x + \sqrt{\beta_t} \sum_k w^{\mu}_{tk} \phi_k(x) .
// ```
//
// The mean is written as the authors' later code writes it, relative to the shrunken state. The
// variances are $`f_\Sigma = \operatorname{sigmoid}(\operatorname{logit} \beta_t + \sum_k w^{\Sigma}_{tk} \phi_k(x))`$:
// between 0 and 1, and equal to $`\beta_t`$ while the weights are zero.

//| export: true
/// A number between 0 and 1 that is β where the output is zero.
func reverseVariance(_ output: Tensor, beta: Tensor) -> Tensor {
  let odds = (beta / (1 - beta)).reshaped([-1, 1, 1])
  return sigmoid(output + log(odds))
}

struct RadialNetwork: ReverseModel {
  let centers, logSharpness, readout: Parameter

  init(units: Int, steps: Int) {
    centers = Parameter(roll((Tensor.arange(units) + 0.5) / Float(units)))
    logSharpness = Parameter(Tensor.full([units], log(12)))
    readout = Parameter(Tensor.zeros([steps, units, 4]))
  }

  func callAsFunction(_ x: Tensor, rows: Range<Int>, _ schedule: Schedule)
    -> (mean: Tensor, variance: Tensor)
  {
    let center = centers.value.transposed()
    let dx = x.slice(axis: 2, 0..<1) - center[0]
    let dy = x.slice(axis: 2, 1..<2) - center[1]
    let activity = softmax(-exp(logSharpness.value) * (square(dx) + square(dy)))
    let output = matmul(activity, readout.value[rows])
    let beta = schedule.beta[rows]
    let shrink = sqrt(1 - beta).reshaped([-1, 1, 1])
    let push = sqrt(beta).reshaped([-1, 1, 1])
    return (
      shrink * x + push * output.slice(axis: 2, 0..<2),
      reverseVariance(output.slice(axis: 2, 2..<4), beta: beta)
    )
  }
}

// ### The retellings': a perceptron with forty heads
//
// The retellings replace it by a perceptron: two layers of 128 units for all steps together, then for
// each step a *head* of its own, one more layer of 128 units and four outputs.
//
// Built as it usually is, with rectifiers and with the mean straight from the head, this network is
// hundreds of times larger than the paper's and *worse* in bits at any training time that one has patience
// for; an exercise below shows by how much. The reason is precision. To know which way is back from
// $`x^{(2)}`$, a network must place the curve, a spiral 13 units long, to a thousandth of a unit. Two
// changes get there, and neither adds a parameter:
//
// - **The first layer is a sine.** Rectifiers bend once and then run straight; waves of many directions
//   and lengths tell places apart at every scale, which networks on few coordinates are known to need
//   [@tancik2020]. The waves start with a wavelength of about two units, and each with phase zero at some
//   point of the roll.
// - **Each head says how far it is to the data.** It predicts the displacement
//   $`d_t(x) \approx \mathbb{E}[x^{(0)} \mid x^{(t)}] - x^{(t)}/\sqrt{\bar\alpha_t}`$, and @eq-posterior
//   turns it into a mean, with the exact weights. For small noise the displacement is the way to the
//   nearest point of the curve, much the same function for all the early steps, so the heads also begin
//   with equal weights.

//| export: true
struct PerceptronWithHeads: ReverseModel {
  let first, second: Linear
  let hidden, hiddenBias, readout, readoutBias: Parameter

  init(width: Int, steps: Int, random: RandomStream) {
    first = Linear(2, width, random: random, initialization: .normal(deviation: 3))
    let zeros = roll(random.uniform([width]))
    first.bias!.value = -(first.weight.value.transposed() * zeros).sum(axis: 1)
    let spread = 1 / sqrt(Float(width))
    second = Linear(
      width, width, random: random, initialization: .normal(deviation: spread))
    func equalHeads(_ weight: Tensor) -> Parameter {
      Parameter(
        weight.expanded(at: 0).broadcast(to: [steps, weight.shape[0], weight.shape[1]]))
    }
    hidden = equalHeads(spread * random.normal([width, width]))
    hiddenBias = equalHeads(Tensor.zeros([1, width]))
    readout = equalHeads(0.1 / sqrt(Float(width)) * random.normal([width, 4]))
    readoutBias = equalHeads(Tensor.zeros([1, 4]))
  }

  func callAsFunction(_ x: Tensor, rows: Range<Int>, _ schedule: Schedule)
    -> (mean: Tensor, variance: Tensor)
  {
    let shared = silu(second(sin(first(x))))
    let head = silu(matmul(shared, hidden.value[rows]) + hiddenBias.value[rows])
    let output = matmul(head, readout.value[rows]) + readoutBias.value[rows]
    let clean = x / schedule.signal[rows] + output.slice(axis: 2, 0..<2)
    return (
      schedule.dataWeight[rows] * clean + schedule.stateWeight[rows] * x,
      reverseVariance(output.slice(axis: 2, 2..<4), beta: schedule.beta[rows])
    )
  }
}

let radial = RadialNetwork(units: radialUnits, steps: T)
let perceptron = PerceptronWithHeads(
  width: width, steps: T, random: random.stream("perceptron"))

// Width w, T heads: 3w + w(w + 1) in common, w(w + 1) + 4(w + 1) in each head.
show(check(
  "the perceptron has the parameters that its layers say: 698,016 at width 128 with 40 heads",
  perceptron.parameterCount
    == 3 * width + width * (width + 1) + T * (width + 4) * (width + 1)))

// The paper's network has `{swift} radial.parameterCount` parameters, the perceptron
// `{swift} perceptron.parameterCount`. Both counts include the readouts for $`t = 1`$, which no training ever
// reaches: the sum in @eq-bound begins at 2. One head in forty keeps the weights that the random
// generator gave it.
//
// ## Training
//
// The loss is $`-K`$ itself. Every step of training draws a batch of fresh points for *each* of the
// 39 steps of the chain, so that no step waits for its turn. The learning rate rises for a moment and
// then falls along a cosine to zero, which averages the noise of the batches away at the end.

//| export: true
/// The learning rate at this point of training, relative to its peak.
func cosineWithWarmup(_ step: Int, of steps: Int) -> Float {
  let warmup = min(1, Float(step + 1) / 100)
  return warmup * 0.5 * (1 + cos(Float.pi * Float(step) / Float(steps)))
}

/// A model in training, to minimise the loss of fresh batches.
struct Training {
  let optimizer: Adam
  let draws: RandomStream
  let steps: Int
  let peakRate: Float
  let loss: (_ clean: Tensor, _ noise: Tensor) -> Tensor

  init(
    _ model: some Module, named name: String, steps: Int, peakRate: Float,
    loss: @escaping (_ clean: Tensor, _ noise: Tensor) -> Tensor
  ) {
    optimizer = Adam(model)
    draws = random.stream("training " + name)
    (self.steps, self.peakRate, self.loss) = (steps, peakRate, loss)
  }

  /// One step; returns its loss.
  func step(_ step: Int) -> Float {
    optimizer.learningRate = peakRate * cosineWithWarmup(step, of: steps)
    let clean = roll(draws.uniform([T - 1, batch]))
    let noise = draws.normal([T - 1, batch, 2])
    let (value, gradients) = valueWithGradients { loss(clean, noise) }
    optimizer.update(with: gradients)
    return value.item
  }
}

/// −K in bits.
func negativeBound(
  _ model: some ReverseModel, _ schedule: Schedule, clean: Tensor, noise: Tensor
) -> Tensor {
  let costs = stepCosts(model, schedule, clean: clean, noise: noise)
  return costs.mean(axis: 1).sum() - entropies(schedule)
}

let radialTraining = Training(
  radial, named: "radial network", steps: radialSteps, peakRate: 3e-2
) {
  negativeBound(radial, schedule, clean: $0, noise: $1)
}
let radialLosses = checkpoint(
  "radial", radial, optimizer: radialTraining.optimizer, steps: radialSteps,
  label: "Training the radial network", body: radialTraining.step)

let perceptronTraining = Training(
  perceptron, named: "perceptron", steps: steps, peakRate: learningRate
) {
  negativeBound(perceptron, schedule, clean: $0, noise: $1)
}
let perceptronLosses = checkpoint(
  "perceptron", perceptron, optimizer: perceptronTraining.optimizer, steps: steps,
  label: "Training the perceptron", body: perceptronTraining.step)

//| label: fig-training
//| caption: K during training, smoothed over some fifty batches, with the bound that the best diagonal Gaussians reach. The vertical axis leaves out the first, much worse steps.
//| alt: Two rising curves. The perceptron overtakes the radial network early on and ends just under the line of the best diagonal Gaussians; the radial network levels off two bits below it.
show(Plot("Bits gained", x: Axis("step"), y: Axis("K in bits", range: -6...3)) {
  Line(
    0..<steps, perceptronLosses.map { -$0 }, name: "perceptron", smoothing: .exponential(50))
  Line(
    0..<radialSteps, radialLosses.map { -$0 }, name: "radial network",
    smoothing: .exponential(50))
  Rule(y: Double(diagonalK), name: "best diagonal")
})

// Now the measurement, on held-out points:

/// Held out: K, its standard error, the mean cost of each step, in bits.
struct Evaluation {
  var bound, standardError: Float
  var costs: [Float]

  init(_ model: some ReverseModel, _ schedule: Schedule) {
    let draws = random.stream("held out")
    var parts: [Tensor] = []
    for _ in 0..<max(1, heldOut / 512) {
      let clean = roll(draws.uniform([T - 1, 512]))
      let noise = draws.normal([T - 1, 512, 2])
      parts.append(stepCosts(model, schedule, clean: clean, noise: noise))
    }
    let all = concatenate(parts, axis: 1)
    let perPoint = all.sum(axis: 0)
    bound = (entropies(schedule) - perPoint.mean()).item
    standardError = sqrt(perPoint.variance().item / Float(perPoint.count))
    costs = all.mean(axis: 1).scalars
  }
}

let radialResult = Evaluation(radial, schedule)
let perceptronResult = Evaluation(perceptron, schedule)
let gap = diagonalK - perceptronResult.bound

//| label: tbl-bits
//| caption: Table 1 of the paper, its first row, with ours. Held out, data of variance 1, bits in total over both dimensions.
func aboveNull(_ bound: Float) -> String { (bound - nullLikelihood).fixed(2) }
func line(_ name: String, _ count: Int, _ result: Evaluation) -> [String] {
  [
    name, "\(count)", result.bound.fixed(2), result.standardError.fixed(2),
    aboveNull(result.bound),
  ]
}

show(Table(
  columns: ["model", "parameters", "K", "± standard error", "K − L_null"],
  rows: [
    ["the paper: 16 radial units, β learned, β₁ not stated", "–", "2.35", "–", "6.45"],
    line("\(radialUnits) radial units", radial.parameterCount, radialResult),
    line("perceptron with \(T) heads", perceptron.parameterCount, perceptronResult),
    ["best diagonal Gaussians", "–", diagonalK.fixed(2), "–", aboveNull(diagonalK)],
    ["ceiling", "–", perfectK.fixed(2), "–", aboveNull(perfectK)],
  ]))

//| echo: false
// A short training promises less, and says so.
let promisedGap: Float = steps >= 4000 ? 0.1 : 12
check(
  "after \(steps) steps the perceptron is within \(promisedGap) bits of the best diagonal Gaussians",
  gap < promisedGap)
show(check(
  "no model beats the best diagonal Gaussians by more than chance allows",
  max(radialResult.bound, perceptronResult.bound)
    < diagonalK + 4 * perceptronResult.standardError))

// ### What the network adds
//
// Each step of the perceptron can also be compared with the best diagonal Gaussian itself, at the
// quadrature's points and without any chance in it. What it pays above is again a divergence between
// two Gaussians, @eq-cost with the best mean and variances in place of the posterior's.

/// What a model pays at each step above the best diagonal Gaussian.
func excessCosts(_ model: some ReverseModel) -> [Float] {
  reverseRows.map { row in
    let exact = exactPosteriors[row]
    let state =
      schedule.signal[row] * quadraturePoints + schedule.deviation[row]
      * quadratureNoises
    let bestMean =
      schedule.dataWeight[row] * exact.mean + schedule.stateWeight[row] * state
    let bestVariance =
      schedule.posteriorVariance[row] + square(schedule.dataWeight[row])
      * exact.variance
    let (mean, variance) = model(state.expanded(at: 0), rows: row..<row + 1, schedule)
    let distance = (bestVariance + square(mean[0] - bestMean)) / variance[0] - 1
    let nats = 0.5 * (log(variance[0] / bestVariance) + distance)
    return expectation(nats.sum(axis: 1)) / log(Float(2))
  }
}

let radialExcess = excessCosts(radial)
let perceptronExcess = excessCosts(perceptron)
let totalExcess = perceptronExcess.reduce(0, +)
show(check(
  "quadrature and held-out points agree about the perceptron, to four standard errors",
  abs(totalExcess - gap) < 4 * perceptronResult.standardError))

//| label: fig-costs
//| caption: The cost of each step, the terms of the sum in K. The lowest curve is what even a perfect reverse step costs.
//| alt: Four curves of the same shape. Half a bit at step 2, falling to a tenth at step 10, a hump of about 0.7 bits at step 25, next to nothing after step 35. The radial network lies visibly above the other three between steps 2 and 24.
show(Plot("What each step costs", x: Axis("step t"), y: Axis("bits")) {
  Line(2...T, radialResult.costs, name: "radial network")
  Line(2...T, perceptronResult.costs, name: "perceptron")
  Line(2...T, diagonalCosts, name: "best diagonal")
  Line(2...T, perfectCosts, name: "perfect")
})

//| label: fig-excess
//| caption: The same above the perfect step, taken apart, on a logarithmic axis, into what is paid for being a Gaussian, for being aligned with the axes, and for having been learned.
//| alt: Being a Gaussian costs less than a thousandth of a bit up to step 20 and peaks at four hundredths around step 24. Being diagonal costs up to four hundredths at step 2 and between steps 16 and 22. What the perceptron adds lies below, near a thousandth; what the radial network adds lies above, near a tenth.
show(Plot(
  "What is paid above a perfect step", x: Axis("step t"),
  y: Axis("bits", scale: .log, range: 1e-5...1)
) {
  Line(2...T, radialExcess, name: "learned: radial")
  Line(2...T, perceptronExcess, name: "learned: perceptron")
  Line(2...T, zip(diagonalCosts, fullCosts).map { $0 - $1 }, name: "diagonal")
  Line(2...T, zip(fullCosts, perfectCosts).map { $0 - $1 }, name: "Gaussian")
})

// Read @fig-costs as the story of the way back, from right to left. Nothing happens above step 35: the
// roll is beyond recognition there, and nothing is decided. Around step 25 the arms of the spiral come
// apart, and the state must choose one. From 22 down to 15 it settles onto the curve. In the first ten steps
// only the last hundredth of a unit is at stake, and yet each costs a tenth of a bit or more.
//
// @fig-excess answers the question of how small a step must be. The true reverse is visibly not a
// Gaussian only where an arm is chosen, since that is a choice between two places and not between near
// ones. Everywhere else the price of the Gaussian shape is below a hundredth of a bit. The perceptron
// adds `{swift} totalExcess.fixed(2)` bits over all steps; the radial network adds
// `{swift} radialExcess.reduce(0, +).fixed(2)`, most of it where the curve has to be placed precisely, which
// sixteen soft regions cannot do.
//
// ## Figure 1, whole
//
// To sample, start from standard noise and follow @eq-reverse down to $`x^{(1)}`$. Its noise has a
// deviation of `{swift} schedule.deviation[0].item.fixed(3)`, less than a dot in our pictures, so we stop there.

//| export: true
/// The reverse process: x⁽ᵀ⁾ first, x⁽¹⁾ last, each `[count, 2]`.
func sample(
  _ model: some ReverseModel, _ schedule: Schedule, count: Int, noise: RandomStream
) -> [Tensor] {
  var states = [noise.normal([count, 2])]
  for row in (1..<schedule.beta.count).reversed() {
    let (mean, variance) = model(
      states.last!.expanded(at: 0), rows: row..<row + 1, schedule)
    states.append((mean + sqrt(variance) * noise.normal([1, count, 2]))[0])
  }
  return states
}

let samples = sample(perceptron, schedule, count: 4000, noise: random.stream("samples"))

// The third row of the figure needs to know where to draw arrows, and a later section how far samples are
// from the curve. Both are a matter of trying all points of it:

/// How far each point is from the roll, and where on it the nearest is.
func nearest(_ points: Tensor) -> (distances: [Float], places: [Float]) {
  let count = 4096
  let curve = roll((Tensor.arange(count) + 0.5) / Float(count)).transposed()
  var (distances, places): ([Float], [Float]) = ([], [])
  for start in stride(from: 0, to: points.shape[0], by: 100) {
    let rows = points[start..<min(start + 100, points.shape[0])]
    let (dx, dy) = (
      curve[0] - rows.slice(axis: 1, 0..<1), curve[1] - rows.slice(axis: 1, 1..<2)
    )
    let squares = square(dx) + square(dy)
    distances += sqrt(squares.min(axis: 1)).scalars
    places += squares.argmin(axis: 1).map { (Float($0) + 0.5) / Float(count) }
  }
  return (distances, places)
}

//| label: fig-figure1
//| caption: Figure 1 of the paper. Top, the data in the forward process q. Middle, samples of the perceptron in the reverse process p, to be read from right to left. Bottom, the learned drift, f_μ(x, t) − x, at t = 40 on a grid, else on its points within 0.4 of the curve; in each panel the arrows are scaled to fit.
//| alt: Nine panels in three rows. Top, a sharp spiral, a fuzzy one, a round cloud. Middle, nearly the same three pictures. Bottom, three fields of arrows, at t = 2 and t = 20 along the spiral, pointing to it from both sides, at t = 40 everywhere, pointing to the centre.
/// A square lattice of count × count points: `[count², 2]`.
func lattice(_ count: Int, within half: Float) -> Tensor {
  let side = Tensor.linspace(from: -half, through: half, count: count)
  let x = side.expanded(at: 0).broadcast(to: [count, count]).reshaped([-1])
  let y = side.expanded(at: 1).broadcast(to: [count, count]).reshaped([-1])
  return stack([x, y]).transposed()
}

/// f_μ(x, t) − x
func drift(_ model: some ReverseModel, at points: Tensor, step t: Int) -> Tensor {
  model(points.expanded(at: 0), rows: t - 1..<t, schedule).mean[0] - points
}

func panel(_ title: String, _ mark: some Mark) -> Plot {
  Plot(title, x: Axis(range: -3...3), y: Axis(range: -3...3), aspect: .equal) { mark }
}
let everywhere = lattice(13, within: 2.4)
let candidates = lattice(21, within: 2.4)
let distances = nearest(candidates).distances
let nearby = candidates.rows(distances.indices.filter { distances[$0] < 0.4 })

show(Panels(columns: 3, "From data to noise and back") {
  for t in [0, T / 2, T] {
    panel("q, t = \(t)", Points(forwardStates[t], color: .series(1)))
  }
  for t in [1, T / 2, T] {
    panel("p, t = \(t)", Points(samples[T - t][0..<1500], color: .series(2)))
  }
  for (t, places) in [(2, nearby), (T / 2, nearby), (T, everywhere)] {
    let arrows = drift(perceptron, at: places, step: t)
    panel("drift, t = \(t)", Arrows(from: places, vectors: arrows, color: .series(3)))
  }
})

// In the top and middle rows of @fig-figure1, compare the columns: at every time the samples look like the
// data, which is all that a reverse process is asked for. The bottom row is the part of the paper's figure
// that its retellings leave out. At $`t = 40`$ nothing is known, and the drift points to the middle of all data. At $`t = 20`$ it points to the curve
// from both sides, by the shortest way, and longer where it is farther. At $`t = 2`$ the arrows look the same, but
// hardly a state of that step is farther than a fiftieth of a unit from the curve. All but the shortest are
// extrapolation: the layers that the steps share have learned the way from the noisier ones.

//| label: fig-reverse
//| caption: The reverse process of the perceptron on 1,500 samples, from noise at t = 40 to the roll at t = 1.
//| alt: A film of 40 frames. A round cloud shows a darker core after ten frames, arms of a spiral after fifteen, and is a sharp spiral in the last fifteen.
show(Scrubber(
  "Noise into data", frames: samples.map { Frame(points: $0[0..<1500]) },
  labels: samples.indices.map { "t = \(T - $0)" }))

// ## Learned drift, exact drift
//
// The exact posterior gives the exact drift, and so the learned one can be marked like homework. We take
// the step at which the arms come apart:

//| label: fig-drift
//| caption: The length of the drift, exact and learned, and of the difference between the two vectors, at the step where the arms come apart.
//| alt: Three heat maps of a square. In the first two the spiral stands out dark, where the drift is zero, with a second thin dark spiral half-way between its arms. The third is dark wherever the spiral reaches, and bright in the corners.
let comparedStep = min(T, 23)
let row = comparedStep - 1
let fine = lattice(72, within: 2.4)
let exactAtFine = ExactPosterior(at: fine / schedule.signal[row], sigma: sigmas[row])
let exactDrift =
  schedule.dataWeight[row] * exactAtFine.mean + (schedule.stateWeight[row] - 1) * fine
let learnedDrift = drift(perceptron, at: fine, step: comparedStep)

func lengths(_ vectors: Tensor) -> Tensor { sqrt(square(vectors).sum(axis: 1)) }

show(Panels(columns: 3, "Drift at t = \(comparedStep)") {
  for (title, field) in [
    ("exact", exactDrift), ("learned", learnedDrift),
    ("difference", learnedDrift - exactDrift),
  ] {
    Plot(title, aspect: .equal) {
      HeatMap(
        lengths(field).reshaped([72, 72]), x: -2.4...2.4, y: -2.4...2.4, name: "length",
        range: 0...0.4)
    }
  }
})

// The same where the states of this step really are.
let there =
  schedule.signal[row] * quadraturePoints + schedule.deviation[row] * quadratureNoises
let exactThere =
  schedule.dataWeight[row] * exactPosteriors[row].mean + (schedule.stateWeight[row] - 1)
  * there
let learnedThere = drift(perceptron, at: there, step: comparedStep)
let driftSize = sqrt(expectation(square(exactThere).sum(axis: 1)))
let driftError = sqrt(expectation(square(learnedThere - exactThere).sum(axis: 1)))
let allowedError: Float = steps >= 4000 ? 0.1 : 1
show(check(
  "after \(steps) steps of training the error of the drift is below \(allowedError) of the drift",
  driftError < allowedError * driftSize))

// At $`t`$ = `{swift} comparedStep` the exact drift vanishes on the curve, and a second time on the thin line
// half-way between two arms, where both pull equally. That line is a watershed: a state on one side of it
// ends on one arm, a state on the other side on the other. The learned drift has both. Where states
// really are at this step, it is off by `{swift} driftError.fixed(4)` in the root mean square, against a
// drift of `{swift} driftSize.fixed(4)`. In the corners it is wrong and does not know it. No datum, however
// noisy, leads there. If your sampler does, because its noise is too large or its schedule is not the one
// that the network was trained on, the network will not bring it back.
//
// ## On the curve, and all along it
//
// Two things can be wrong with samples: they can lie off the curve, and they can lie on some parts of
// it too often. Likelihood mixes the two. Since we know the curve, we can look at each: the
// distance of a sample to the nearest point of the roll, and the place $`u`$ of that point, which for the
// data is spread evenly.

let bins = 40
struct Quality {
  var medianDistance, strays, coverage, unevenness: Float
  /// The share of points in each of the bins along the curve, relative to an even spread.
  var shares: [Float]

  init(_ points: Tensor) {
    let (distances, places) = nearest(points)
    let count = Float(distances.count)
    var shares = [Float](repeating: 0, count: bins)
    for place in places {
      shares[min(bins - 1, Int(place * Float(bins)))] += Float(bins) / count
    }
    self.shares = shares
    medianDistance = distances.sorted()[distances.count / 2]
    strays = Float(distances.filter { $0 > 0.1 }.count) / count
    coverage = Float(shares.filter { $0 > 0.5 }.count) / Float(bins)
    unevenness = shares.map { abs($0 - 1) }.reduce(0, +) / Float(2 * bins)
  }
}

let oneStep = random.stream("one step of noise")
let blurred =
  schedule.signal[0] * roll(oneStep.uniform([4000])) + schedule.deviation[0]
  * oneStep.normal([4000, 2])
let dataQuality = Quality(blurred)
let radialSamples = sample(
  radial, schedule, count: 4000, noise: random.stream("radial samples"))
let radialQuality = Quality(radialSamples.last!)
let perceptronQuality = Quality(samples.last!)

//| label: tbl-quality
//| caption: 4,000 points each. A bin is covered if it holds at least half of its even share; unevenness is the share of points that would have to move for an even spread. The first row shows what chance alone does.
show(Table(
  columns: [
    "points", "median distance", "farther than 0.1", "bins covered", "unevenness",
  ],
  rows: [
    ("data after one step of noise", dataQuality), ("perceptron", perceptronQuality),
    ("radial network", radialQuality),
  ].map { name, quality in
    [
      name, quality.medianDistance.fixed(4), "\((100 * quality.strays).fixed(1))%",
      "\((100 * quality.coverage).fixed(0))%",
      "\((100 * quality.unevenness).fixed(1))%",
    ]
  }))

//| label: fig-coverage
//| caption: Where along the curve the samples lie, relative to an even spread; u = 0 is the inner end of the roll.
//| alt: Three ragged lines around 1. The data and the perceptron stay within a quarter of it; the radial network strays farther.
let binCenters = (0..<bins).map { (Float($0) + 0.5) / Float(bins) }
show(Plot(
  "Coverage along the curve", x: Axis("place u"),
  y: Axis("share of points", range: 0...2.5)
) {
  Line(binCenters, radialQuality.shares, name: "radial network")
  Line(binCenters, perceptronQuality.shares, name: "perceptron")
  Line(binCenters, dataQuality.shares, name: "data")
})

// Half of the perceptron's samples lie within `{swift} perceptronQuality.medianDistance.fixed(4)` of the
// curve. The one step of noise that is still on them accounts for
// `{swift} dataQuality.medianDistance.fixed(4)`, so the network adds next to nothing. About
// `{swift} (100 * perceptronQuality.strays).fixed(1)`% are strays that came down between two arms, on the
// watershed of @fig-drift. The spread along the curve in @fig-coverage is as even as chance allows. The radial network's
// samples look acceptable at a glance, and `{swift} (100 * radialQuality.strays).fixed(0)`% of them are strays: a
// picture of a spiral hides a lot. Bits do not.

//| echo: false
let allowedDistance: Float = steps >= 4000 ? 0.005 : 0.1
check(
  "after \(steps) steps half of the perceptron's samples lie within \(allowedDistance) of the curve",
  perceptronQuality.medianDistance < allowedDistance)
let leastCoverage: Float = steps >= 4000 ? 1 : 0.8
show(check(
  "and cover \((100 * leastCoverage).fixed(0))% of the bins along it",
  perceptronQuality.coverage >= leastCoverage))

// ## K against the first step
//
// @fig-first-step plots the ceiling against $`\beta_1`$, and the best that diagonal Gaussians reach on the
// S-shaped schedule that begins with it.

//| label: fig-first-step
//| caption: K depends on β₁. The ceiling is −h(x⁽¹⁾), computed by quadrature; below it, the best diagonal Gaussians on the S-shaped schedule with 40 steps, and our two networks. The dashed line is the paper's K, which was printed without its β₁.
//| alt: Two falling straight lines on a logarithmic horizontal axis, the ceiling from 3.4 bits at three millionths to minus 2.4 at one hundredth, the best diagonal Gaussians below it. The paper's horizontal line at 2.35 crosses the ceiling at 1.4 hundred-thousandths. The perceptron's dot lies on the lower line, the radial network's far below.
func bestDiagonalK(_ schedule: Schedule) -> Float {
  let ratios = (schedule.alphaBar / schedule.variance).scalars
  return (1..<ratios.count).reduce(entropies(schedule).item) { sum, row in
    let posterior = quadrature(sigma: sqrt(1 / ratios[row]))
    return sum
      - LeastCost.diagonal(posterior, before: ratios[row - 1], after: ratios[row])
  }
}
let firstBetas = (0...14).map { pow(Float(10), -5.5 + Float($0) / 4) }
let ceilingCurve = firstBetas.map(ceiling)
let someBetas = [0, 2, 6, 10, 14].map { firstBetas[$0] }
let diagonalCurve = someBetas.map { bestDiagonalK(sigmoidSchedule(first: $0)) }

show(Plot(
  "K against the first step of noise", x: Axis("β₁", scale: .log), y: Axis("K in bits")
) {
  Line(firstBetas, ceilingCurve, name: "ceiling")
  Line(someBetas, diagonalCurve, name: "best diagonal")
  Points([firstBeta], [perceptronResult.bound], name: "perceptron", size: 9)
  Points([firstBeta], [radialResult.bound], name: "radial network", size: 9)
  Rule(y: Double(paperK), name: "paper")
})

// Where the ceiling, nearly straight in log β₁, is the paper's K.
let slope = (ceilings[1] - ceilings[0]) / log(Float(1.5))
let crossing = 1e-5 * exp((paperK - ceilings[0]) / slope)
show(check(
  "the ceiling passes through 2.35 bits near β₁ = 1.4 · 10⁻⁵",
  abs(crossing * 1e5 - 1.40) < 0.03))

// Each factor of ten in $`\beta_1`$ is worth $`\log_2 \sqrt{10} = 1.66`$ bits, the width of the blur across a
// curve. The perfect reverse process reaches the paper's 2.35 bits only for
// $`\beta_1`$ below `{swift} (crossing * 1e5).fixed(2)` · 10⁻⁵, if the paper's roll was as thin as ours. So the
// number in the table tells us first of all how small the authors' $`\beta_1`$ was, or how thick their roll. What
// can be compared between models is the distance to a ceiling that was computed for the same data and
// the same $`\beta_1`$.
//
// ## From 5 steps to 200
//
// Why forty steps? In @eq-best only the ratios $`s_t`$ matter, so let us cut the way from $`s_1`$ to $`s_T`$ into
// any number of steps, with the same two ends. The natural cut is even in $`\log s`$. But we can
// also ask for the best one. The cost of a step depends only on where it starts and where it ends, and
// the cheapest way through a set of levels with a given number of steps is a shortest path, which dynamic
// programming finds exactly.

/// Ratios between the schedule's two ends, even in their logarithm.
let levelRatios = exp(
  Tensor.linspace(from: log(ratios[0]), through: log(ratios[T - 1]), count: levels)
).scalars
let levelPosteriors = levelRatios.map { quadrature(sigma: sqrt(1 / $0)) }

/// The least cost of a diagonal step from one level to an earlier one: [after][before].
let pairCosts = (0..<levels).map { after in
  (0..<after).map { before in
    LeastCost.diagonal(
      levelPosteriors[after], before: levelRatios[before], after: levelRatios[after])
  }
}

/// K on the schedule through these levels.
func bestK(through path: [Int]) -> Float {
  zip(path, path.dropFirst()).reduce(entropyTerms) { $0 - pairCosts[$1.1][$1.0] }
}

func evenPath(_ count: Int) -> [Int] {
  (0..<count).map { (2 * $0 * (levels - 1) + count - 1) / (2 * (count - 1)) }
}

/// The cheapest path from the first level to the last, by its number of levels.
let bestPaths: [[Int]] = {
  var cost = [Float](repeating: .infinity, count: levels)
  cost[0] = 0
  var previous: [[Int]] = [[], []]
  for _ in 2...levels {
    var (next, from) = (
      [Float](repeating: .infinity, count: levels), [Int](repeating: 0, count: levels)
    )
    for after in 1..<levels {
      for before in 0..<after
      where cost[before] + pairCosts[after][before] < next[after] {
        (next[after], from[after]) = (cost[before] + pairCosts[after][before], before)
      }
    }
    cost = next
    previous.append(from)
  }
  return (0...levels).map { count in
    guard count >= 2 else { return [] }
    var path = [levels - 1]
    for step in (2...count).reversed() { path.insert(previous[step][path[0]], at: 0) }
    return path
  }
}()

//| label: fig-steps
//| caption: K of the best diagonal Gaussians against the number of steps, for the same first and last noise level.
//| alt: Two rising curves that approach a horizontal line, the ceiling, from below. With 5 steps they lie three bits under it, with 40 half a bit, with 200 less than a tenth. The best spacing lies above the even one. A dot at 40 steps marks the S-shaped schedule, below both.
let stepCounts = [5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160, 200]
  .filter { $0 <= levels }
let evenK = stepCounts.map { bestK(through: evenPath($0)) }
let optimalK = stepCounts.map { bestK(through: bestPaths[$0]) }

show(Plot(
  "More steps, smaller price", x: Axis("steps T", scale: .log), y: Axis("K in bits")
) {
  Rule(y: Double(perfectK), name: "ceiling")
  Line(stepCounts, optimalK, name: "best spacing")
  Line(stepCounts, evenK, name: "even in log s")
  Points([T], [diagonalK], name: "S-shaped schedule", size: 9)
})

//| echo: false
let even40 = stepCounts.firstIndex(of: 40).map { evenK[$0] } ?? .nan
let optimal40 = stepCounts.firstIndex(of: 40).map { optimalK[$0] } ?? .nan
check(
  "more steps never hurt the best spacing",
  zip(optimalK, optimalK.dropFirst()).allSatisfy { $0 <= $1 + 1e-3 })
show(check(
  "an even spacing of log s beats the S at 40 steps",
  T != 40 || levels < 100 || even40 > diagonalK + 0.1))

// With forty steps, an even spacing in $`\log s`$ reaches `{swift} even40.fixed(2)` bits where the S-shaped
// schedule reaches `{swift} diagonalK.fixed(2)`, and the best spacing `{swift} optimal40.fixed(2)`. No choice of
// $`\beta_2, \dots, \beta_{40}`$ can lift diagonal Gaussians any higher at this $`\beta_1`$, learned or not (to
// within our grid of levels). The rest must come from more steps: the distance to the ceiling falls like $`1/T`$, and at
// `{swift} levels` steps it is `{swift} (perfectK - evenK.last!).fixed(2)` bits.
//
// @fig-few shows what too few steps look like. Every state moves by the best diagonal Gaussian there is,
// computed without a network, so all that you see is the price of the shape. The whole roll would look
// perfect in all four panels, with five steps as well as with forty, so they show a short stretch of it.

/// The best diagonal reverse steps for the exact posterior.
struct ExactReverse: ReverseModel {
  func callAsFunction(_ x: Tensor, rows: Range<Int>, _ schedule: Schedule)
    -> (mean: Tensor, variance: Tensor)
  {
    let row = rows.lowerBound
    let sigma = (schedule.deviation[row] / schedule.signal[row]).item
    let exact = ExactPosterior(at: x[0] / schedule.signal[row], sigma: sigma)
    let mean = schedule.dataWeight[row] * exact.mean + schedule.stateWeight[row] * x[0]
    let variance =
      schedule.posteriorVariance[row] + square(schedule.dataWeight[row])
      * exact.variance
    return (mean.expanded(at: 0), variance.expanded(at: 0))
  }
}

extension Schedule {
  /// The one that passes through these signal-to-noise ratios.
  init(through ratios: [Float]) {
    let first = 1 / (1 + ratios[0])
    let rest = zip(ratios, ratios.dropFirst()).map { ($0 - $1) / ($0 * (1 + $1)) }
    self.init(Tensor([first] + rest))
  }
}

let fewSteps = [5, 10, 20, 40].filter { $0 <= levels }
let fewSamples = fewSteps.map { count in
  sample(
    ExactReverse(), Schedule(through: evenPath(count).map { levelRatios[$0] }),
    count: 3000, noise: random.stream("T = \(count)")
  ).last!
}
let fewDistances = fewSamples.map { nearest($0).distances.sorted()[1500] }

//| label: fig-few
//| caption: Samples of the best diagonal Gaussians with 5, 10, 20 and 40 steps, even in log s, where the curve runs diagonally through a window of width 0.4. The line is the roll. No network was involved.
//| alt: Four small windows, each with a diagonal band of dots around a line. With 5 steps the band is wide and blurred, and it narrows to the line itself with 40.
let (windowX, windowY) = (0.9...1.3, 1.16...1.56)
let stretch = roll(Tensor.linspace(from: 0.904, through: 0.931, count: 40)).transposed()
show(Panels(columns: 4, "Too few steps, close up") {
  for (count, points) in zip(fewSteps, fewSamples) {
    Plot(
      "T = \(count)", x: Axis(range: windowX), y: Axis(range: windowY), aspect: .equal
    ) {
      Line(stretch[0], stretch[1], weight: .light, color: .muted)
      Points(points, size: 3, color: .series(2))
    }
  }
})

//| echo: false
show(check(
  "the more steps, the closer to the curve",
  zip(fewDistances, fewDistances.dropFirst()).allSatisfy { $0 > $1 }))

// Half of the samples lie within `{swift} fewDistances[0].fixed(4)` of the curve with five steps, and within
// `{swift} fewDistances.last!.fixed(4)` with forty, where the noise of $`x^{(1)}`$ alone accounts for
// `{swift} dataQuality.medianDistance.fixed(4)`. The last step decides: it can only put an axis-parallel
// cloud around its guess, and the wider the step, the wider the cloud.
//
//
// ## Learning the schedule
//
// The paper does not fix $`\beta_2, \dots, \beta_T`$, it learns them, by climbing $`K`$. For that the noise
// must be *frozen*: draw $`\varepsilon`$ first, and write the state as
// $`x^{(t)} = \sqrt{\bar\alpha_t}\, x^{(0)} + \sqrt{1 - \bar\alpha_t}\, \varepsilon`$. Then the state is a smooth
// function of the schedule, and the tape differentiates through it. (It is the same device as in
// variational autoencoders [@kingma2014].) Our `stepCosts` is written so already. All that is new is to
// make the schedule of parameters. $`\beta_1`$ stays fixed: given a free hand, $`K`$ would drive it to zero,
// for the reason that @fig-first-step shows.

struct RadialWithSchedule: Module {
  let network: RadialNetwork
  let logits: Parameter

  init(units: Int, from start: Schedule) {
    network = RadialNetwork(units: units, steps: T)
    let beta = start.beta[1...]
    logits = Parameter(log(beta / (1 - beta)))
  }

  var schedule: Schedule {
    Schedule(concatenate([Tensor([firstBeta]), sigmoid(logits.value)]))
  }
}

let learned = RadialWithSchedule(units: radialUnits, from: schedule)
let scheduleTraining = Training(
  learned, named: "radial network with its schedule", steps: radialSteps,
  peakRate: 3e-2
) {
  negativeBound(learned.network, learned.schedule, clean: $0, noise: $1)
}
_ = checkpoint(
  "radial-with-schedule", learned, optimizer: scheduleTraining.optimizer,
  steps: radialSteps, label: "Training the radial network with its schedule",
  body: scheduleTraining.step)
let learnedSchedule = learned.schedule
let learnedResult = Evaluation(learned.network, learnedSchedule)
let learnedDiagonalK = bestDiagonalK(learnedSchedule)

let binomial = Tensor([firstBeta] + (2...T).map { 1 / Float(T - $0 + 2) })
let binomialK = bestDiagonalK(Schedule(binomial))

//| label: fig-learned-schedule
//| caption: The schedule that the radial network learned, and the one from which it started.
//| alt: On a logarithmic axis, the S-shaped schedule, flat at both ends, and the learned one, which rises almost along a straight line from one millionth at step 2 to several tenths at step 34 and is irregular after that.
show(Plot("A schedule learned", x: Axis("step t"), y: Axis("β", scale: .log)) {
  Line(1...T, schedule.beta, name: "S-shaped")
  Line(1...T, learnedSchedule.beta, name: "learned")
})

//| echo: false
show(check(
  "after \(radialSteps) steps learning the schedule has not made K worse, to 0.3 bits",
  learnedResult.bound > radialResult.bound - 0.3))

// The result is close to a straight line on the logarithmic axis of @fig-learned-schedule: a constant
// factor from step to step, which is to say even in $`\log s`$. The network has found by gradients what we
// found by dynamic programming. Its $`K`$ goes from `{swift} radialResult.bound.fixed(2)` to
// `{swift} learnedResult.bound.fixed(2)` bits, and the best that diagonal Gaussians could do rises from
// `{swift} diagonalK.fixed(2)` to `{swift} learnedDiagonalK.fixed(2)`.[^fixed] A better schedule would help the
// perceptron just as much; an exercise tries it.
//
// [^fixed]: The paper adds in a footnote that a fixed schedule was found to do as well, namely the one it uses for
//     binary data, in which each step erases an equal share of the signal. In the authors' later code it
//     reads $`\beta_t = 1/(T - t + 2)`$. On our curve with $`\beta_1 = 10^{-5}`$ the best diagonal Gaussians reach
//     `{swift} binomialK.fixed(2)` bits with it, so it does not do as well here. It jumps from the finest scale to
//     a blur of a sixth of a unit in one step.
//
// ## What the table does not say
//
// Our ceiling says `{swift} perfectK.fixed(2)`, the perceptron has `{swift} perceptronResult.bound.fixed(2)` and the
// paper's network, as we read its one sentence, `{swift} learnedResult.bound.fixed(2)`, where the paper has 2.35.
// Should you worry when your number differs from a published one? First ask what would change it. Here is
// the list for this experiment, with the size of each effect.
//
// - **Data not scaled to variance 1.** The retellings' curve is shorter than ours, which adds
//   `{swift} log2(10 / scale).fixed(2)` bits without any learning.
// - **Another $`\beta_1`$.** 1.66 bits for each factor of ten.
// - **A constant left out.** Some implementations drop the $`-1`$ in @eq-cost. The gradient does not
//   notice, but $`K`$ is off by $`(T - 1)/\ln 2`$ = `{swift} (Float(T - 1) / log(Float(2))).fixed(1)` bits.
// - **A mean where the sum belongs.** The loss that retellings print is a mean over both directions, in
//   nats, for one random step. Multiply by $`2 (T - 1) / \ln 2`$, subtract it from the three entropies, and
//   you have $`K`$.
// - **Variance for deviation.** The field's most common slip. Here it makes $`K`$ better, and that is
//   how you catch it:

// Noise times 1 − ᾱ where √(1 − ᾱ) belongs; all else right.
let slips = random.stream("slip")
let slipCosts = stepCosts(
  perceptron, schedule, clean: roll(slips.uniform([T - 1, 1024])),
  noise: schedule.deviation[reverseRows] * slips.normal([T - 1, 1024, 2]))
let slipK = entropyTerms - slipCosts.mean(axis: 1).sum().item
show(check("with too little noise K breaks through the ceiling", slipK > perfectK))

// The same network now scores `{swift} slipK.fixed(2)` bits, more than a perfect reverse process can. A *bound
// above its ceiling is a bug*, always. Few experiments have a ceiling that can be computed; this one
// does, which makes it a good place to test code before it meets pictures.
//
// ## Exercises
//
// Each was tried with the settings of this page. The edit is in one or two cells; `walkthrough run 2`
// then says which numbers changed.
//
// **1. One word.** In `PerceptronWithHeads`, change `silu(second(sin(first(x))))` to
// `silu(second(silu(first(x))))`. Everything else stays, the number of parameters too. Where in @fig-excess do
// you expect the loss, on the left or on the right?
//
// <details>
// <summary>Solution</summary>
//
// On the left. $`K`$ falls from 2.00 to 1.31, and the check of 0.1 bits fails. The first layer still has its kinks on
// the roll, but they only divide the plane into half-planes, and the fine steps suffer. Undo the second
// change as well (rectifiers throughout, PyTorch's initial weights, and the mean itself from the head instead of the
// displacement) and you have the network as it is usually built. In the same 4,000 steps it reaches −20 bits, although half of its
// samples lie within 0.04 of the curve and the picture looks right.
//
// </details>
//
// **2. The slip, trained.** In `stepCosts`, change `schedule.deviation[rows] * noise` to
// `square(schedule.deviation[rows]) * noise` and run the chapter. How large does $`K`$ become? How do the samples
// look?
//
// <details>
// <summary>Solution</summary>
//
// $`K`$ rises to 10.65 bits, eight more than a perfect reverse process can have, and the check of *no model beats
// the best diagonal Gaussians* fails. The loss curve is the most beautiful you have seen. The samples are a spiral all the same, but a blurred
// one: half of them are farther than 0.04 from the curve, seventeen times the distance of before, and
// every fifth is a stray. The network was never shown states as noisy as those that the sampler brings it.
//
// </details>
//
// **3. A better schedule.** Replace the last line of the cell with `Schedule` by one that is even in
// $`\log s`$ between the same ends:

// //| eval: false
// let logs = Tensor.linspace(from: log(99_999), through: log(0.0064), count: T)
// let even = exp(logs).scalars
// let rest = zip(even, even.dropFirst()).map { ($0 - $1) / ($0 * (1 + $1)) }
// let schedule = Schedule(Tensor([1 / (1 + even[0])] + rest))

// What is the most that the perceptron can gain, and what does it gain?
//
// <details>
// <summary>Solution</summary>
//
// The most is in @fig-steps: the best diagonal Gaussians go from 2.04 to 2.18 bits. The trained perceptron goes from 2.00 to
// 2.15. The check of 2.04 bits fails, as it should; it is a claim about the S-shaped schedule.
//
// </details>
//
// **4. The lost half bit.** @tbl-ceilings says that axis-parallel Gaussians give away 0.44 bits. Get them back with
// a full covariance: let the perceptron's heads have a fifth output $`c`$, the *lean*, and let the
// second coordinate follow the first, $`x_2 \sim \mathcal{N}(\mu_2 + c\,(x_1 - \mu_1),\, v_2)`$. What becomes of the
// term $`i = 2`$ in @eq-cost?
//
// <details>
// <summary>Solution</summary>
//
// With the lean, the second direction is measured relative to the first. Its error becomes
// $`(\tilde\mu_2 - \mu_2) - c\,(\tilde\mu_1 - \mu_1)`$, and the posterior's variance along it
// $`\tilde\beta_t (1 + c^2)`$:

// //| eval: false
// let error = target - mean
// let (first, second) = (error.slice(axis: 2, 0..<1), error.slice(axis: 2, 1..<2))
// let leaning = concatenate([first, second - lean * first], axis: 2)
// let spread = least * concatenate([Tensor.ones(lean.shape), 1 + square(lean)], axis: 2)
// let nats = 0.5 * (log(variance / least) + (spread + square(leaning)) / variance - 1)

// The bound becomes 2.44 bits, where the best full Gaussians have 2.48, and the paper has 2.35.
//
// </details>
//
// **5. A thicker roll.** Run `walkthrough run 2 --set firstBeta=1e-3`. Before you look: what are the ceiling and the
// perceptron's $`K`$, and does the gap to the best diagonal Gaussians grow or shrink?
//
// <details>
// <summary>Solution</summary>
//
// The ceiling was computed above, −0.72 bits. The perceptron reaches −0.95, which is 0.01 below the best diagonal
// Gaussians: the gap shrinks, and so does the price of being diagonal. A thick curve is easier to place. It
// is the last factors of ten in $`\beta_1`$ that are hard, and that the paper's number rewards.
//
// </details>
