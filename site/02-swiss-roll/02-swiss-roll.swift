// The Swiss Roll
//
// The first diffusion model, rebuilt and measured: a curve dissolves into noise in forty steps, two networks learn the reverse process, and every bit they lose is accounted for.
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

//| parameters: true
//| title: Parameters
let T = 40  // steps of the chain
let firstBeta: Float = 1e-5  // β₁
let batch = 64  // points per step of the chain, in each training step
let width = 128  // hidden units of the perceptron
let radialUnits = 16  // units of the paper's network
let steps = 4000  // training steps of every network on the roll
let learningRate: Float = 4e-3  // its peak for the perceptron
let seeds = 3  // trainings of each network, for the spread
let heldOut = 16_384  // test points for each step of the chain
let levels = 200  // noise levels that the schedules choose from
let binarySteps = 2000  // steps of the binomial chain
let heartbeatSteps = 3000  // training steps of its network

//| label: fig-film
//| fold: true
//| caption: Left, the forward process q, from data to noise. Right, a reverse process p, from noise to data. Both take forty small Gaussian steps; the right one uses the best Gaussians that exist, computed without a network.
//| alt: A film of 41 frames, two point clouds side by side. The left one starts as a sharp spiral, becomes fuzzy, and ends as a round cloud. The right one starts as a round cloud and ends as a sharp spiral.
let random = Random(seed: seed)
let schedule = sigmoidSchedule(first: firstBeta)

let filmNoise = random.stream("film")
var forward = [roll(filmNoise.uniform([1500]))]
for t in 1...T {
  let beta = schedule.beta[t]
  forward.append(
    sqrt(1 - beta) * forward[t - 1] + sqrt(beta) * filmNoise.normal([1500, 2]))
}
let backward = sample(ExactReverse(), schedule, count: 1500, noise: filmNoise)

/// A frame with two point clouds side by side.
func frame(_ left: Tensor, _ right: Tensor) -> Frame {
  let shift = Tensor([3, 0])
  return Frame(
    points: concatenate([left - shift, right + shift]), x: -6...6, y: -2.6...2.6, size: 640)
}

show(Scrubber(
  "Data into noise, noise into data",
  frames: (0...T).map { frame(forward[$0], backward[min($0, T - 1)]) },
  labels: (0...T).map { "q at t = \($0), p at t = \(max(1, T - $0))" }))

// In 2015, Sohl-Dickstein and colleagues published the first diffusion model [@sohl2015]. They trained it
// on images (CIFAR-10, tree bark, dead leaves) and on two toy problems, and one of the toys became the
// standard first example of the field: points on a spiral, the *Swiss Roll*. Destroy the data with many small
// steps of noise. Learn to reverse each step. Then start from pure noise, apply the learned steps, and new
// points of the spiral appear.
//
// This chapter rebuilds the experiment: figure 1 of the paper with both networks, and the number in its table 1, a
// lower bound on the log likelihood in bits. The toy has one great advantage over images. The data are a curve with a
// known formula, so everything a network is supposed to learn can also be computed exactly. We can say how good a
// network is, how good *any* network could be, and at which step each bit is lost.
//
// **You will be able to** derive the evidence lower bound (ELBO) and compute it in bits; compute the best possible
// reverse step and its cost; train the paper's network and a modern one, and compare both with the optimum; choose a noise
// schedule by dynamic programming; condition a trained model without retraining it; and run diffusion on binary data.
//
// **You need** [chapter 01](01-noise-and-gradients.md): the forward process, the posterior mean, the reparameterization trick.
//
// **Reading time**: about an hour. **Cost**: about five minutes of training on two cores from scratch, a few seconds with the cached
// weights. If you stop reading after @sec-figure1, you have seen the whole method; the rest is measurement and applications.
//
// ## The data: a curve with a formula
//
// A point of the roll is determined by one number $`u`$ between 0 and 1. Its angle
// $`a = \tfrac{3}{2}\pi(1 + 2u)`$ makes one and a half turns, and its radius grows with the angle:
//
// ```math {#eq-roll}
// x_0 = \frac{1}{c}\,\bigl( (a \cos a,\; a \sin a) - m \bigr) .
// ```
//
// The center $`m`$ and the scale $`c`$ are constants that give the data mean 0 and variance 1. The scale matters
// because bits depend on the unit of length, and the paper states that its data were scaled by one constant to variance 1.
// There is no noise on the curve. Training draws fresh points at every step; every evaluation uses **held-out** points from random
// streams that training never reads.

//| export: true
enum SwissRoll {
  /// The spiral before scaling, with a last axis of 2.
  static func spiral(_ u: Tensor) -> Tensor {
    let angle = 1.5 * Float.pi * (1 + 2 * u)
    let last = u.shape.rank
    return concatenate(
      [(angle * cos(angle)).expanded(at: last), (angle * sin(angle)).expanded(at: last)],
      axis: last)
  }

  static let curve = spiral((Tensor.arange(100_000) + 0.5) / 100_000)
  static let center = curve.mean(axis: 0)
  static let scale = sqrt(square(curve - center).mean()).item
}

/// Points of the roll for u in 0…1: mean 0, variance 1.
func roll(_ u: Tensor) -> Tensor {
  (SwissRoll.spiral(u) - SwissRoll.center) / SwissRoll.scale
}

//| echo: false
let inspected = roll(random.stream("a look at the data").uniform([100_000]))
check(
  "the data have mean 0 in each direction",
  inspected.mean(axis: 0).scalars.allSatisfy { abs($0) < 0.02 })
check("the data have variance 1", abs(square(inspected).mean().item - 1) < 0.01)
let curveLength = {
  let steps = SwissRoll.curve[1...] - SwissRoll.curve[..<99_999]
  return steps.norm(axis: 1).sum().item / SwissRoll.scale
}()
let commonVariance = SwissRoll.scale * SwissRoll.scale / 100

// > [!WARNING]
// > Most reimplementations divide scikit-learn's `make_swiss_roll` by ten and stop there. Their data have variance
// > `{swift} commonVariance.fixed(2)`, so the standard Gaussian noise from which sampling starts does not match them,
// > and their bits cannot be compared with the paper's: a curve of half the length has one bit more.
//
// ## Forward process: forty steps of noise
//
// One step of the **forward process** shrinks the point a little and adds a little Gaussian noise (the Gaussian kernel of the
// paper's table App. 1). As in chapter 01, the steps compose into one:
//
// ```math {#eq-forward}
// \begin{aligned}
// q(x_t \mid x_{t-1}) &= \mathcal{N}\bigl(\sqrt{1 - \beta_t}\; x_{t-1},\; \beta_t I\bigr), \\
// q(x_t \mid x_0) &= \mathcal{N}\bigl(\sqrt{\bar\alpha_t}\; x_0,\; (1 - \bar\alpha_t) I\bigr),
// \qquad \bar\alpha_t = \prod_{s \le t} (1 - \beta_s) .
// \end{aligned}
// ```
//
// The paper uses $`T = 40`$ steps, fixes $`\beta_1`$ to a small constant that it does not state, and learns
// $`\beta_2, \dots, \beta_T`$. Reimplementations such as [Papers in 100 Lines of Code](https://github.com/MaximeVandegar/Papers-in-100-Lines-of-Code)
// fix all of them to an S-shaped curve, and we begin with that **noise schedule** (we learn it [later](#sec-schedules)):
//
// ```math {#eq-schedule}
// \begin{gathered}
// \beta_t = \beta_1 + (0.3 - \beta_1)\, \operatorname{sigmoid}(\ell_t), \qquad \beta_1 = 10^{-5}, \\
// \ell_1, \dots, \ell_T \text{ evenly spaced from } {-18} \text{ to } 10 .
// \end{gathered}
// ```
//
// Two things follow from the $`\beta_t`$ alone. One is the **signal-to-noise ratio**,
// $`\mathrm{SNR}_t = \bar\alpha_t / (1 - \bar\alpha_t)`$. The other is the reverse step for a *known* $`x_0`$.
// By Bayes' rule it is again a Gaussian, the **forward-process posterior** (equations 6 and 7 of [@ho2020]):
//
// ```math {#eq-posterior}
// \begin{gathered}
// q(x_{t-1} \mid x_t, x_0) = \mathcal{N}\Bigl(
//   \underbrace{\tfrac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t}}_{\text{data weight } w_t} x_0 +
//   \underbrace{\tfrac{\sqrt{1 - \beta_t}\,(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}}_{\text{state weight}} x_t,
//   \;\; \tilde\beta_t I \Bigr), \\
// \tilde\beta_t = \tfrac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t .
// \end{gathered}
// ```
//
// <details>
// <summary>Derivation</summary>
//
// As a function of $`x_{t-1}`$, the posterior is proportional to $`q(x_t \mid x_{t-1})\, q(x_{t-1} \mid x_0)`$. In a product of two Gaussians the precisions (inverse variances) add, and the
// mean is the average of both means with the precisions as weights:
//
// ```math
// \frac{1}{\tilde\beta_t} = \frac{1 - \beta_t}{\beta_t} + \frac{1}{1 - \bar\alpha_{t-1}},
// \qquad
// \tilde\mu_t = \tilde\beta_t \Bigl( \frac{\sqrt{1 - \beta_t}}{\beta_t}\, x_t + \frac{\sqrt{\bar\alpha_{t-1}}}{1 - \bar\alpha_{t-1}}\, x_0 \Bigr) .
// ```
//
// With $`1 - \bar\alpha_t = (1 - \beta_t)(1 - \bar\alpha_{t-1}) + \beta_t`$ this is @eq-posterior.
//
// </details>

//| export: true
//| title: The schedule and all that follows from it
/// Everything that follows from β₁ … β_T. Entry t of a tensor belongs to step t, entry 0 to the data.
struct Schedule {
  /// [T + 1]
  let beta, alphaBar, noiseVariance: Tensor
  /// √ᾱ and √(1 − ᾱ): [T + 1].
  let signal, noiseScale: Tensor
  /// The weights and the variance of q(x_{t−1} | x_t, x₀): [T + 1].
  let dataWeight, stateWeight, posteriorVariance: Tensor

  /// The schedule of these β, `[T]`.
  init(_ beta: Tensor) {
    let zero = Tensor([0])
    self.beta = concatenate([zero, beta])
    alphaBar = cumulativeProduct(1 - self.beta)
    // 1 − ᾱ as a sum of positive terms: a difference would lose its digits.
    noiseVariance = alphaBar * cumulativeSum(self.beta / alphaBar)
    let (before, after) = (0..<beta.count, 1..<beta.count + 1)
    let variance = noiseVariance[after]
    (signal, noiseScale) = (sqrt(alphaBar), concatenate([zero, sqrt(variance)]))
    dataWeight = concatenate([zero, sqrt(alphaBar[before]) * beta / variance])
    stateWeight = concatenate([zero, sqrt(1 - beta) * noiseVariance[before] / variance])
    posteriorVariance = concatenate([zero, beta * noiseVariance[before] / variance])
  }

  var steps: Int { beta.count - 1 }
  /// SNR of the steps 1 … T, at their index; infinite at 0.
  var signalToNoise: [Float] { (alphaBar / noiseVariance).scalars }
}

extension Tensor {
  /// The entries of some steps, in a shape that multiplies states `[steps, points, 2]`.
  func at(_ t: ClosedRange<Int>) -> Tensor { self[t].reshaped([t.count, 1, 1]) }
}

/// The S-shaped schedule of reimplementations, for any β₁.
func sigmoidSchedule(first: Float) -> Schedule {
  Schedule(
    first + (0.3 - first) * sigmoid(Tensor.linspace(from: -18, through: 10, count: T)))
}

//| label: fig-schedule
//| fold: true
//| caption: "The S-shaped schedule on a logarithmic axis: the noise that a step adds (β), the noise so far (standard deviation √(1 − ᾱ)), and the remaining signal (√ᾱ)."
//| alt: Beta stays at one hundred-thousandth for ten steps, then rises steeply to 0.3 at step 28 and stays there. The standard deviation of the noise rises from 0.003 to 1. The signal stays at 1 until step 22 and falls to 0.08.
show(Plot("Forty steps", x: Axis("step t"), y: Axis("", scale: .log)) {
  Line(1...T, schedule.beta[1...], name: "β")
  Line(1...T, schedule.noiseScale[1...], name: "√(1 − ᾱ)")
  Line(1...T, schedule.signal[1...], name: "√ᾱ")
})

// Look at the left of @fig-schedule. The noise of the first ten steps has a standard deviation of about a hundredth, too fine to
// see in any picture of the roll. These steps matter for the bits, because bits are about fine detail. At the end
// $`\sqrt{\bar\alpha_T}`$ is `{swift} schedule.signal[T].item.fixed(3)`: little of the data remains, and $`x_T`$ is nearly standard
// Gaussian noise, from which the reverse process will start.
//
// ## Reverse process: a Gaussian for each step
//
// The **reverse process** is a Markov chain of the same form. It starts from $`p(x_T) = \mathcal{N}(0, I)`$, and each step is a Gaussian
// whose mean and variances a network computes from the current state (equations 3 and 4 of the paper):
//
// ```math {#eq-reverse}
// p(x_{t-1} \mid x_t) = \mathcal{N}\bigl(f_\mu(x_t, t),\; \operatorname{diag} f_\Sigma(x_t, t)\bigr) .
// ```
//
// The true reverse step $`q(x_{t-1} \mid x_t)`$ does not know $`x_0`$. It is a mixture of the posteriors @eq-posterior over all
// $`x_0`$ that could have led to $`x_t`$, and a mixture can have any shape. A Gaussian is justified only in the limit: as
// $`\beta_t \to 0`$, the reverse of a diffusion has the same form as the diffusion itself [@feller1949], which chapter 01 showed in
// one dimension. How small is small enough? @sec-gaussians answers that in bits.

//| export: true
typealias Gaussian = (mean: Tensor, variance: Tensor)

protocol ReverseModel: Module {
  /// The mean and the variances of p(x_{t−1} | x_t) for each step of a range, at its own
  /// points `x`, `[t.count, points, 2]`.
  func callAsFunction(_ x: Tensor, t: ClosedRange<Int>, _ schedule: Schedule) -> Gaussian
}

/// Samples x_T, …, x₁, each `[count, 2]`. `adjusting` may change each Gaussian first.
func sample(
  _ model: some ReverseModel, _ schedule: Schedule, count: Int, noise: RandomStream,
  adjusting: (Gaussian, _ t: Int) -> Gaussian = { step, _ in step }
) -> [Tensor] {
  let start = adjusting((Tensor.zeros([1, count, 2]), Tensor(1)), schedule.steps)
  var states = [(start.mean + sqrt(start.variance) * noise.normal([1, count, 2]))[0]]
  for t in (2...schedule.steps).reversed() {
    let step = adjusting(model(states.last!.expanded(at: 0), t: t...t, schedule), t - 1)
    states.append((step.mean + sqrt(step.variance) * noise.normal([1, count, 2]))[0])
  }
  return states
}

// The sampler stops at $`x_1`$. Its noise has a standard deviation of `{swift} schedule.noiseScale[1].item.fixed(3)`, less than a dot in
// our pictures, and the paper does not learn the last step either.
//
// ## Entropy, KL divergence and the ELBO {#sec-elbo}
//
// How good is a reverse process? The natural measure is the log likelihood it assigns to data. Two definitions and one inequality are enough to
// bound it. All logarithms in this section are to base 2, so the unit is the **bit**.
//
// **Entropy** is the expected surprise, $`H(p) = -\mathbb{E}_p \log p(x)`$. For a density it is called *differential* entropy and can be
// negative: a narrow distribution has a high density. A Gaussian with variance $`v`$ in two dimensions has entropy $`\log 2\pi e v`$.
//
// **KL divergence** is the price of describing samples of $`q`$ with the model $`p`$ instead of $`q`$ itself:
// $`D_{\mathrm{KL}}(q \,\|\, p) = \mathbb{E}_q \log \frac{q(x)}{p(x)}`$. It is never negative.
//
// **Jensen's inequality** says $`\log \mathbb{E} z \ge \mathbb{E} \log z`$, because the logarithm is concave. It proves the previous
// sentence, with $`z = p/q`$, and it is the only inequality in the following derivation.
//
// The likelihood of a data point under the model is an integral over all paths from noise to it. Here it is in six lines:
//
// ```math {#eq-elbo}
// \begin{aligned}
// \log p(x_0)
// &= \log \int p(x_{0:T})\, dx_{1:T}
//  = \log \mathbb{E}_q \frac{p(x_{0:T})}{q(x_{1:T} \mid x_0)} \\
// &\ge \mathbb{E}_q \log \frac{p(x_{0:T})}{q(x_{1:T} \mid x_0)}
//  && \text{(Jensen)} \\
// &= \mathbb{E}_q \Bigl[ \log p(x_T) + \sum_{t=1}^{T} \log \frac{p(x_{t-1} \mid x_t)}{q(x_t \mid x_{t-1})} \Bigr]
//  && \text{(both are Markov chains)} \\
// &= \mathbb{E}_q \Bigl[ \log p(x_T) + \log \frac{p(x_0 \mid x_1)}{q(x_1 \mid x_0)}
//  + \sum_{t=2}^{T} \log \frac{p(x_{t-1} \mid x_t)}{q(x_{t-1} \mid x_t, x_0)} \cdot \frac{q(x_{t-1} \mid x_0)}{q(x_t \mid x_0)} \Bigr]
//  && \text{(Bayes)} \\
// &= \mathbb{E}_q \Bigl[ \log \frac{p(x_T)}{q(x_T \mid x_0)} + \log p(x_0 \mid x_1)
//  + \sum_{t=2}^{T} \log \frac{p(x_{t-1} \mid x_t)}{q(x_{t-1} \mid x_t, x_0)} \Bigr]
//  && \text{(telescoping)} \\
// &= \mathbb{E}_q \log \frac{p(x_T)}{q(x_T \mid x_0)} + \mathbb{E}_q \log p(x_0 \mid x_1)
//  - \sum_{t=2}^{T} \mathbb{E}_q\, D_{\mathrm{KL}}\bigl( q(x_{t-1} \mid x_t, x_0) \,\big\|\, p(x_{t-1} \mid x_t) \bigr) .
// \end{aligned}
// ```
//
// This is the **evidence lower bound** (ELBO), here in the form that DDPM uses [@ho2020]. Its sum compares the model, which sees only
// $`x_t`$, with the forward-process posterior, which also knows $`x_0`$. That comparison is all that training needs.
//
// The paper writes the same bound with entropies and calls it $`K`$ (its equation 14):
//
// ```math {#eq-bound}
// K = - \sum_{t=2}^{T} \mathbb{E}_q\, D_{\mathrm{KL}}\bigl( q(x_{t-1} \mid x_t, x_0) \,\big\|\, p(x_{t-1} \mid x_t) \bigr)
//   + H_q(X_T \mid X_0) - H_q(X_1 \mid X_0) - H_p(X_T) .
// ```
//
// <details>
// <summary>Why the two are equal</summary>
//
// The first term of @eq-elbo is $`\mathbb{E} \log p(x_T) + H_q(X_T \mid X_0)`$. Because $`x_T`$ has variance 1 like the model's noise,
// $`\mathbb{E} \log p(x_T)`$ is $`-H_p(X_T)`$. The second term is where the paper makes a choice (its appendix B.2): the last step is not learned
// but set to the reverse of one forward step from the standard Gaussian $`\pi`$, $`p(x_0 \mid x_1) = q(x_1 \mid x_0)\, \pi(x_0) / \pi(x_1)`$.
// Then
//
// ```math
// \mathbb{E} \log p(x_0 \mid x_1) = -H_q(X_1 \mid X_0) + \tfrac{1}{2 \ln 2}\, \mathbb{E}\bigl( \lVert x_1 \rVert^2 - \lVert x_0 \rVert^2 \bigr),
// ```
//
// and the last expectation is zero, since data of variance 1 keep it.
//
// </details>
//
// $`K`$ is a lower bound on the expected log *density* of a held-out point, so it may be positive, larger is better, and its zero is arbitrary: it
// moves with the unit of length. Only differences between values of $`K`$ mean anything. The paper subtracts the log likelihood under a standard
// Gaussian, $`L_{\text{null}} = -\log_2 2\pi e`$ for data of variance 1, in total over both dimensions. It reports $`K = 2.35`$ and
// $`K - L_{\text{null}} = 6.45`$ bits.
//
// Both distributions in each divergence are Gaussians with diagonal covariance. With mean $`\tilde\mu`$ and variance $`\tilde\beta_t`$ from
// @eq-posterior and $`\mu, v`$ from the model,
//
// ```math {#eq-cost}
// D_{\mathrm{KL}} = \frac{1}{2 \ln 2} \sum_{i=1}^{2} \left[
//   \ln \frac{v_i}{\tilde\beta_t} + \frac{\tilde\beta_t + (\tilde\mu_i - \mu_i)^2}{v_i} - 1 \right] .
// ```

//| export: true
/// The KL divergence of diagonal Gaussians in bits, summed over the last axis.
func divergence(_ q: Gaussian, _ p: Gaussian) -> Tensor {
  let ratio = (q.variance + square(q.mean - p.mean)) / p.variance
  return (log(p.variance / q.variance) + ratio - 1).sum(axis: -1) / (2 * log(Float(2)))
}

/// The divergence of each step at each point, in bits: `[t.count, points]`.
func stepCosts(
  _ model: some ReverseModel, _ schedule: Schedule, clean: Tensor, noise: Tensor,
  t: ClosedRange<Int>
) -> Tensor {
  let state = schedule.signal.at(t) * clean + schedule.noiseScale.at(t) * noise
  let mean = schedule.dataWeight.at(t) * clean + schedule.stateWeight.at(t) * state
  return divergence((mean, schedule.posteriorVariance.at(t)), model(state, t: t, schedule))
}

/// H_q(X_T | X₀) − H_q(X₁ | X₀) − H_p(X_T), in bits.
func entropyTerms(_ schedule: Schedule) -> Tensor {
  func entropy(_ variance: Tensor) -> Tensor {
    log(2 * Float.pi * exp(Float(1)) * variance) / log(Float(2))
  }
  return entropy(schedule.noiseVariance[schedule.steps]) - entropy(schedule.beta[1])
    - entropy(Tensor(1))
}

//| echo: false
let nullLikelihood = -log2(2 * Float.pi * exp(Float(1)))
let paperK: Float = 2.35
check("L_null = −log₂ 2πe is −4.09 bits", nullLikelihood.fixed(2) == "-4.09")
show(check(
  "the paper's two numbers differ by it, to rounding",
  abs((6.45 - paperK) + nullLikelihood) < 0.01))

// ## The ceiling: how large can K be? {#sec-ceiling}
//
// Suppose the reverse steps were *perfect*, equal to the true $`q(x_{t-1} \mid x_t)`$. Then the sum in @eq-bound telescopes, and
//
// ```math {#eq-ceiling}
// K \le -H(X_1) ,
// ```
//
// up to the difference between the entropies of $`x_T`$ and of standard noise, which is next to nothing. The ceiling is the negative differential
// entropy of the data after their *first* step of noise. The data's own entropy is $`-\infty`$, because points on a curve have infinite density in the
// plane. The model's density is finite, and $`K`$ bounds it, both at $`x_1`$ and (with the paper's fixed last step) at $`x_0`$.
//
// <details>
// <summary>The telescoping sum</summary>
//
// Given $`x_t`$, average the divergence over $`x_0`$. With the perfect step $`p = q(x_{t-1} \mid x_t)`$ it becomes a mutual information, a difference of
// entropies:
//
// ```math
// \mathbb{E}\, D_{\mathrm{KL}} = H(X_{t-1} \mid X_t) - H(X_{t-1} \mid X_t, X_0)
// = \bigl[ H(X_{t-1}) - H(X_{t-1} \mid X_0) \bigr] - \bigl[ H(X_t) - H(X_t \mid X_0) \bigr] ,
// ```
//
// because $`X_0 \to X_{t-1} \to X_t`$ is a Markov chain, so that $`X_t`$ tells nothing more about $`X_0`$ once $`X_{t-1}`$ is known (the chain rule of mutual information). The sum over $`t = 2, \dots, T`$ leaves its two ends,
// $`[H(X_1) - H(X_1 \mid X_0)] - [H(X_T) - H(X_T \mid X_0)]`$. Insert it into @eq-bound: the conditional entropies cancel, and
// $`K = -H(X_1) + H(X_T) - H_p(X_T)`$ remains.
//
// </details>
//
// So the ceiling is an integral over the plane, and for a known curve we can compute it. Divide the state by $`\sqrt{\bar\alpha_t}`$: the result is
// $`y = x_0 + \sigma_t \varepsilon`$ with $`\sigma_t^2 = 1 / \mathrm{SNR}_t`$. The density of $`y`$ is an average of Gaussians along the curve. The same
// Gaussians, normalized to sum to one, are the **posterior of the data** $`q(x_0 \mid x_t)`$: a softmax over points of the curve. Its mean is the
// posterior mean of chapter 01, the target of every denoiser.

/// The density of y = x₀ + σ ε, and the mean and covariance of x₀ for a given y.
struct ExactPosterior {
  /// ln p(y), `[n]`.
  var logDensity: Tensor
  /// The mean and the two variances, `[n, 2]`.
  var mean, variance: Tensor
  /// The covariance of both coordinates, `[n]`.
  var covariance: Tensor

  init(at y: Tensor, sigma: Float, curve: Tensor) {
    // Offsets from y, because differences of places would lose their digits.
    let dx = curve[0] - y.slice(axis: 1, 0..<1)
    let dy = curve[1] - y.slice(axis: 1, 1..<2)
    let exponent = (square(dx) + square(dy)) * (-0.5 / (sigma * sigma))
    let weight = softmax(exponent)
    func average(_ x: Tensor) -> Tensor { (weight * x).sum(axis: 1) }
    let (meanX, meanY) = (average(dx), average(dy))
    logDensity =
      logSumExp(exponent) - log(2 * Float.pi * sigma * sigma * Float(curve.shape[1]))
    mean = y + stack([meanX, meanY]).transposed()
    variance = stack([average(square(dx)) - square(meanX), average(square(dy)) - square(meanY)])
    variance = maximum(variance.transposed(), Tensor(0))
    covariance = average(dx * dy) - meanX * meanY
  }
}

// An expectation over $`x_t`$ is an average over points of the curve and over the noise. For the noise we use Gauss–Hermite quadrature with four nodes
// in each direction, which is as exact for smooth functions as thousands of random draws.

//| title: Quadrature, in batches that fit into memory
/// The exact posterior at the rows of `y`, `[n, 2]`, with curve points about one σ apart.
func exactPosterior(at y: Tensor, sigma: Float) -> ExactPosterior {
  let count = min(24_000, max(256, Int(14 / sigma)))
  let curve = roll((Tensor.arange(count) + 0.5) / Float(count)).transposed()
  let rows = max(1, 500_000 / count)
  let parts = stride(from: 0, to: y.shape[0], by: rows).map {
    ExactPosterior(at: y[$0..<min($0 + rows, y.shape[0])], sigma: sigma, curve: curve)
  }
  var whole = parts[0]
  whole.logDensity = concatenate(parts.map(\.logDensity))
  whole.mean = concatenate(parts.map(\.mean))
  whole.variance = concatenate(parts.map(\.variance))
  whole.covariance = concatenate(parts.map(\.covariance))
  return whole
}

/// 128 points of the curve × 16 noise vectors, with their weights.
let (nodes, nodeWeights) = gaussHermite(4)
let quadraturePoints = concatenate(
  (0..<16).map { _ in roll((Tensor.arange(128) + 0.5) / 128) })
let quadratureNoises = concatenate(
  (0..<16).map { stack([nodes[$0 / 4], nodes[$0 % 4]]).expanded(at: 0).broadcast(to: [128, 2]) })
let quadratureWeights = concatenate(
  (0..<16).map { Tensor.ones([128]) * nodeWeights[$0 / 4] * nodeWeights[$0 % 4] / 128 })

/// The expectation of values at the quadrature's points.
func expectation(_ values: Tensor) -> Float { (quadratureWeights * values).sum().item }

/// The exact posterior at the quadrature's points.
func quadrature(sigma: Float) -> ExactPosterior {
  exactPosterior(at: quadraturePoints + sigma * quadratureNoises, sigma: sigma)
}

/// −H(X₁) in bits.
func ceiling(_ firstBeta: Float) -> Float {
  let posterior = quadrature(sigma: sqrt(firstBeta / (1 - firstBeta)))
  return (expectation(posterior.logDensity) - log(1 - firstBeta)) / log(Float(2))
}

let ceilings = [1e-5, 1.5e-5, 1 / 40].map { ceiling($0) }
check("the ceiling is 2.60 bits at β₁ = 10⁻⁵", abs(ceilings[0] - 2.60) < 0.01)
show(check("it is 2.31 bits at β₁ = 1.5 · 10⁻⁵", abs(ceilings[1] - 2.31) < 0.01))

// No reverse process can exceed `{swift} ceilings[0].fixed(2)` bits at $`\beta_1 = 10^{-5}`$. At $`1.5 \cdot 10^{-5}`$ it is
// `{swift} ceilings[1].fixed(2)`, below the paper's 2.35. *A value of K means nothing without its* $`\beta_1`$ (@sec-first-step).
//
// ### What a Gaussian step costs {#sec-gaussians}
//
// Our reverse steps are Gaussians with a diagonal covariance. Among those, the best one has the mean and the variances of the true
// $`q(x_{t-1} \mid x_t)`$, and its expected divergence is
//
// ```math {#eq-best}
// \min_{\mu, v} \; \mathbb{E}\, D_{\mathrm{KL}} =
// \mathbb{E}_{x_t} \sum_{i=1}^{2} \tfrac{1}{2} \log_2\Bigl( 1 +
//   (\mathrm{SNR}_{t-1} - \mathrm{SNR}_t) \operatorname{Var}[x_{0,i} \mid x_t] \Bigr) .
// ```
//
// A step is expensive when it reveals much of the data (the SNR rises) while much about $`x_0`$ is still unknown (the variance). For many small steps
// the sum over $`t`$ becomes an integral of the variance over the SNR, the known relation between information and minimum mean squared error
// [@guo2005]. This is why a denoiser trained on squared error also maximizes a likelihood.
//
// <details>
// <summary>Derivation, and other families of Gaussians</summary>
//
// Given $`x_t`$, the posterior mean $`\tilde\mu`$ in @eq-posterior varies with $`x_0`$ alone, with variance $`w_t^2 \operatorname{Var}[x_{0,i} \mid x_t]`$. The mean of
// @eq-cost over $`x_0`$ is therefore smallest at $`\mu = \mathbb{E}[\tilde\mu \mid x_t]`$ and
// $`v_i = \tilde\beta_t + w_t^2 \operatorname{Var}[x_{0,i} \mid x_t]`$, where the last two terms of the bracket cancel and $`\ln (v_i / \tilde\beta_t)`$ remains. Finally
// $`w_t^2 / \tilde\beta_t = \mathrm{SNR}_{t-1} - \mathrm{SNR}_t`$.
//
// - A *full* covariance matrix replaces the sum of logarithms by the logarithm of a determinant.
// - *One* variance for both directions replaces the two variances by their mean.
// - A *fixed* variance $`v`$ per step, the same at every $`x_t`$, is what DDPM uses. The mean can still be exact, and the cost is @eq-cost with
//   $`\mathbb{E}(\tilde\mu_i - \mu_i)^2 = w_t^2\, \mathbb{E} \operatorname{Var}[x_{0,i} \mid x_t]`$. The best fixed $`v`$ is
//   $`\tilde\beta_t + w_t^2`$ times the mean variance.
//
// </details>

//| title: The least cost of each step t = 2 … T, by family of Gaussians
let ratios = schedule.signalToNoise
let posteriors = (2...T).map { quadrature(sigma: sqrt(1 / ratios[$0])) }
let rises = (2...T).map { ratios[$0 - 1] - ratios[$0] }

/// Bits of the best diagonal step that raises the SNR by `rise`.
func diagonalCost(_ x: ExactPosterior, rise: Float) -> Float {
  expectation(log1p(rise * x.variance).sum(axis: 1)) * 0.5 / log(Float(2))
}
func fullCost(_ x: ExactPosterior, rise: Float) -> Float {
  let product = (1 + rise * x.variance.slice(axis: 1, 0..<1))
    * (1 + rise * x.variance.slice(axis: 1, 1..<2))
  return expectation(log(product.squeezed(at: 1) - square(rise * x.covariance))) * 0.5
    / log(Float(2))
}
func isotropicCost(_ x: ExactPosterior, rise: Float) -> Float {
  expectation(log1p(rise * x.variance.mean(axis: 1))) / log(Float(2))
}
/// Bits of a step with the exact mean and a fixed variance, given as a multiple of β̃.
func fixedCost(_ x: ExactPosterior, rise: Float, multiple: Float) -> Float {
  let error = rise * expectation(x.variance.mean(axis: 1))
  return log2(multiple) + ((1 + error) / multiple - 1) / log(Float(2))
}
func costs(_ cost: (ExactPosterior, Float) -> Float) -> [Float] {
  zip(posteriors, rises).map(cost)
}

let diagonalCosts = costs { diagonalCost($0, rise: $1) }
let fullCosts = costs { fullCost($0, rise: $1) }
let isotropicCosts = costs { isotropicCost($0, rise: $1) }
let constantCosts = costs {
  fixedCost($0, rise: $1, multiple: 1 + $1 * expectation($0.variance.mean(axis: 1)))
}
let betaTildeCosts = costs { fixedCost($0, rise: $1, multiple: 1) }
let betaMultiples = (2...T).map {
  (schedule.beta[$0] / schedule.posteriorVariance[$0]).item
}
let betaCosts = posteriors.indices.map {
  fixedCost(posteriors[$0], rise: rises[$0], multiple: betaMultiples[$0])
}

/// H(X_t) in bits for t = 1 … T, and the cost of perfect steps.
let stateEntropies = (1...T).map { t in
  let posterior = t == 1 ? quadrature(sigma: sqrt(1 / ratios[1])) : posteriors[t - 2]
  return -expectation(posterior.logDensity) / log(Float(2)) + log2(schedule.alphaBar[t].item)
}
let perfectCosts = (2...T).map {
  stateEntropies[$0 - 2] - stateEntropies[$0 - 1] + log2(betaMultiples[$0 - 2])
}

let endTerms = entropyTerms(schedule).item
func bound(_ costs: [Float]) -> Float { endTerms - costs.reduce(0, +) }
let (perfectK, fullK, diagonalK) = (bound(perfectCosts), bound(fullCosts), bound(diagonalCosts))
let (isotropicK, constantK) = (bound(isotropicCosts), bound(constantCosts))
let (betaK, betaTildeK) = (bound(betaCosts), bound(betaTildeCosts))

//| label: tbl-ceilings
//| fold: true
//| caption: The largest K of each family of reverse steps on this schedule, by quadrature, always with the exact mean. No network is involved.
show(Table(
  columns: ["reverse step", "K (bits)", "below the ceiling"],
  rows: [
    ("perfect (the ceiling)", perfectK), ("Gaussian, full covariance", fullK),
    ("Gaussian, diagonal covariance (this paper)", diagonalK),
    ("Gaussian, one variance that depends on x_t", isotropicK),
    ("Gaussian, best fixed variance for each t", constantK),
    ("Gaussian, fixed variance β_t (DDPM)", betaK),
    ("Gaussian, fixed variance β̃_t (DDPM)", betaTildeK),
  ].map { [$0.0, $0.1.fixed(2), (perfectK - $0.1).fixed(2)] }))

//| echo: false
let isDefault = T == 40 && firstBeta == 1e-5
check(
  "perfect steps reach the ceiling −H(X₁)", abs(perfectK - ceiling(firstBeta)) < 0.01)
check(
  "the best diagonal Gaussians reach 2.04 bits at T = 40 and β₁ = 10⁻⁵",
  !isDefault || abs(diagonalK - 2.04) < 0.02)
show(check(
  "DDPM's fixed variances β and β̃ reach 0.99 and −0.60 bits, the best fixed ones 1.52",
  !isDefault
    || abs(betaK - 0.99) < 0.02 && abs(betaTildeK + 0.60) < 0.02 && abs(constantK - 1.52) < 0.02))

// @tbl-ceilings shows where the bits go before any learning. That each step is a *Gaussian* costs only
// `{swift} (perfectK - fullK).fixed(2)` bits over all forty steps: small steps are Gaussian enough. That the Gaussian is aligned with the axes costs
// `{swift} (fullK - diagonalK).fixed(2)`, because where the curve runs diagonally, $`x_0`$ is uncertain along it and certain across it, and two
// axis-aligned variances cannot express that. The most expensive restriction is a *fixed* variance. DDPM chooses between $`\beta_t`$ and $`\tilde\beta_t`$, and with forty
// steps the second is `{swift} (perfectK - betaTildeK).fixed(1)` bits below the ceiling: it is the variance for a known $`x_0`$, and the model does not know
// $`x_0`$. With a thousand steps the difference is small, which is why DDPM can afford it. Our networks learn diagonal variances, so their target is the third
// row.
//
// ## Two networks
//
// ### Radial basis functions, as in the paper
//
// The paper describes its network in one sentence: normalized **radial basis functions**, one hidden layer with 16 units, a separate readout for each step,
// and a sigmoid for $`f_\Sigma`$. A unit has a center $`c_k`$ and a sharpness $`g_k`$ and is active near its center; *normalized* means that the activities
// sum to one:
//
// ```math {#eq-radial}
// \phi_k(x) = \frac{\exp(-g_k \lVert x - c_k \rVert^2)}{\sum_j \exp(-g_j \lVert x - c_j \rVert^2)},
// \qquad
// f_\mu(x, t) = \sqrt{1 - \beta_t}\, x + \sqrt{\beta_t} \sum_k w^{\mu}_{tk} \phi_k(x) .
// ```
//
// The mean is relative to the shrunken state, as in the authors' code. The variances are
// $`f_\Sigma = \operatorname{sigmoid}(\operatorname{logit} \beta_t + \sum_k w^{\Sigma}_{tk} \phi_k(x))`$: between 0 and 1, and $`\beta_t`$ while the weights are zero.

//| export: true
/// A variance between 0 and 1, β where the output is zero.
func reverseVariance(_ output: Tensor, beta: Tensor) -> Tensor {
  sigmoid(output + log(beta / (1 - beta)))
}

struct RadialNetwork: ReverseModel {
  let centers, logSharpness, readout: Parameter

  /// Readouts for the steps 2 … T.
  init(units: Int, steps: Int) {
    centers = Parameter(roll((Tensor.arange(units) + 0.5) / Float(units)))
    logSharpness = Parameter(Tensor.full([units], log(12)))
    readout = Parameter(Tensor.zeros([steps - 1, units, 4]))
  }

  func callAsFunction(_ x: Tensor, t: ClosedRange<Int>, _ schedule: Schedule) -> Gaussian {
    let center = centers.value.transposed()
    let dx = x.slice(axis: 2, 0..<1) - center[0]
    let dy = x.slice(axis: 2, 1..<2) - center[1]
    let activity = softmax(-exp(logSharpness.value) * (square(dx) + square(dy)))
    let output = matmul(activity, readout.value[t.lowerBound - 2..<t.upperBound - 1])
    let beta = schedule.beta.at(t)
    let mean = sqrt(1 - beta) * x + sqrt(beta) * output.slice(axis: 2, 0..<2)
    return (mean, reverseVariance(output.slice(axis: 2, 2..<4), beta: beta))
  }
}

// ### A multilayer perceptron with a head for each step
//
// Reimplementations use a **multilayer perceptron**: two layers of 128 units shared by all steps, then a *head* for each step, another layer of 128 units and
// four outputs. Built the usual way, with rectifiers and with the mean directly from the head, this network has hundreds of times as many parameters as the
// paper's and still has trouble reaching its bits: exercise 1 undoes one of the two changes below and measures the loss. The problem is precision. At $`x_2`$ the network has to locate a spiral of length `{swift} curveLength.fixed(0)` to a thousandth of a unit. Two
// changes help, without a single additional parameter:
//
// - **The first layer is a sine.** A rectifier is linear on both sides of a single line. Sine waves with many directions and wavelengths distinguish places at every scale,
//   which networks with few input coordinates need (Fourier features, [@tancik2020]).
// - **Each head predicts the displacement to the data**, $`\mathbb{E}[x_0 \mid x_t] - x_t/\sqrt{\bar\alpha_t}`$, and @eq-posterior turns it into the mean with exact
//   weights. This is $`x_0`$-prediction; chapter 01 showed that noise and score are the same quantity in other units. For small noise the displacement points to
//   the nearest point of the curve, almost the same function at all early steps, so all heads start with equal weights.

//| export: true
struct PerceptronWithHeads: ReverseModel {
  let first, second: Linear
  let hidden, readout: StepwiseLinear
  let activation: (Tensor) -> Tensor

  func output(_ x: Tensor, t: ClosedRange<Int>) -> Tensor {
    let shared = silu(second(activation(first(x))))
    return readout(silu(hidden(shared, t: t)), t: t)
  }

  func gaussian(
    _ output: Tensor, _ x: Tensor, t: ClosedRange<Int>, _ schedule: Schedule
  ) -> Gaussian {
    let clean = x / schedule.signal.at(t) + output.slice(axis: 2, 0..<2)
    return (
      schedule.dataWeight.at(t) * clean + schedule.stateWeight.at(t) * x,
      reverseVariance(output.slice(axis: 2, 2..<4), beta: schedule.beta.at(t))
    )
  }

  func callAsFunction(_ x: Tensor, t: ClosedRange<Int>, _ schedule: Schedule) -> Gaussian {
    gaussian(output(x, t: t), x, t: t, schedule)
  }
}

//| export: true
//| title: Initialization, and the layer with weights for each step
/// A linear layer with weights of its own for each of the steps 2 … T, all equal at first.
struct StepwiseLinear: Module {
  /// `[T − 1, inputs, outputs]` and `[T − 1, 1, outputs]`.
  let weight, bias: Parameter

  init(_ weight: Tensor, steps: Int) {
    let (inputs, outputs) = (weight.shape[0], weight.shape[1])
    self.weight = Parameter(
      weight.expanded(at: 0).broadcast(to: [steps - 1, inputs, outputs]))
    bias = Parameter(Tensor.zeros([steps - 1, 1, outputs]))
  }

  func callAsFunction(_ x: Tensor, t: ClosedRange<Int>) -> Tensor {
    let rows = t.lowerBound - 2..<t.upperBound - 1
    return matmul(x, weight.value[rows]) + bias.value[rows]
  }
}

extension PerceptronWithHeads {
  /// Waves with a wavelength of about two units, each with phase 0 at some point of the roll.
  init(
    width: Int, steps: Int, outputs: Int = 4, random: RandomStream,
    activation: @escaping (Tensor) -> Tensor = { sin($0) }
  ) {
    let scale = 1 / sqrt(Float(width))
    first = Linear(2, width, random: random, initialization: .normal(deviation: 3))
    let zeros = roll(random.uniform([width]))
    first.bias!.value = -(first.weight.value.transposed() * zeros).sum(axis: 1)
    second = Linear(width, width, random: random, initialization: .normal(deviation: scale))
    hidden = StepwiseLinear(scale * random.normal([width, width]), steps: steps)
    readout = StepwiseLinear(0.1 * scale * random.normal([width, outputs]), steps: steps)
    self.activation = activation
  }
}

let radial = RadialNetwork(units: radialUnits, steps: T)
let perceptron = PerceptronWithHeads(
  width: width, steps: T, random: random.stream("perceptron"))
show(check(
  "the perceptron has 3w + w(w + 1) shared parameters and (w + 4)(w + 1) in each of T − 1 heads",
  perceptron.parameterCount
    == 3 * width + width * (width + 1) + (T - 1) * (width + 4) * (width + 1)))

// The paper's network has `{swift} radial.parameterCount` parameters, the perceptron `{swift} perceptron.parameterCount`.
//
// ## Training on the bound
//
// The loss is $`-K`$. Every training step draws a batch of fresh points for *each* of the 39 steps of the chain. That is possible because $`x_t`$ is written with
// the **reparameterization trick**, $`x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon`$, so any step is one line away from the data. The learning
// rate warms up and then follows a cosine to zero, which averages out the noise of the batches at the end.
//
// > [!NOTE]
// > `checkpoint("name", model, optimizer:, steps:) { step in … }` runs a training loop and caches the weights, so that a later run skips it while nothing it depends
// > on has changed. `valueWithGradients` is PyTorch's `loss.backward()` and `optimizer.update` its `optimizer.step()`; there is no `zero_grad`, because
// > gradients are returned, not accumulated. `.item` is the number in a tensor with one element.

/// −K of a batch, in bits: the loss.
func negativeBound(
  _ model: some ReverseModel, _ schedule: Schedule, clean: Tensor, noise: Tensor
) -> Tensor {
  let costs = stepCosts(model, schedule, clean: clean, noise: noise, t: 2...T)
  return costs.mean(axis: 1).sum() - entropyTerms(schedule)
}

//| title: Training loop
/// A training: fresh points for each of the steps 2 … T, in each training step.
struct Training {
  let optimizer: Adam
  let rate: WarmupCosine
  let draws: RandomStream
  let loss: (_ clean: Tensor, _ noise: Tensor) -> Tensor

  init(
    _ model: some Module, named name: String, peakRate: Float,
    loss: @escaping (_ clean: Tensor, _ noise: Tensor) -> Tensor
  ) {
    optimizer = Adam(model)
    rate = WarmupCosine(peak: peakRate, warmupSteps: 100, totalSteps: steps)
    draws = random.stream("training " + name)
    self.loss = loss
  }

  /// One step, which returns its loss.
  func step(_ step: Int) -> Float {
    optimizer.learningRate = rate(step)
    let clean = roll(draws.uniform([T - 1, batch]))
    let noise = draws.normal([T - 1, batch, 2])
    let (value, gradients) = valueWithGradients { loss(clean, noise) }
    optimizer.update(with: gradients)
    return value.item
  }

  /// All steps, where the weights are not cached.
  func run(_ label: String) {
    for index in progress(label, 0..<steps) { _ = step(index) }
  }
}

let radialRate: Float = 3e-2
let radialTraining = Training(radial, named: "radial network", peakRate: radialRate) {
  negativeBound(radial, schedule, clean: $0, noise: $1)
}
let radialLosses = checkpoint(
  "radial", radial, optimizer: radialTraining.optimizer, steps: steps,
  label: "Training the radial network", body: radialTraining.step)

let perceptronTraining = Training(perceptron, named: "perceptron", peakRate: learningRate) {
  negativeBound(perceptron, schedule, clean: $0, noise: $1)
}
let perceptronLosses = checkpoint(
  "perceptron", perceptron, optimizer: perceptronTraining.optimizer, steps: steps,
  label: "Training the perceptron", body: perceptronTraining.step)

//| label: fig-training
//| fold: true
//| caption: K during training, averaged over 50 batches, with the maximum for diagonal Gaussians. The vertical axis leaves out the first, much worse steps.
//| alt: Two rising curves. The perceptron overtakes the radial network early and ends just under the line of the best diagonal Gaussians; the radial network levels off two bits below it.
show(Plot("K during training", x: Axis("training step"), y: Axis("K in bits", range: -6...3)) {
  Line(
    0..<steps, perceptronLosses.map { -$0 }, name: "perceptron", smoothing: .window(50),
    color: .series(2))
  Line(
    0..<steps, radialLosses.map { -$0 }, name: "radial network", smoothing: .window(50),
    color: .series(3))
  Rule(y: Double(diagonalK), name: "best diagonal", color: .series(4))
})

// ## Results: bits against the ceiling
//
// The evaluation uses `{swift} heldOut.grouped` held-out points for each step of the chain. Its standard error says how much another test set would change $`K`$. It does
// not say how much another *training* would, so we train each network `{swift} seeds` times with different seeds and report the range.

//| title: Evaluation
/// K on held-out points, its standard error, and the mean cost of the steps 2 … T, in bits.
struct Evaluation: Codable {
  var bound, standardError: Float
  var costs: [Float]

  init(
    _ schedule: Schedule, costs: (_ clean: Tensor, _ noise: Tensor) -> Tensor
  ) {
    let draws = random.stream("held out")
    let parts = (0..<max(1, heldOut / 512)).map { _ in
      let clean = roll(draws.uniform([T - 1, 512]))
      return costs(clean, draws.normal([T - 1, 512, 2]))
    }
    let all = concatenate(parts, axis: 1)
    let perPoint = all.sum(axis: 0)
    bound = (entropyTerms(schedule) - perPoint.mean()).item
    standardError = sqrt(perPoint.variance().item / Float(perPoint.count))
    self.costs = all.mean(axis: 1).scalars
  }

  init(_ model: some ReverseModel, _ schedule: Schedule) {
    self.init(schedule) { stepCosts(model, schedule, clean: $0, noise: $1, t: 2...T) }
  }
}

/// The evaluation and the sample quality of one training.
struct Outcome: Codable {
  var evaluation: Evaluation
  var quality: Quality

  init(_ model: some ReverseModel, _ schedule: Schedule, samples: RandomStream) {
    evaluation = Evaluation(model, schedule)
    quality = Quality(sample(model, schedule, count: 4000, noise: samples).last!)
  }
}

//| title: "Sample quality: distances to the curve"
/// The distance of each point to the roll, and the u of the nearest point on it.
func nearest(_ points: Tensor) -> (distances: [Float], places: [Float]) {
  let count = 4096
  let u = Tensor.linspace(from: 0, through: 1, count: count)
  let curve = roll(u)
  let (x, y) = (curve.transposed()[0], curve.transposed()[1])
  let indices = stride(from: 0, to: points.shape[0], by: 100).flatMap { start -> [Int] in
    let rows = points[start..<min(start + 100, points.shape[0])]
    let squares =
      square(x - rows.slice(axis: 1, 0..<1)) + square(y - rows.slice(axis: 1, 1..<2))
    return squares.argmin(axis: 1)
  }
  // The foot of the perpendicular on the chord between the neighbors of the nearest grid point.
  let (before, after) = (indices.map { max(0, $0 - 1) }, indices.map { min(count - 1, $0 + 1) })
  let (start, chord) = (curve.rows(before), curve.rows(after) - curve.rows(before))
  let share = clamp(
    ((points - start) * chord).sum(axis: 1) / square(chord).sum(axis: 1), 0...1)
  let foot = start + share.expanded(at: 1) * chord
  let places = u.gathered(before) + share * (u.gathered(after) - u.gathered(before))
  return ((points - foot).norm(axis: 1).scalars, places.scalars)
}

struct Quality: Codable {
  /// The median distance to the curve, and the share of points farther than 0.1 from it.
  var medianDistance, outliers: Float
  /// The Kolmogorov–Smirnov distance between the distribution of u and the uniform one.
  var unevenness: Float
  var places: [Float]

  init(_ points: Tensor) {
    let (distances, places) = nearest(points)
    let count = Float(places.count)
    medianDistance = distances.sorted()[distances.count / 2]
    outliers = Float(distances.filter { $0 > 0.1 }.count) / count
    unevenness = places.sorted().enumerated().map { index, place in
      max(abs(place - Float(index) / count), abs(place - Float(index + 1) / count))
    }.max()!
    self.places = places
  }
}

//| title: The same training with other seeds. Only their results are cached
let radialOutcomes =
  [Outcome(radial, schedule, samples: random.stream("radial samples"))]
  + checkpoint("radial-seeds") {
    (2...seeds).map { number -> Outcome in
      let model = RadialNetwork(units: radialUnits, steps: T)
      Training(model, named: "radial network \(number)", peakRate: radialRate) {
        negativeBound(model, schedule, clean: $0, noise: $1)
      }.run("Radial network, seed \(number)")
      return Outcome(model, schedule, samples: random.stream("radial samples \(number)"))
    }
  }
let perceptronOutcomes =
  [Outcome(perceptron, schedule, samples: random.stream("perceptron samples"))]
  + checkpoint("perceptron-seeds") {
    (2...seeds).map { number -> Outcome in
      let model = PerceptronWithHeads(
        width: width, steps: T, random: random.stream("perceptron \(number)"))
      Training(model, named: "perceptron \(number)", peakRate: learningRate) {
        negativeBound(model, schedule, clean: $0, noise: $1)
      }.run("Perceptron, seed \(number)")
      return Outcome(model, schedule, samples: random.stream("perceptron samples \(number)"))
    }
  }

/// The lowest and the highest of some numbers: `2.00–2.01`.
func span(_ values: [Float], digits: Int = 2) -> String {
  let (low, high) = (values.min()!.fixed(digits), values.max()!.fixed(digits))
  return low == high ? low : "\(low) to \(high)"
}
func average(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }

let (radialBounds, perceptronBounds) = (
  radialOutcomes.map(\.evaluation.bound), perceptronOutcomes.map(\.evaluation.bound)
)
let perceptronError = perceptronOutcomes[0].evaluation.standardError
let gap = diagonalK - perceptronBounds[0]

//| label: tbl-bits
//| fold: true
//| caption: The first row of the paper's table 1, and our networks. Held-out data of variance 1, bits in total over both dimensions. The range is over trainings with different seeds.
func row(_ name: String, _ count: Int, _ outcomes: [Outcome]) -> [String] {
  let bounds = outcomes.map(\.evaluation.bound)
  return [
    name, "\(count)", average(bounds).fixed(2), span(bounds, digits: 3),
    outcomes[0].evaluation.standardError.fixed(3), (average(bounds) - nullLikelihood).fixed(2),
  ]
}
func exactRow(_ name: String, _ bound: Float) -> [String] {
  [name, "–", bound.fixed(2), "–", "–", (bound - nullLikelihood).fixed(2)]
}

show(Table(
  columns: ["model", "parameters", "K", "range", "standard error", "K − L_null"],
  rows: [
    ["the paper: 16 radial units, β learned, β₁ not stated", "–", "2.35", "–", "–", "6.45"],
    row("\(radialUnits) radial units", radial.parameterCount, radialOutcomes),
    row("perceptron", perceptron.parameterCount, perceptronOutcomes),
    exactRow("best diagonal Gaussians", diagonalK), exactRow("ceiling", perfectK),
  ]))

//| echo: false
// A short training promises less, and says so.
let promisedGap: Float = steps >= 4000 ? 0.1 : 12
check(
  "after \(steps) steps every perceptron is within \(promisedGap) bits of the best diagonal Gaussians",
  perceptronBounds.allSatisfy { diagonalK - $0 < promisedGap })
show(check(
  "no model exceeds the best diagonal Gaussians by more than four standard errors",
  (radialBounds + perceptronBounds).allSatisfy { $0 < diagonalK + 4 * perceptronError }))

// The perceptron reaches `{swift} average(perceptronBounds).fixed(2)` bits, `{swift} (diagonalK - average(perceptronBounds)).fixed(2)` below the best diagonal Gaussians. The
// paper's network reaches `{swift} average(radialBounds).fixed(2)` on this schedule (the paper learns the schedule too, and so do we in @sec-schedules). The ranges over seeds are
// much smaller than the difference between the two networks.
//
// We could not reproduce the paper's 2.35 bits with sixteen radial units. The paper's description leaves open how sharp the units are, how the readouts are tied, and how long it trained; and @sec-first-step shows how much the
// number depends on $`\beta_1`$.
//
// ### Where the bits are lost

//| title: The divergence of a model from the best diagonal Gaussian, at the quadrature's points
/// The Gaussian with the exact mean and variances of q(x_{t−1} | x_t).
func bestGaussian(
  _ exact: ExactPosterior, state: Tensor, t: Int, _ schedule: Schedule
) -> Gaussian {
  let weight = schedule.dataWeight[t]
  return (
    weight * exact.mean + schedule.stateWeight[t] * state,
    schedule.posteriorVariance[t] + square(weight) * exact.variance
  )
}

/// The reverse process made of these Gaussians.
struct ExactReverse: ReverseModel {
  func callAsFunction(_ x: Tensor, t: ClosedRange<Int>, _ schedule: Schedule) -> Gaussian {
    let step = t.lowerBound
    let exact = exactPosterior(
      at: x[0] / schedule.signal[step], sigma: sqrt(1 / schedule.signalToNoise[step]))
    let best = bestGaussian(exact, state: x[0], t: step, schedule)
    return (best.mean.expanded(at: 0), best.variance.expanded(at: 0))
  }
}

/// States at step t of the schedule, at the quadrature's points.
func quadratureStates(_ t: Int) -> Tensor {
  schedule.signal[t] * quadraturePoints + schedule.noiseScale[t] * quadratureNoises
}

/// The bits that a model loses at each step to the best diagonal Gaussian.
func excessCosts(_ model: some ReverseModel) -> [Float] {
  (2...T).map { t in
    let state = quadratureStates(t)
    let best = bestGaussian(posteriors[t - 2], state: state, t: t, schedule)
    let (mean, variance) = model(state.expanded(at: 0), t: t...t, schedule)
    return expectation(divergence(best, (mean[0], variance[0])))
  }
}

let radialExcess = excessCosts(radial)
let perceptronExcess = excessCosts(perceptron)
let totalExcess = perceptronExcess.reduce(0, +)
show(check(
  "quadrature and held-out points agree about the perceptron, to four standard errors",
  abs(totalExcess - gap) < 4 * perceptronError))

//| label: fig-costs
//| fold: true
//| caption: The cost of each step, the terms of the sum in K, for a perfect reverse step and for the paper's network.
//| alt: Two curves. Half a bit at step 2, falling to a tenth at step 10, a hump of about 0.7 bits at step 25, next to nothing after step 35. The radial network's curve lies above the perfect one, most visibly between steps 2 and 24.
show(Plot("Cost of each step", x: Axis("step t"), y: Axis("bits")) {
  Line(2...T, perfectCosts, name: "perfect step", color: .ink)
  Line(2...T, radialOutcomes[0].evaluation.costs, name: "radial network", color: .series(3))
})

// Read @fig-costs from right to left, in the direction of sampling. Above step 35 nothing is decided: the state hardly depends on the data. Around step 25 the arms of
// the spiral separate and the state has to choose one. From 22 down to 15 it settles onto the curve. In the first ten steps only the last hundredth of
// a unit is at stake, and yet each costs a tenth of a bit or more.

//| label: fig-losses
//| fold: true
//| caption: Bits lost below the ceiling, added up in the direction of sampling, from the right to the left. Three causes are stacked; at t = 2 they add up to the perceptron's distance to the ceiling.
//| alt: Three stacked areas that grow from nothing at step 40 towards the left. The lowest, for the Gaussian shape, stays below 0.15 bits. The middle one, for the diagonal covariance, grows from step 27 on and is by far the largest at the left. The top one, the network's error, is a thin band.
/// Sums from step T down to each step.
func cumulative(_ values: [Float]) -> [Float] {
  values.reversed().reduce(into: []) { $0.append(($0.last ?? 0) + $1) }.reversed()
}
let shapeLoss = cumulative(zip(fullCosts, perfectCosts).map { $0 - $1 })
let diagonalLoss = cumulative(zip(diagonalCosts, perfectCosts).map { $0 - $1 })
let networkLoss = zip(diagonalLoss, cumulative(perceptronExcess)).map { $0 + $1 }
let none = [Float](repeating: 0, count: T - 1)
// Above t = 30.
let lateExcess = perceptronExcess[29...].reduce(0, +)
let lateDiagonal = diagonalLoss[29]
show(Plot("Bits lost on the way to the data", x: Axis("step t"), y: Axis("bits below the ceiling")) {
  Band(2...T, none, shapeLoss, name: "not Gaussian", color: .series(1))
  Band(2...T, shapeLoss, diagonalLoss, name: "axis-aligned", color: .series(4))
  Band(2...T, diagonalLoss, networkLoss, name: "perceptron's error", color: .series(2))
})

// @fig-losses answers how small a step must be. The true reverse step is visibly not Gaussian only around $`t = 25`$, where the state chooses an arm: a choice between two
// distant places is not one bump. Elsewhere the Gaussian shape costs almost nothing. The diagonal covariance costs most, wherever the curve matters. The perceptron adds
// `{swift} totalExcess.fixed(3)` bits in total, and only above $`t = 30`$, where all costs are tiny, is its error the largest of the three
// (`{swift} lateExcess.fixed(4)` against `{swift} lateDiagonal.fixed(4)` bits). The radial network adds `{swift} radialExcess.reduce(0, +).fixed(2)` bits, most of them where
// the curve must be located precisely, which sixteen soft regions cannot do.
//
// ## Figure 1 of the paper, with both networks {#sec-figure1}
//
// To sample, start from standard Gaussian noise and follow @eq-reverse down to $`x_1`$.

//| title: Samples, and points for arrows
let samples = sample(perceptron, schedule, count: 4000, noise: random.stream("samples"))
let radialSamples = sample(radial, schedule, count: 4000, noise: random.stream("samples"))

/// A square lattice of count × count points: `[count², 2]`.
func lattice(_ count: Int, within half: Float) -> Tensor {
  let side = Tensor.linspace(from: -half, through: half, count: count)
  let x = side.expanded(at: 0).broadcast(to: [count, count]).reshaped([-1])
  let y = side.expanded(at: 1).broadcast(to: [count, count]).reshaped([-1])
  return stack([x, y]).transposed()
}

/// f_μ(x, t) − x
func drift(_ model: some ReverseModel, at points: Tensor, t: Int) -> Tensor {
  model(points.expanded(at: 0), t: t...t, schedule).mean[0] - points
}

let wholeCurve = roll(Tensor.linspace(from: 0, through: 1, count: 300)).transposed()
let grid = lattice(15, within: 2.3)
let gridDistances = nearest(grid).distances
let gridNearby = grid.rows(gridDistances.indices.filter { gridDistances[$0] < 0.3 })

func cloud(_ title: String, _ points: Tensor, _ color: Paint) -> Plot {
  Plot(title, x: Axis(range: -2.6...2.6), y: Axis(range: -2.6...2.6), aspect: .equal) {
    Points(points[0..<1500], color: color)
  }
}
func arrows(_ title: String, _ model: some ReverseModel, t: Int, _ color: Paint) -> Plot {
  let places = t == T ? grid : gridNearby
  return Plot(title, x: Axis(range: -2.6...2.6), y: Axis(range: -2.6...2.6), aspect: .equal) {
    Line(wholeCurve[0], wholeCurve[1], weight: .light, color: .muted)
    Arrows(from: places, vectors: drift(model, at: places, t: t), color: color)
  }
}

//| label: fig-figure1
//| fold: true
//| caption: Figure 1 of the paper. Top row, the forward process q. Middle row, samples of the perceptron's reverse process p, in time from right to left. Bottom row, its learned drift f_μ(x, t) − x over the data (gray), at t = 40 on a grid, else on grid points near the curve. In each panel the arrows are scaled to fit.
//| alt: Nine panels in three rows. Top, a sharp spiral, a fuzzy one, a round cloud. Middle, nearly the same three pictures. Bottom, three fields of arrows over a gray spiral, at t = 2 and t = 20 pointing to the spiral from both sides, at t = 40 all pointing to the center.
show(Panels(columns: 3, "Perceptron") {
  for t in [0, T / 2, T] { cloud("q, t = \(t)", forward[t], .series(1)) }
  for t in [1, T / 2, T] { cloud("p, t = \(t)", samples[T - t], .series(2)) }
  for t in [2, T / 2, T] { arrows("drift, t = \(t)", perceptron, t: t, .series(2)) }
})

//| label: fig-figure1-radial
//| fold: true
//| caption: The same for the paper's network, sixteen radial basis functions, from the same noise.
//| alt: Six panels in two rows. Top, samples, a spiral with points scattered between its arms, a fuzzy spiral, a round cloud. Bottom, arrows that lead towards the gray spiral.
show(Panels(columns: 3, "Radial basis functions") {
  for t in [1, T / 2, T] { cloud("p, t = \(t)", radialSamples[T - t], .series(3)) }
  for t in [2, T / 2, T] { arrows("drift, t = \(t)", radial, t: t, .series(3)) }
})

// Compare the columns of @fig-figure1: at every $`t`$ the samples are distributed like the data, which is all we ask of a reverse process. Most reimplementations omit the bottom
// row, the **drift**. At $`t = 40`$ the network cannot know anything about $`x_0`$, and the drift points to the mean of all data. At $`t = 20`$ it points
// to the nearest point of the curve, farther away the longer. At $`t = 2`$ the arrows look the same, but hardly any state of that step is farther than a fiftieth of a unit from the
// curve, so all visible arrows are extrapolation: the shared layers have learned the direction from noisier steps.

//| label: fig-reverse
//| fold: true
//| caption: The reverse process of both networks, perceptron on the left and radial network on the right, from the same noise at t = 40 to t = 1.
//| alt: A film of 40 frames, two round clouds that become spirals. The left spiral ends sharp. The right one ends thicker, with points scattered between its arms.
show(Scrubber(
  "Noise into data, learned",
  frames: samples.indices.map { frame(samples[$0][0..<1500], radialSamples[$0][0..<1500]) },
  labels: samples.indices.map { "t = \(T - $0)" }))

// ## The learned drift against the exact drift
//
// The exact posterior mean gives the exact drift, so we can compare the learned one with the ground truth at the step where the arms separate.

//| label: fig-drift
//| fold: true
//| caption: The length of the drift, exact and learned, and the length of the difference of the two vectors, at the step where the arms separate.
//| alt: Three heat maps of a square. In the first two the spiral stands out dark, where the drift is zero, with a second thin dark spiral half-way between its arms. The third is dark wherever the spiral reaches, and brighter in the corners.
let comparedStep = min(T, 23)
let fine = lattice(72, within: 2.4)
let exactAtFine = exactPosterior(
  at: fine / schedule.signal[comparedStep], sigma: sqrt(1 / ratios[comparedStep]))
let exactDrift =
  bestGaussian(exactAtFine, state: fine, t: comparedStep, schedule).mean - fine
let learnedDrift = drift(perceptron, at: fine, t: comparedStep)

show(Panels(columns: 3, "Length of the drift at t = \(comparedStep)") {
  for (title, field) in [
    ("exact", exactDrift), ("perceptron", learnedDrift),
    ("difference", learnedDrift - exactDrift),
  ] {
    Plot(title, aspect: .equal) {
      HeatMap(
        field.norm(axis: 1).reshaped([72, 72]), x: -2.4...2.4, y: -2.4...2.4, name: "length")
    }
  }
})

//| echo: false
// The same where the states of this step are.
let statesThere = quadratureStates(comparedStep)
let exactThere =
  bestGaussian(posteriors[comparedStep - 2], state: statesThere, t: comparedStep, schedule).mean
  - statesThere
let learnedThere = drift(perceptron, at: statesThere, t: comparedStep)
let driftSize = sqrt(expectation(square(exactThere).sum(axis: 1)))
let driftError = sqrt(expectation(square(learnedThere - exactThere).sum(axis: 1)))
let allowedError: Float = steps >= 4000 ? 0.1 : 1
check(
  "after \(steps) training steps the error of the drift is below \(allowedError) of the drift",
  driftError < allowedError * driftSize)
let largestError = (learnedDrift - exactDrift).norm(axis: 1).scalars.max()!

// The exact drift is zero on the curve and again on the thin line half-way between two arms, where both attract equally. That line is the boundary between two basins: states on either
// side of it end on different arms. The learned drift has both. Where the states of this step are, its root mean squared error is `{swift} driftError.fixed(4)`, and the root mean squared
// drift is `{swift} driftSize.fixed(4)`. In the corners of the square the error reaches `{swift} largestError.fixed(2)`: no data lead there, so training never constrained the network, and it
// extrapolates badly. If your sampler leaves the region of the training states, because its noise is too large or its schedule differs from the training
// schedule, the network will not bring it back.
//
// ## Sample quality: distance and coverage
//
// Samples can be wrong in two ways. They can be off the curve, or they can cover some parts of it too often. Likelihood combines both. On a known curve we can measure them separately: the
// distance of a sample to the nearest point of the roll, and the $`u`$ of that point, which is uniform for the data.

//| title: The data after one step of noise, for comparison
let dataQualities = (1...seeds).map { number -> Quality in
  let draws = random.stream("one step of noise \(number)")
  let points = roll(draws.uniform([4000]))
  return Quality(
    schedule.signal[1] * points + schedule.noiseScale[1] * draws.normal([4000, 2]))
}
let perceptronQualities = perceptronOutcomes.map(\.quality)
let radialQualities = radialOutcomes.map(\.quality)

//| label: tbl-quality
//| fold: true
//| caption: Ranges over trainings with different seeds, 4,000 samples each; for the data, over as many draws. Unevenness is the Kolmogorov–Smirnov distance of u from the uniform distribution. Even a perfect sample of this size exceeds 0.021 in one case of twenty.
show(Table(
  columns: ["points", "median distance", "farther than 0.1", "unevenness"],
  rows: [
    ("data after one step of noise", dataQualities), ("perceptron", perceptronQualities),
    ("radial network", radialQualities),
  ].map { name, qualities in
    [
      name, span(qualities.map(\.medianDistance), digits: 4),
      span(qualities.map { 100 * $0.outliers }, digits: 1) + "%",
      span(qualities.map(\.unevenness), digits: 3),
    ]
  }))

//| label: fig-coverage
//| fold: true
//| caption: The density of u, the place along the curve, for 4,000 points each. Uniform is 1; u = 0 is the inner end of the roll.
//| alt: Three histograms around 1. Those of the data and the perceptron are equally ragged; the radial network's departs farther from 1.
show(Panels(columns: 3, "Coverage along the curve") {
  for (title, quality, color) in [
    ("data", dataQualities[0], Paint.series(1)), ("perceptron", perceptronQualities[0], .series(2)),
    ("radial network", radialQualities[0], .series(3)),
  ] {
    Plot(title, x: Axis("u"), y: Axis("density")) {
      Histogram(quality.places, bins: 25, range: 0...1, height: .density, color: color)
      Rule(y: 1)
    }
  }
})

// The noise of the one remaining forward step puts half of the data within `{swift} average(dataQualities.map(\.medianDistance)).fixed(4)` of the curve, which is the median of a Gaussian's
// magnitude, $`0.674 \sqrt{\beta_1}`$. The perceptron's samples reach `{swift} average(perceptronQualities.map(\.medianDistance)).fixed(4)`, so the network adds little to it. About
// `{swift} (100 * average(perceptronQualities.map(\.outliers))).fixed(1)`% are outliers that ended between two arms, near the basin boundary of @fig-drift. The radial network's samples in
// @fig-figure1-radial still look like a spiral, but `{swift} (100 * average(radialQualities.map(\.outliers))).fixed(0)`% of them are outliers and half are farther than
// `{swift} average(radialQualities.map(\.medianDistance)).fixed(3)` from the curve. Pictures hide a lot. Bits do not.

//| echo: false
let allowedDistance: Float = steps >= 4000 ? 0.006 : 0.1
check(
  "after \(steps) steps half of each perceptron's samples lie within \(allowedDistance) of the curve",
  perceptronQualities.allSatisfy { $0.medianDistance < allowedDistance })
show(check(
  "half of the data lie within 0.674 √β₁ of the curve, to 5%",
  dataQualities.allSatisfy { abs($0.medianDistance / (0.674 * sqrt(firstBeta)) - 1) < 0.05 }))

// ## K depends on the first noise level {#sec-first-step}
//
// @fig-first-step plots the ceiling against $`\beta_1`$, and the maximum for diagonal Gaussians on the S-shaped schedule that begins with it.

//| label: fig-first-step
//| fold: true
//| caption: K depends on β₁. The ceiling is −H(X₁); below it are the best diagonal Gaussians on the S-shaped schedule with 40 steps, and our two networks. The horizontal line is the paper's K, published without its β₁.
//| alt: Two falling straight lines on a logarithmic horizontal axis, the ceiling from 3.4 bits at three millionths to minus 2.4 at one hundredth, the best diagonal Gaussians below it. The paper's horizontal line at 2.35 crosses the ceiling at 1.4 hundred-thousandths. The perceptron's dot lies on the lower line, the radial network's far below.
/// The largest K of diagonal Gaussians on a schedule.
func bestDiagonalK(_ schedule: Schedule) -> Float {
  let ratios = schedule.signalToNoise
  return (2...schedule.steps).reduce(entropyTerms(schedule).item) { sum, t in
    let posterior = quadrature(sigma: sqrt(1 / ratios[t]))
    return sum - diagonalCost(posterior, rise: ratios[t - 1] - ratios[t])
  }
}
let firstBetas = (0...14).map { pow(Float(10), -5.5 + Float($0) / 4) }
let someBetas = [0, 2, 6, 10, 14].map { firstBetas[$0] }

show(Plot("K against β₁", x: Axis("β₁", scale: .log), y: Axis("K in bits")) {
  Line(firstBetas, firstBetas.map(ceiling), name: "ceiling", color: .ink)
  Line(
    someBetas, someBetas.map { bestDiagonalK(sigmoidSchedule(first: $0)) },
    name: "best diagonal", color: .series(4))
  Points(
    [firstBeta], [perceptronBounds[0]], name: "perceptron", size: 9, color: .series(2))
  Points([firstBeta], [radialBounds[0]], name: "radial network", size: 9, color: .series(3))
  Rule(y: Double(paperK), name: "paper")
})

//| echo: false
// The β₁ at which the ceiling, nearly straight in log β₁, is the paper's K.
let slope = (ceilings[1] - ceilings[0]) / log(Float(1.5))
let crossing = 1e-5 * exp((paperK - ceilings[0]) / slope)
show(check(
  "the ceiling passes through 2.35 bits near β₁ = 1.4 · 10⁻⁵",
  abs(crossing * 1e5 - 1.40) < 0.03))

// Each factor of ten in $`\beta_1`$ is worth $`\log_2 \sqrt{10} = 1.66`$ bits, the width of the blur across the curve. Even a perfect reverse process reaches the paper's 2.35 bits only
// for $`\beta_1`$ below `{swift} (crossing * 1e5).fixed(2)` · 10⁻⁵, provided the paper's roll was as thin as ours. The published number therefore tells us mostly how small the authors' $`\beta_1`$
// was, or how thick their roll. (With the defaults of their later, public code, $`\beta_1`$ would be about $`1/T = 0.025`$ and the ceiling
// `{swift} ceilings[2].fixed(1)` bits.) Compare models by their distance to the ceiling, for the same data and the same $`\beta_1`$.
//
// ## Noise schedules: even, optimal, learned {#sec-schedules}
//
// The S-shaped schedule is arbitrary. Which schedule would be best? In @eq-best only the SNRs matter, and the cost of a step depends only on where it starts and ends. We therefore
// place `{swift} levels.grouped` noise levels between the two ends of our schedule and search for the cheapest path through 40 of them. That is a **shortest path**, which
// **dynamic programming** finds exactly. The natural alternative is a schedule that is **even in log SNR**.

let levelRatios = exp(
  Tensor.linspace(from: log(ratios[1]), through: log(ratios[T]), count: levels))
let levelPosteriors = levelRatios.scalars.map { quadrature(sigma: sqrt(1 / $0)) }

// pathCosts[i, j]: bits of the best diagonal step from level j back to level i.
let pathCosts = stack(
  levelPosteriors.enumerated().map { level, posterior in
    let rise = maximum(levelRatios - levelRatios[level], Tensor(0)).reshaped([levels, 1, 1])
    let bits = log1p(rise * posterior.variance).sum(axis: 2) * (0.5 / log(Float(2)))
    return (bits * quadratureWeights).sum(axis: 1)
  }
).transposed()
let bestPaths = shortestPaths(pathCosts, edges: levels - 1)

//| label: fig-steps
//| fold: true
//| caption: K of the best diagonal Gaussians against the number of steps, for the same first and last noise level.
//| alt: Two rising curves that approach a horizontal line, the ceiling, from below. With 5 steps they lie three bits under it, with 40 half a bit, with 200 less than a tenth. The optimal schedule lies above the even one. A dot at 40 steps marks the S-shaped schedule, below both.
/// K of the best diagonal Gaussians through these levels.
func pathK(_ path: [Int]) -> Float {
  zip(path, path.dropFirst()).reduce(endTerms) { $0 - pathCosts[$1.0][$1.1].item }
}
/// Levels at even distances.
func evenPath(_ count: Int) -> [Int] {
  (0..<count).map { (2 * $0 * (levels - 1) + count - 1) / (2 * (count - 1)) }
}
let stepCounts = [5, 7, 10, 14, 20, 28, 40, 57, 80, 113, 160, 200].filter { $0 <= levels }
let evenK = stepCounts.map { pathK(evenPath($0)) }
let optimalK = stepCounts.map { pathK(bestPaths[$0 - 2]) }

show(Plot("More steps, fewer bits lost", x: Axis("steps T", scale: .log), y: Axis("K in bits")) {
  Rule(y: Double(perfectK), name: "ceiling", color: .ink)
  Line(stepCounts, optimalK, name: "optimal", color: .series(5))
  Line(stepCounts, evenK, name: "even in log SNR", color: .series(6))
  Points([T], [diagonalK], name: "S-shaped", size: 9, color: .series(1))
})

//| echo: false
let even40 = stepCounts.firstIndex(of: T).map { evenK[$0] } ?? .nan
let optimal40 = stepCounts.firstIndex(of: T).map { optimalK[$0] } ?? .nan
check(
  "more steps never lower the optimum",
  zip(optimalK, optimalK.dropFirst()).allSatisfy { $0 <= $1 + 1e-3 })
show(check(
  "with 40 steps: optimal above even above S-shaped",
  T != 40 || levels < 100 || optimal40 > even40 + 0.05 && even40 > diagonalK + 0.05))

// With forty steps the S-shaped schedule allows `{swift} diagonalK.fixed(2)` bits, the even one `{swift} even40.fixed(2)`, and the optimal one `{swift} optimal40.fixed(2)`. No choice of
// $`\beta_2, \dots, \beta_{40}`$ can bring diagonal Gaussians higher at this $`\beta_1`$ and these ends, learned or not, to within our grid of levels. Everything beyond needs more steps. The distance to the ceiling falls
// roughly like $`1/T`$, and with `{swift} levels.grouped` steps it is `{swift} (perfectK - evenK.last!).fixed(2)` bits.
//
// ### Learning the schedule
//
// The paper finds $`\beta_2, \dots, \beta_T`$ by gradient ascent on $`K`$. Thanks to the reparameterization trick [@kingma2014] this needs no new idea: with $`\varepsilon`$ drawn first, $`x_t`$ is a
// differentiable function of the schedule, and `stepCosts` is already written that way. We only have to make the schedule a parameter. $`\beta_1`$ stays fixed, because $`K`$ grows without limit as
// $`\beta_1 \to 0`$ (@fig-first-step).

/// The paper's model: radial basis functions and the schedule, trained together.
struct RadialWithSchedule: Module {
  let network: RadialNetwork
  let logits: Parameter

  init(from start: Schedule) {
    network = RadialNetwork(units: radialUnits, steps: start.steps)
    let beta = start.beta[2...]
    logits = Parameter(log(beta / (1 - beta)))
  }

  var schedule: Schedule {
    Schedule(concatenate([Tensor([firstBeta]), sigmoid(logits.value)]))
  }
}

//| title: Training with a learned schedule, and on the even and the optimal one
extension Schedule {
  /// The schedule with these SNRs.
  init(through ratios: [Float]) {
    let rest = zip(ratios, ratios.dropFirst()).map { ($0 - $1) / ($0 * (1 + $1)) }
    self.init(Tensor([1 / (1 + ratios[0])] + rest))
  }
}
func pathSchedule(_ path: [Int]) -> Schedule {
  Schedule(through: path.map { levelRatios[$0].item })
}
let evenSchedule = pathSchedule(evenPath(T))
let optimalSchedule = pathSchedule(bestPaths[T - 2])

let learned = RadialWithSchedule(from: schedule)
let scheduleTraining = Training(
  learned, named: "radial network with its schedule", peakRate: radialRate
) {
  negativeBound(learned.network, learned.schedule, clean: $0, noise: $1)
}
_ = checkpoint(
  "radial-with-schedule", learned, optimizer: scheduleTraining.optimizer, steps: steps,
  label: "Training the radial network with its schedule", body: scheduleTraining.step)
let learnedSchedule = learned.schedule

let learnedBounds =
  [Evaluation(learned.network, learnedSchedule).bound]
  + checkpoint("schedule-seeds") {
    (2...seeds).map { number -> Float in
      let model = RadialWithSchedule(from: schedule)
      Training(model, named: "radial network with its schedule \(number)", peakRate: radialRate) {
        negativeBound(model.network, model.schedule, clean: $0, noise: $1)
      }.run("Schedule, seed \(number)")
      return Evaluation(model.network, model.schedule).bound
    }
  }

/// K of the radial network on another schedule.
func radialBound(on schedule: Schedule, named name: String) -> Float {
  let model = RadialNetwork(units: radialUnits, steps: T)
  Training(model, named: "radial network, " + name, peakRate: radialRate) {
    negativeBound(model, schedule, clean: $0, noise: $1)
  }.run("Radial network, \(name)")
  return Evaluation(model, schedule).bound
}
/// K of the perceptron on another schedule, or with another activation.
func perceptronBound(
  on schedule: Schedule, named name: String, activation: @escaping (Tensor) -> Tensor = { sin($0) }
) -> Float {
  let model = PerceptronWithHeads(
    width: width, steps: T, random: random.stream("perceptron"), activation: activation)
  Training(model, named: "perceptron", peakRate: learningRate) {
    negativeBound(model, schedule, clean: $0, noise: $1)
  }.run("Perceptron, \(name)")
  return Evaluation(model, schedule).bound
}
let otherBounds = checkpoint("other-schedules") {
  [
    radialBound(on: evenSchedule, named: "even"),
    radialBound(on: optimalSchedule, named: "optimal"),
    perceptronBound(on: evenSchedule, named: "even"),
    perceptronBound(on: optimalSchedule, named: "optimal"),
  ]
}
let learnedDiagonalK = bestDiagonalK(learnedSchedule)

//| label: fig-schedules
//| fold: true
//| caption: Four schedules with the same β₁, forty steps each.
//| alt: On a logarithmic axis. The S-shaped schedule is flat at both ends. The even one rises along a straight line and flattens at 0.3. The optimal one rises more slowly, is a hundredth at step 33, and jumps to almost 1 at the last step. The learned one follows the optimal one up to step 28 and then rises faster, irregularly.
show(Plot("Noise schedules", x: Axis("step t"), y: Axis("β", scale: .log)) {
  Line(1...T, schedule.beta[1...], name: "S-shaped", color: .series(1))
  Line(1...T, evenSchedule.beta[1...], name: "even in log SNR", color: .series(6))
  Line(1...T, optimalSchedule.beta[1...], name: "optimal", color: .series(5))
  Line(1...T, learnedSchedule.beta[1...], name: "learned", color: .series(3))
})

//| label: tbl-schedules
//| fold: true
//| caption: K in bits by schedule, held out. Where a network was trained with several seeds the range is given, else it is one training; @tbl-bits shows how little seeds matter.
let binomialBeta = Tensor(
  [firstBeta] + (2...T).map { min(0.999, 1 / Float(T - $0 + 1)) })
let binomialK = bestDiagonalK(Schedule(binomialBeta))
/// The root mean squared difference of ln β over the steps 2 … T.
func logDistance(_ a: Schedule, _ b: Schedule) -> Float {
  sqrt(square(log(a.beta[2...] / b.beta[2...])).mean().item)
}
let logSteps = zip(bestPaths[T - 2], bestPaths[T - 2].dropFirst()).map {
  log(levelRatios[$0.0].item / levelRatios[$0.1].item)
}

show(Table(
  columns: ["schedule", "best diagonal", "perceptron", "radial network"],
  rows: [
    ["S-shaped", diagonalK.fixed(2), span(perceptronBounds), span(radialBounds)],
    ["even in log SNR", even40.fixed(2), otherBounds[2].fixed(2), otherBounds[0].fixed(2)],
    [
      "optimal (dynamic programming)", optimal40.fixed(2), otherBounds[3].fixed(2),
      otherBounds[1].fixed(2),
    ],
    ["learned with the radial network", learnedDiagonalK.fixed(2), "–", span(learnedBounds)],
  ]))

//| echo: false
show(check(
  "learning the schedule does not lower K, to 0.3 bits",
  learnedBounds.min()! > radialBounds.min()! - 0.3))

// @fig-schedules shows all four. The optimal schedule takes steps between `{swift} logSteps.dropLast().min()!.fixed(2)` and `{swift} logSteps.dropLast().max()!.fixed(2)` in log SNR and then covers the
// remaining `{swift} logSteps.last!.fixed(2)` in a single last step ($`\beta_T`$ = `{swift} optimalSchedule.beta[T].item.fixed(2)`): where nothing can be decided, one step is enough. Gradient ascent moves towards it. The learned
// schedule differs from the optimal one by `{swift} logDistance(learnedSchedule, optimalSchedule).fixed(2)` in $`\ln \beta_t`$ (root mean square), from the even one by `{swift} logDistance(learnedSchedule, evenSchedule).fixed(2)`, and from the S, where it
// started, by `{swift} logDistance(learnedSchedule, schedule).fixed(2)`. Learning the schedule lifts the radial network from `{swift} average(radialBounds).fixed(2)` to `{swift} average(learnedBounds).fixed(2)` bits (@tbl-schedules). A fixed schedule does
// almost as well: `{swift} otherBounds[0].fixed(2)` for the even one and `{swift} otherBounds[1].fixed(2)` for the optimal one, where three seeds of the learned one span `{swift} span(learnedBounds)`. The perceptron gains less, because it had
// less to gain.[^fixed]
//
// [^fixed]: A footnote of the paper adds that a fixed schedule did just as well, $`\beta_t = 1/(T - t + 1)`$, the one it uses for binary data. (The authors' later code falls evenly from $`1/\beta_1 = T`$ to $`1/\beta_T = 2`$ and
//     *adds* its parameter `step1_beta` to the first step.) On our curve, with $`\beta_1 = 10^{-5}`$, the best diagonal Gaussians reach `{swift} binomialK.fixed(2)` bits with it: it jumps from the finest scale
//     to a blur of a sixth of a unit in one step.
//
// ### Too few steps, close up
//
// @fig-few shows samples of the best diagonal Gaussians with few steps, computed without a network, so the only error is the shape of the Gaussians. At full size the roll
// would look perfect in all four panels. The figure shows a short diagonal stretch.

//| label: fig-few
//| fold: true
//| caption: Samples of the best diagonal Gaussians with 5, 10, 20 and 40 steps, even in log SNR, where the curve (gray) runs diagonally through a window of width 0.4.
//| alt: Four small windows, each with a diagonal band of dots around a line. With 5 steps the band is wide and blurred, and it narrows to the line itself with 40.
let fewSteps = [5, 10, 20, 40].filter { $0 <= levels }
let fewSamples = fewSteps.map { count in
  sample(
    ExactReverse(), pathSchedule(evenPath(count)), count: 3000,
    noise: random.stream("T = \(count)")
  ).last!
}
let (windowX, windowY) = (0.9...1.3, 1.16...1.56)
let stretch = roll(Tensor.linspace(from: 0.904, through: 0.931, count: 40)).transposed()
show(Panels(columns: 4, "Too few steps, close up") {
  for (count, points) in zip(fewSteps, fewSamples) {
    Plot(
      "T = \(count)", x: Axis(range: windowX), y: Axis(range: windowY), aspect: .equal
    ) {
      Line(stretch[0], stretch[1], weight: .light, color: .muted)
      Points(points, size: 3, color: .series(4))
    }
  }
})

//| echo: false
let fewDistances = fewSamples.map { nearest($0).distances.sorted()[1500] }
show(check(
  "the more steps, the closer to the curve",
  zip(fewDistances, fewDistances.dropFirst()).allSatisfy { $0 > $1 }))

// Half of 3,000 samples lie within `{swift} fewDistances[0].fixed(4)` of the curve with five steps, and within `{swift} fewDistances.last!.fixed(4)` with forty, where the noise of $`x_1`$ alone gives
// `{swift} average(dataQualities.map(\.medianDistance)).fixed(4)`. The last step matters most: it can only add axis-aligned noise to its mean, and the longer the step, the more.
//
// ## Inpainting: multiplying with a second distribution {#sec-inpainting}
//
// A trained diffusion model can be conditioned without retraining. The paper's section 2.5 multiplies the model's distribution with a second one, $`r`$, and samples from
// $`\tilde p(x_0) \propto p(x_0)\, r(x_0)`$. With an $`r`$ that fixes some coordinates this is **inpainting**: the rest is filled in. The paper restores the missing center of a bark image. We fix the first
// coordinate of a point near $`c = 0.5`$ with $`r(x) = \mathcal{N}(x_1;\, c, s^2)`$, $`s = 0.05`$, and ask for the second.
//
// Multiply every reverse step with a function $`r_t`$ of its result. A Gaussian times a Gaussian is a Gaussian whose precisions (inverse variances) add, so the code is three lines:

/// A Gaussian step times a Gaussian r in the first coordinate.
func multiplied(_ step: Gaussian, by r: (mean: Float, variance: Float)) -> Gaussian {
  let precision = 1 / step.variance + Tensor([1 / r.variance, 0])
  let mean = (step.mean / step.variance + Tensor([r.mean / r.variance, 0])) / precision
  return (mean, 1 / precision)
}

let (target, tolerance) = (Float(0.5), Float(0.05))
/// The same r at every step, as in the paper.
func constant(_ t: Int) -> (mean: Float, variance: Float) {
  (target, tolerance * tolerance)
}
/// E[r(x₀) | x_t], if the data were standard normal.
func expected(_ t: Int) -> (mean: Float, variance: Float) {
  let (signal, noise) = (schedule.signal[t].item, schedule.noiseVariance[t].item)
  return (target / signal, (tolerance * tolerance + noise) / (signal * signal))
}

// Which $`r_t`$ is right? The product of all steps is $`p(x_0)\, r(x_0)`$ exactly if $`r_t(x_t) = \mathbb{E}[r(x_0) \mid x_t]`$ (Doob's $`h`$-transform), the average of $`r`$ over what $`x_t`$ may become. That expectation is
// unknown; estimating it with a classifier is *classifier guidance*. The paper keeps $`r_t = r`$. Our second choice pretends that the data are
// standard normal, in which case the expectation is a Gaussian that fades as the noise grows.

//| title: Samples, and the share of each arm
/// The ranges of u in which the first coordinate is near the target, from the inside out.
let placesOnCurve = Tensor.linspace(from: 0, through: 1, count: 4001)
let firstCoordinates = roll(placesOnCurve).transposed()[0].scalars
let exactWeights = firstCoordinates.map { x -> Float in
  let z = (x - target) / tolerance
  return exp(-0.5 * z * z)
}
let totalWeight = exactWeights.reduce(0, +)
let crossings: [ClosedRange<Int>] = {
  var ranges: [ClosedRange<Int>] = []
  for (index, x) in firstCoordinates.enumerated() where abs(x - target) < 6 * tolerance {
    if let last = ranges.last, last.upperBound == index - 1 {
      ranges[ranges.count - 1] = last.lowerBound...index
    } else {
      ranges.append(index...index)
    }
  }
  return ranges
}()
let crossingNames = crossings.map { range in
  let middle = range.min {
    abs(firstCoordinates[$0] - target) < abs(firstCoordinates[$1] - target)
  }!
  let y = roll(placesOnCurve)[middle][1].item
  return "y = " + (y < 0 ? "−" : "") + abs(y).fixed(1)
}
let exactShares = crossings.map { $0.reduce(0) { $0 + exactWeights[$1] } / totalWeight }

/// The share of samples on each arm.
func shares(_ points: Tensor) -> [Float] {
  let places = nearest(points).places.map { Int(($0 * 4000).rounded()) }
  return crossings.map { range in
    Float(places.filter { range.contains($0) }.count) / Float(places.count)
  }
}
func inpainted(_ r: @escaping (Int) -> (mean: Float, variance: Float), _ name: String) -> Tensor {
  sample(perceptron, schedule, count: 4000, noise: random.stream("inpainting " + name)) {
    multiplied($0, by: r($1))
  }.last!
}
let (constantSamples, expectedSamples) = (
  inpainted(constant, "constant"), inpainted(expected, "expected")
)
let (constantShares, expectedShares) = (shares(constantSamples), shares(expectedSamples))
/// The share of samples that would have to move to another arm, in percent.
func misplaced(_ shares: [Float]) -> String {
  (100 * zip(shares, exactShares).map { max(0, $1 - $0) }.reduce(0, +)).fixed(0) + "%"
}
/// The root mean squared distance of the first coordinate from the target.
func spread(_ points: Tensor) -> Float {
  sqrt(square(points.slice(axis: 1, 0..<1) - target).mean().item)
}
let exactSpread = sqrt(
  zip(exactWeights, firstCoordinates).map { $0 * ($1 - target) * ($1 - target) }.reduce(0, +)
    / totalWeight)

//| label: fig-inpainting
//| fold: true
//| caption: Left, 1,500 samples with the first coordinate fixed near 0.5 (line), with the second choice of r_t, over the roll (gray). Right, the share of 4,000 samples on each arm that the line crosses, against the exact shares.
//| alt: Left, a gray spiral crossed by a vertical line; dots gather where they cross. Right, groups of three bars, one group for each crossing.
show(Panels(columns: 2, "Inpainting", sharedAxes: false) {
  Plot("samples", x: Axis(range: -2.6...2.6), y: Axis(range: -2.6...2.6), aspect: .equal) {
    Line(wholeCurve[0], wholeCurve[1], weight: .light, color: .muted)
    Rule(x: Double(target))
    Points(expectedSamples[0..<1500], color: .series(2))
  }
  Plot("arms", x: Axis("second coordinate"), y: Axis("share of samples")) {
    Bars(labels: crossingNames, exactShares, name: "exact", color: .ink)
    Bars(labels: crossingNames, expectedShares, name: "expected r", color: .series(2))
    Bars(labels: crossingNames, constantShares, name: "constant r", color: .series(3))
  }
})

//| echo: false
check(
  "the arms hold nearly all of the exact distribution", exactShares.reduce(0, +) > 0.999)
show(check(
  "most inpainted samples are on the arms",
  steps < 4000 || expectedShares.reduce(0, +) > 0.9))

// Both choices find all three crossings in @fig-inpainting, and neither is exact. With the constant $`r`$, `{swift} misplaced(constantShares)` of the 4,000 samples would have to move to another arm, with the
// expected one `{swift} misplaced(expectedShares)` (sampling error: about one percent). The first coordinate should be within `{swift} exactSpread.fixed(3)` of $`c`$ (root mean square); it is within
// `{swift} spread(constantSamples).fixed(3)` and `{swift} spread(expectedSamples).fixed(3)`. The constant $`r`$ constrains $`x_t`$ as strictly as $`x_0`$, even while the state is mostly noise. The expected one ignores the
// curve: where it runs vertically, the first coordinate of $`x_0`$ is almost known, and the true expectation is much narrower than our Gaussian. Conditioning by a guess of $`r_t`$ is approximate for images
// too, and chapter 08 returns to it.
//
// ## Binomial diffusion: the heartbeat {#sec-heartbeat}
//
// Nothing so far required Gaussians. For binary data the paper replaces the kernel by one that sets each bit to a fair coin flip with probability $`\beta_t`$ (table App. 1, *binomial*):
//
// ```math {#eq-binomial}
// q(x_t = 1 \mid x_{t-1}) = (1 - \beta_t)\, x_{t-1} + \tfrac{1}{2} \beta_t,
// \qquad
// q(x_t = 1 \mid x_0) = \bar\alpha_t\, x_0 + \tfrac{1}{2} (1 - \bar\alpha_t) .
// ```
//
// Its *heartbeat* task (section 3.1.2) has sequences of 20 bits with a 1 at every fifth place. There are five of them, one for each phase, so the true log likelihood is $`\log_2 \tfrac15 = -2.32`$ bits. The chain has
// $`T = 2000`$ steps with $`\beta_t = 1/(T - t + 1)`$, so that $`\bar\alpha_t = 1 - t/T`$: each step erases the same share of the signal.
//
// The forward-process posterior is Bayes' rule for one bit. The reverse step has independent bits too. We let the network predict the probability that each *clean* bit is 1 and mix the
// two posteriors accordingly, the discrete form of $`x_0`$-prediction (later generalized by D3PM, [@austin2021]):

/// q(x_{t−1} = 1 | x_t, x₀ = bit) for each bit of the state.
func previousBit(_ state: Tensor, clean bit: Float, t: Tensor) -> Tensor {
  let flip = 0.5 / (Float(binarySteps) - t + 1)  // β_t / 2
  let alphaBarBefore = 1 - (t - 1) / Float(binarySteps)
  let prior = alphaBarBefore * bit + 0.5 * (1 - alphaBarBefore)
  let likelihood = state * (1 - flip) + (1 - state) * flip
  let (one, zero) = (prior * likelihood, (1 - prior) * (1 - likelihood))
  return one / (one + zero)
}

/// p(x_{t−1} = 1 | x_t), where `clean` is the predicted probability that x₀ = 1.
func reverseBit(_ state: Tensor, clean: Tensor, t: Tensor) -> Tensor {
  clean * previousBit(state, clean: 1, t: t)
    + (1 - clean) * previousBit(state, clean: 0, t: t)
}

/// The divergence of independent bits q from p, in bits, summed over the last axis.
func divergence(ofBits q: Tensor, from p: Tensor) -> Tensor {
  let nats = -(1 - q) * log1p((q - p) / (1 - q)) - q * log1p((p - q) / q)
  return nats.sum(axis: -1) / log(Float(2))
}

// The network has three hidden layers of 50 units, as in the paper. Its input is each bit's log-likelihood ratio, $`\pm \ln \frac{1 + \bar\alpha_t}{1 - \bar\alpha_t}`$, which contains all that $`x_t`$ and $`t`$ say
// about $`x_0`$. With five sequences we also know the exact posterior of each clean bit: a softmax over phases.

//| title: Network, training and evaluation of the heartbeat model
/// One sequence for each phase: [5, 20].
let heartbeats = Tensor(
  (0..<5).map { phase in (0..<20).map { $0 % 5 == phase ? Float(1) : 0 } })

/// The log-likelihood ratio of each bit.
func evidence(_ state: Tensor, t: Tensor) -> Tensor {
  let alphaBar = 1 - t / Float(binarySteps)
  return (2 * state - 1) * log((1 + alphaBar) / (1 - alphaBar))
}

/// The exact probability that each clean bit is 1.
func exactBits(_ state: Tensor, t: Tensor) -> Tensor {
  matmul(
    softmax(0.5 * matmul(evidence(state, t: t), 2 * heartbeats.transposed() - 1)), heartbeats)
}

struct HeartbeatNetwork: Module {
  let layers: [Linear]

  init(random: RandomStream) {
    layers = [(20, 50), (50, 50), (50, 50), (50, 20)].map {
      Linear($0.0, $0.1, random: random)
    }
  }

  /// The predicted probability that each clean bit is 1.
  func callAsFunction(_ state: Tensor, t: Tensor) -> Tensor {
    let start = layers[0](0.25 * evidence(state, t: t))
    let output = layers[1...].reduce(start) { $1(silu($0)) }
    return sigmoid(output)
  }
}

/// The divergence at random states of the steps `t`, `[n, 1]`.
func bitCosts(
  _ t: Tensor, _ random: RandomStream, predict: (Tensor, Tensor) -> Tensor
) -> Tensor {
  let clean = heartbeats.rows(random.integers(t.shape[0], below: 5))
  let alphaBar = 1 - t / Float(binarySteps)
  let state = random.bernoulli(alphaBar * clean + 0.5 * (1 - alphaBar))
  return divergence(
    ofBits: reverseBit(state, clean: clean, t: t),
    from: reverseBit(state, clean: predict(state, t), t: t))
}

/// The entropy in bits of a coin that shows heads with probability p.
func coinEntropy(_ p: Float) -> Float {
  -(p * log(p) + (1 - p) * log(1 - p)) / log(Float(2))
}
let lastEntropy = 20 * coinEntropy(0.5 / Float(binarySteps))

/// K on held-out states, and its standard error.
func heartbeatBound(_ predict: (Tensor, Tensor) -> Tensor) -> (bound: Float, error: Float) {
  let random = random.stream("heartbeat test")
  let t = Tensor((2...binarySteps).map { Float($0) }, shape: [binarySteps - 1, 1])
  let sums = (0..<400).map { _ in bitCosts(t, random, predict: predict).sum().item }
  return (-average(sums) - lastEntropy, sqrt(Tensor(sums).variance().item / 400))
}

let heartbeat = HeartbeatNetwork(random: random.stream("heartbeat network"))
let heartbeatAdam = Adam(heartbeat)
let heartbeatRate = WarmupCosine(peak: 3e-3, warmupSteps: 100, totalSteps: heartbeatSteps)
let heartbeatDraws = random.stream("heartbeat training")
_ = checkpoint(
  "heartbeat", heartbeat, optimizer: heartbeatAdam, steps: heartbeatSteps,
  label: "Training the heartbeat network"
) { step in
  heartbeatAdam.learningRate = heartbeatRate(step)
  let t = Tensor(
    heartbeatDraws.integers(1024, below: binarySteps - 1).map { Float($0 + 2) },
    shape: [1024, 1])
  let (loss, gradients) = valueWithGradients {
    bitCosts(t, heartbeatDraws) { heartbeat($0, t: $1) }.mean()
  }
  heartbeatAdam.update(with: gradients)
  return loss.item
}
let heartbeatK = heartbeatBound { heartbeat($0, t: $1) }
let exactHeartbeatK = heartbeatBound { exactBits($0, t: $1) }
let heartbeatCeiling = -log2(Float(5)) - lastEntropy
let heartbeatNull = -20 * coinEntropy(0.2)

//| label: tbl-heartbeat
//| fold: true
//| caption: The second row of the paper's table 1, and ours, in bits per sequence. L_null is the log likelihood under independent bits that are 1 with probability 1/5.
func pulseRow(_ name: String, _ bound: Float, _ error: Float?) -> [String] {
  [name, bound.fixed(3), error.map { $0.fixed(3) } ?? "–", (bound - heartbeatNull).fixed(3)]
}
show(Table(
  columns: ["model", "K", "± standard error", "K − L_null"],
  rows: [
    ["the paper", "-2.414", "–", "12.024"],
    pulseRow("our network", heartbeatK.bound, heartbeatK.error),
    pulseRow("exact posterior, independent bits", exactHeartbeatK.bound, exactHeartbeatK.error),
    pulseRow("ceiling −H(X₁)", heartbeatCeiling, nil),
    pulseRow("log₂ ⅕, the data", -log2(Float(5)), nil),
  ]))

//| label: fig-heartbeat
//| fold: true
//| caption: Twenty-four samples of the heartbeat network, one per row, from coin flips at t = T to heartbeats at t = 1. Yellow is 1.
//| alt: Four panels of 24 rows with 20 cells. The first is random. In the next two a pattern with period five emerges. The last has a 1 at every fifth place in each row, with different phases.
let pulseNoise = random.stream("heartbeat samples")
var pulses = pulseNoise.bernoulli(Tensor.full([500, 20], 0.5))
var pulseFrames = [pulses[0..<24]]
let pulseStops = [binarySteps, binarySteps / 2, binarySteps / 10, 1]
for t in stride(from: binarySteps, to: 1, by: -1) {
  let step = Tensor(Float(t))
  pulses = pulseNoise.bernoulli(
    clamp(reverseBit(pulses, clean: heartbeat(pulses, t: step), t: step), 0...1))
  if pulseStops.contains(t - 1) { pulseFrames.append(pulses[0..<24]) }
}
let rowsOfPulses = (0..<500).map { pulses[$0].scalars }
let phases = (0..<5).map { heartbeats[$0].scalars }
let validShare = Float(rowsOfPulses.filter { phases.contains($0) }.count) / 500
let phaseCounts = phases.map { phase in rowsOfPulses.filter { $0 == phase }.count }

show(Panels(columns: 4, "Coin flips into heartbeats") {
  for (t, frame) in zip(pulseStops, pulseFrames) {
    Plot("t = \(t)", x: Axis("bit"), y: Axis("sample")) { HeatMap(frame, range: 0...1) }
  }
})

//| echo: false
check(
  "L_null is −14.438, the difference of the paper's two numbers",
  abs(-2.414 - 12.024 - heartbeatNull) < 0.001)
check(
  "the ceiling of the heartbeat is −2.389 bits at T = 2000",
  binarySteps != 2000 || abs(heartbeatCeiling + 2.389) < 0.001)
show(check(
  "the heartbeat network comes within 0.1 bits of it",
  binarySteps < 2000 || heartbeatSteps < 3000 || heartbeatCeiling - heartbeatK.bound < 0.1))

// The ceiling explains most of the paper's −2.414 (@tbl-heartbeat). The last step is not learned and flips each bit with probability $`1/2T`$, so $`X_1`$ has `{swift} lastEntropy.fixed(3)` bits more entropy than the data, and no model can
// exceed `{swift} heartbeatCeiling.fixed(3)`. The paper's network is `{swift} (heartbeatCeiling + 2.414).fixed(3)` bits below that. Ours differs from it by `{swift} abs(heartbeatCeiling - heartbeatK.bound).fixed(3)`, with a standard error of `{swift} heartbeatK.error.fixed(3)`. Of 500 samples,
// `{swift} (100 * validShare).fixed(1)`% are exact heartbeats, with phases in proportions `{swift} phaseCounts`.
//
// ## Comparing with published numbers {#sec-comparing}
//
// The field's most common bug is a variance used as a standard deviation. Scale the noise by $`1 - \bar\alpha_t`$ instead of $`\sqrt{1 - \bar\alpha_t}`$ when evaluating the trained perceptron, and the ceiling catches it:

let bugDraws = random.stream("bug")
let bugNoise = schedule.noiseScale.at(2...T) * bugDraws.normal([T - 1, 4096, 2])
let bugCosts = stepCosts(
  perceptron, schedule, clean: roll(bugDraws.uniform([T - 1, 4096])), noise: bugNoise, t: 2...T)
let bugK = endTerms - bugCosts.mean(axis: 1).sum().item
show(check("with too little noise K exceeds the ceiling", bugK > perfectK))

// The same network now scores `{swift} bugK.fixed(2)` bits, more than a perfect reverse process. *A bound above its ceiling is a bug*, always. Few experiments have a computable ceiling. This one
// does, which makes it a good place to test code before you apply it to images.
//
// Should you worry when your number differs from a published one? First ask what would change it. For this experiment:
//
// | Symptom | Cause | Size |
// | --- | --- | --- |
// | K too high without any learning | data not scaled to variance 1 | `{swift} log2(10 / SwissRoll.scale).fixed(2)` bits for the roll divided by ten |
// | K off, everything else equal | another $`\beta_1`$ | 1.66 bits for each factor of ten |
// | K off by a constant | the $`-1`$ of @eq-cost left out; gradients do not notice | $`(T-1)/\ln 2`$ = `{swift} (Float(T - 1) / log(Float(2))).fixed(1)` bits |
// | K of the wrong magnitude | a mean over coordinates and steps, in nats | multiply by $`2(T-1)/\ln 2`$, subtract from the three entropies |
// | K above the ceiling | variance used as standard deviation | `{swift} bugK.fixed(2)` bits, above |
//
// ## What it cost
//
// From scratch the page trains the perceptron six times, the radial network eight times and the heartbeat network once: about five minutes on two cores. With cached weights it takes about fifteen seconds. Memory stays below
// half a gigabyte, and the published weights are 3 MB. If you stop the training early, @fig-training shows what to expect: after a quarter of the steps the perceptron is within about a bit of the optimum.
//
// ## Exercises
//
// The edits are in one or two cells; `walkthrough run 2` then says which numbers changed. The solutions were computed by the run that made this page.
//
// **1. One word.** In the default of `activation`, replace `sin` with `silu`. Everything else, including the number of parameters, stays the same. At which steps do you expect the perceptron to lose bits, early ones or late ones?
//
// <details>
// <summary>Solution</summary>

//| title: Training with SiLU in the first layer
let siluOutcome = checkpoint("silu-first") {
  let model = PerceptronWithHeads(
    width: width, steps: T, random: random.stream("perceptron"), activation: { silu($0) })
  Training(model, named: "perceptron", peakRate: learningRate) {
    negativeBound(model, schedule, clean: $0, noise: $1)
  }.run("Perceptron with SiLU")
  return Evaluation(model, schedule)
}
let siluLoss = zip(siluOutcome.costs, perceptronOutcomes[0].evaluation.costs).map { $0 - $1 }
let siluEarly = siluLoss[..<21].reduce(0, +)

// $`K`$ falls from `{swift} perceptronBounds[0].fixed(2)` to `{swift} siluOutcome.bound.fixed(2)`, and the check on the distance to the optimum fails. Of the `{swift} siluLoss.reduce(0, +).fixed(2)` bits,
// `{swift} siluEarly.fixed(2)` are lost at $`t \le 22`$, where the curve must be located to a fraction of its width: smooth half-planes do not resolve fine detail.
//
// </details>
//
// **2. The bug in the sampler.** In `sample`, remove the square root of `step.variance` (twice). $`K`$ does not change. Why not? What happens to the samples?
//
// <details>
// <summary>Solution</summary>

//| title: Sampling with the bug
let buggySamples = sample(
  perceptron, schedule, count: 4000, noise: random.stream("sampler bug")
) { step, _ in (step.mean, square(step.variance)) }
let buggyQuality = Quality(buggySamples.last!)

// The bound compares Gaussians and never samples from the model, so it cannot detect an error in the sampler. The distances to the curve cannot detect it either: with too little noise the samples end *closer* to the
// curve than the data do (the median is `{swift} buggyQuality.medianDistance.fixed(4)` instead of `{swift} average(dataQualities.map(\.medianDistance)).fixed(4)`). Their coverage gives the bug away: the unevenness rises from
// `{swift} perceptronQualities[0].unevenness.fixed(3)` to `{swift} buggyQuality.unevenness.fixed(3)`. Always evaluate both, the likelihood and the samples, and the samples for both distance and coverage.
//
// </details>
//
// **3. More steps.** How many steps, even in log SNR, does it take until the best diagonal Gaussians reach the paper's 2.35 bits at our $`\beta_1`$? And with the optimal schedule? Read the answer from @fig-steps, then compute it.
//
// <details>
// <summary>Solution</summary>

let enoughEven = (2...levels).first { pathK(evenPath($0)) >= paperK }
let enoughOptimal = (2...levels).first { pathK(bestPaths[$0 - 2]) >= paperK }

// `{swift} enoughEven.map { "\($0)" } ?? "More than \(levels)"` even steps, or `{swift} enoughOptimal.map { "\($0)" } ?? "more than \(levels)"` optimal ones.
//
// </details>
//
// **4. Full covariance.** @tbl-ceilings says that axis-aligned Gaussians lose `{swift} (fullK - diagonalK).fixed(2)` bits. Recover them: give the perceptron's heads a fifth output $`c`$ and let the second coordinate depend on
// the first, $`x_2 \sim \mathcal{N}(\mu_2 + c\,(x_1 - \mu_1),\, v_2)`$. What becomes of the term $`i = 2`$ in @eq-cost?
//
// <details>
// <summary>Solution</summary>
//
// The second coordinate is now measured relative to the first. Its error becomes $`(\tilde\mu_2 - \mu_2) - c\,(\tilde\mu_1 - \mu_1)`$, and the posterior's variance along it $`\tilde\beta_t (1 + c^2)`$:

func fullCovarianceCosts(
  _ model: PerceptronWithHeads, clean: Tensor, noise: Tensor
) -> Tensor {
  let state = schedule.signal.at(2...T) * clean + schedule.noiseScale.at(2...T) * noise
  let output = model.output(state, t: 2...T)
  let (mean, variance) = model.gaussian(output, state, t: 2...T, schedule)
  let slope = output.slice(axis: 2, 4..<5)
  let least = schedule.posteriorVariance.at(2...T)
  let error =
    schedule.dataWeight.at(2...T) * clean + schedule.stateWeight.at(2...T) * state - mean
  let first = error.slice(axis: 2, 0..<1)
  let relative = concatenate([first, error.slice(axis: 2, 1..<2) - slope * first], axis: 2)
  let spread = least * concatenate([Tensor.ones(slope.shape), 1 + square(slope)], axis: 2)
  let ratio = (spread + square(relative)) / variance
  return (log(variance / least) + ratio - 1).sum(axis: 2) / (2 * log(Float(2)))
}

//| title: Fine-tuning with a full covariance
let fullOutcome = checkpoint("full-covariance") {
  let tuningSteps = min(800, steps)
  let model = PerceptronWithHeads(
    width: width, steps: T, outputs: 5, random: random.stream("perceptron"))
  for (new, old) in zip(model.parameters, perceptron.parameters)
  where new.parameter.shape == old.parameter.shape {
    new.parameter.value = old.parameter.value
  }
  let (readout, trained) = (model.readout, perceptron.readout)
  readout.weight.value = concatenate(
    [trained.weight.value, Tensor.zeros([T - 1, width, 1])], axis: 2)
  readout.bias.value = concatenate([trained.bias.value, Tensor.zeros([T - 1, 1, 1])], axis: 2)
  let adam = Adam(model)
  let rate = WarmupCosine(peak: learningRate / 4, warmupSteps: 50, totalSteps: tuningSteps)
  let draws = random.stream("training full covariance")
  for step in progress("Fine-tuning with a full covariance", 0..<tuningSteps) {
    adam.learningRate = rate(step)
    let clean = roll(draws.uniform([T - 1, batch]))
    let noise = draws.normal([T - 1, batch, 2])
    let (_, gradients) = valueWithGradients {
      fullCovarianceCosts(model, clean: clean, noise: noise).mean(axis: 1).sum()
    }
    adam.update(with: gradients)
  }
  return Evaluation(schedule) { fullCovarianceCosts(model, clean: $0, noise: $1) }
}

// The trained perceptron with the additional output, fine-tuned for at most 800 steps, reaches `{swift} fullOutcome.bound.fixed(2)` bits, where the best full Gaussians have `{swift} fullK.fixed(2)` and the best diagonal ones
// `{swift} diagonalK.fixed(2)`.
//
// </details>
//
// **5. A thicker roll.** Before you run `walkthrough run 2 --set firstBeta=1e-3`: what will the ceiling be, and does the cost of diagonal Gaussians grow or shrink?
//
// <details>
// <summary>Solution</summary>

let thickCeiling = ceiling(1e-3)
let thickDiagonal = bestDiagonalK(sigmoidSchedule(first: 1e-3))

// Two factors of ten are $`2 \cdot 1.66`$ bits: the ceiling falls from `{swift} perfectK.fixed(2)` to `{swift} thickCeiling.fixed(2)`. The cost of diagonal Gaussians shrinks from
// `{swift} (perfectK - diagonalK).fixed(2)` to `{swift} (thickCeiling - thickDiagonal).fixed(2)` bits, because the same forty steps now cover a shorter range of SNR. The last factors of ten in
// $`\beta_1`$ are the hard ones, and the published number rewards exactly those.
//
// </details>
