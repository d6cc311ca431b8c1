// Noise and gradients
//
// Tensors, autograd, Gaussian noise and the score, and a first diffusion model: a small network that turns noise into data on the number line, next to the exact answer.
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

// A diffusion model turns noise into data by removing a little noise at a time. @fig-opening shows a complete
// one. Its data are the simplest possible: half of the numbers are $`-1`$, half are $`+1`$.

//| label: fig-opening
//| fold: true
//| caption: A diffusion model on the number line. Each dot is one number; its horizontal position is its value, from −3 to 3, and its vertical position only keeps the dots apart. Press *Play*. The forward process adds noise until the two clusters have become one Gaussian. The reverse process starts from fresh Gaussian noise and ends at the data.
//| alt: A film of 24 frames. Two vertical columns of dots at minus one and plus one widen and merge into one broad cloud around zero; then the cloud splits and contracts into two columns again.
func openingFilm(dots: Int, stops: [Int]) -> Scrubber {
  let stream = Random(seed: seed).stream("opening film")
  let height = 1.2 * stream.uniform([dots])
  var x = Tensor((0..<dots).map { $0 % 2 == 0 ? Float(-1) : 1 })
  var (alphaBars, frames, labels) = ([Float(1)], [Frame](), [String]())
  func record(_ label: String) {
    let points = stack([x, height]).transposed()
    frames.append(Frame(points: points, x: -3...3, y: -0.1...1.3, size: 720))
    labels.append(label)
  }
  func beta(_ t: Int) -> Float { 1e-4 + (0.02 - 1e-4) * Float(t - 1) / 999 }
  record("forward, t = 0")
  for t in 1...1000 {
    alphaBars.append(alphaBars[t - 1] * (1 - beta(t)))
    x = sqrt(1 - beta(t)) * x + sqrt(beta(t)) * stream.normal([dots])
    if stops.contains(t) { record("forward, t = \(t)") }
  }
  x = stream.normal([dots])
  for t in (1...1000).reversed() {
    if stops.contains(t) { record("reverse, t = \(t)") }
    let (after, before) = (1 - alphaBars[t], 1 - alphaBars[t - 1])
    let clean = tanh(sqrt(alphaBars[t]) / after * x)
    x =
      sqrt(alphaBars[t - 1]) * beta(t) / after * clean
      + sqrt(1 - beta(t)) * before / after * x
      + sqrt(beta(t) * before / after) * stream.normal([dots])
  }
  record("reverse, t = 0")
  return Scrubber("Data to noise, and back", frames: frames, labels: labels)
}
show(openingFilm(dots: 800, stops: [5, 15, 30, 60, 100, 150, 200, 300, 400, 600, 1000]))

// This chapter builds it from arrays, gradients and Gaussian random numbers. The film's reverse process uses an
// exact formula, which we derive below. At the end a neural network that has seen only samples replaces the
// formula. On the number line everything that a network has to learn can be computed exactly, so we can check
// each idea before later chapters apply it to images.
//
// **You will be able to** compute gradients with autograd and test them; add any amount of noise in one step;
// explain why a network trained with squared error predicts the posterior mean; convert between a clean
// prediction, a noise prediction and the score; and train and sample a diffusion model.
//
// **You need** some Swift or Python and some calculus. **Reading time:** about 35 minutes. **Cost:** everything
// here, five trainings included, runs in well under a minute on two CPU cores. There is no data set to download.
//
// The chapter's Swift cells computed every number and figure on this page. Plumbing and plotting code is folded;
// click to open it. Each tick marks a claim that the run has tested. If one fails, the page is not published.
// The few cells that only test claims are hidden here; the downloads contain them.
//
// ## Tensors and broadcasting
//
// A *tensor* is an array of numbers with a shape. Three points in the plane form a tensor of shape $`[3, 2]`$,
// with one point per row. Arithmetic is elementwise. Where two shapes differ, *broadcasting* repeats an axis of
// length 1, or a missing leading axis, as in NumPy and PyTorch. Here it subtracts the mean of each column from
// each row. The matrix product $`X^\top X`$ of the centered points, divided by their number, is their
// covariance:

let points = Tensor([[1, 2], [3, 6], [5, 4]])
let centered = points - points.mean(axis: 0)
let covariance = matmul(centered.transposed(), centered) / Float(points.shape[0])
show(covariance)

// Tensors are immutable: `centered` is a new tensor, and `points` keeps its values. Running a cell twice
// therefore gives the same answer.
//
// <details>
// <summary>The API next to PyTorch's</summary>
//
// | this book | PyTorch | remark |
// | --- | --- | --- |
// | `Tensor([[1, 2], [3, 6]])` | `torch.tensor([[1., 2.], [3., 6.]])` | always 32-bit floats |
// | `x.mean(axis: 0)` | `x.mean(dim=0)` | |
// | `loss.item`, `x.scalars` | `loss.item()`, `x.flatten().tolist()` | one number, all numbers |
// | `Parameter(x)` | `nn.Parameter(x)` | read it as `parameter.value` |
// | `valueWithGradients { … }` | `loss.backward()` | returns the gradients; there is nothing to zero |
// | a struct that conforms to `Module` | a subclass of `nn.Module` | reflection finds its parameters |
// | `Random(seed: 1).stream("noise")` | `torch.Generator` | one independent stream per name |
// | `x.variance()` | `x.var(correction=0)` | divides by n |
//
// </details>
//
// ## Gradients: by hand, autograd, central differences {#sec-gradients}
//
// Training changes the parameters to reduce a loss. The *gradient* points in the direction in which the loss
// increases fastest, so training steps the opposite way. Take one parameter $`w`$, predictions $`\tanh(w x_i)`$
// for a few targets $`y_i`$, and the mean squared error:
//
// ```math {#eq-loss}
// L(w) = \frac{1}{n} \sum_{i=1}^{n} \bigl(\tanh(w x_i) - y_i\bigr)^2 .
// ```
//
// **By hand.** With $`\tanh' = 1 - \tanh^2`$ and the chain rule,
//
// ```math {#eq-gradient}
// \frac{dL}{dw} = \frac{2}{n} \sum_{i=1}^{n}
//   \bigl(\tanh(w x_i) - y_i\bigr)\bigl(1 - \tanh^2(w x_i)\bigr)\, x_i .
// ```
//
// **By autograd.** Inside `valueWithGradients`, each operation records how to pass a gradient back to its
// inputs. A backward pass through this record then applies the chain rule. The method is called *reverse-mode
// automatic differentiation*.
//
// **By central difference.** Move $`w`$ a little in both directions and divide the change of the loss by the
// distance:
//
// ```math {#eq-difference}
// \frac{dL}{dw} = \frac{L(w + h) - L(w - h)}{2h} - \frac{h^2}{6} L'''(w) + O(h^4) .
// ```

let x = Tensor([-2, -1, 0.5, 1, 3])
let y = Tensor([-0.9, -0.4, 0.1, 0.7, 0.8])
let w = Parameter(Tensor(0.3))

func loss(_ w: Tensor) -> Tensor { mse(tanh(w * x), y) }

func gradientByHand(_ w: Tensor) -> Float {
  let prediction = tanh(w * x)
  return (2 * (prediction - y) * (1 - square(prediction)) * x).mean().item
}
let (lossValue, gradients) = valueWithGradients { loss(w.value) }
let byAutograd = gradients[w]!.item

func centralDifference(_ h: Float) -> Float {
  (loss(w.value + h).item - loss(w.value - h).item) / (2 * h)
}

//| label: tbl-gradients
//| fold: true
//| caption: The same derivative computed in three ways.
let byHand = gradientByHand(w.value)
let byDifference = centralDifference(0.01)
show(Table(
  columns: ["method", "dL/dw", "distance from the first row"],
  rows: [
    ["by hand", byHand.fixed(7), "0"],
    ["autograd", byAutograd.fixed(7), abs(byAutograd - byHand).fixed(7)],
    ["central difference, h = 0.01", byDifference.fixed(7), abs(byDifference - byHand).fixed(7)],
  ]))

//| echo: false
show(check("autograd agrees with the formula to 1 part in 100,000",
  abs(byAutograd - byHand) < 1e-5 * abs(byHand)))

// A smaller $`h`$ does not always help. @fig-step shows two sources of error. On the right, the *truncation
// error* $`h^2 |L'''| / 6`$ of @eq-difference falls with $`h`$. (The second derivative cancels between the two
// sides.) On the left, the *rounding error* grows: 32-bit numbers carry about seven digits, most of them cancel
// in the difference, and dividing by a small $`h`$ magnifies the rest. The best step here is
// `{swift} best.fixed(4)`. At the smallest step, one millionth, the derivative is off by
// `{swift} errors.last!.fixed(3)`.

//| label: fig-step
//| fold: true
//| caption: The error of the central difference against its step size, with the two terms that explain it. It is smallest near their crossing.
//| alt: A V on logarithmic axes. The measured error follows the line of the truncation error down from the right, turns near h = 0.001, and rises raggedly along the line of the rounding error to the left.
let hs = (0...24).map { pow(10, -Float($0) / 4) }
let errors = hs.map { abs(centralDifference($0) - byHand) }
let best = hs[errors.firstIndex(of: errors.min()!)!]
// The third derivative of the loss is the second derivative of its gradient.
let thirdDerivative =
  (gradientByHand(w.value + 0.03) - 2 * byHand + gradientByHand(w.value - 0.03)) / (0.03 * 0.03)
let truncation = hs.map { $0 * $0 * abs(thirdDerivative) / 6 }
let rounding = hs.map { 6e-8 * lossValue.item / $0 }

show(Plot(
  "The central difference has a best step size",
  x: Axis("step size h", scale: .log), y: Axis("error", scale: .log, range: 1e-8...10)
) {
  Line(hs, errors, name: "measured")
  Line(hs, truncation, name: "truncation, h²|L‴|/6")
  Line(hs, rounding, name: "rounding, 6·10⁻⁸ L/h")
})

// Central differences need two evaluations *per parameter*, while one backward pass computes the gradient for
// all parameters. Networks are therefore trained with autograd, and central differences test it: every operation
// of this book's engine is checked against them.
//
// ## Gaussian noise and the reparameterization trick {#sec-gaussian}
//
// $`\mathcal{N}(\mu, \sigma^2)`$ denotes a Gaussian with mean $`\mu`$ and *variance* $`\sigma^2`$. The square
// root $`\sigma`$ is the *standard deviation*, the width you see in a plot. To draw a sample, scale and shift
// standard noise:
//
// ```math {#eq-sample}
// x = \mu + \sigma \varepsilon, \qquad \varepsilon \sim \mathcal{N}(0, 1) .
// ```
//
// This is the *reparameterization trick* [@kingma2014]. All randomness is in $`\varepsilon`$, which does not
// depend on the parameters, so gradients flow through the sample to $`\mu`$ and $`\sigma`$. For example,
// $`\mathbb{E}\,(1 + \sigma\varepsilon)^2 = 1 + \sigma^2`$ has the derivative $`2\sigma`$, and autograd
// estimates it from samples:

let random = Random(seed: seed)
let count = 100_000
let noise = random.stream("reparameterization").normal([count])

let sigma = Parameter(Tensor(2))
let (_, slope) = valueWithGradients { square(1 + sigma.value * noise).mean() }

// From `{swift} count.grouped` samples at $`\sigma = 2`$ we get `{swift} slope[sigma]!.item.fixed(3)`, with a standard
// error of `{swift} slopeError.fixed(3)`; the exact value is 4.
//
// Sums of independent Gaussians are Gaussian, and their *variances* add. Standard deviations do not:
//
// ```math {#eq-sum}
// a\,\varepsilon_1 + b\,\varepsilon_2 \;\sim\; \mathcal{N}\bigl(0,\; a^2 + b^2\bigr) .
// ```

let gaussian = random.stream("two gaussians")
let sum = 3 * gaussian.normal([count]) + 4 * gaussian.normal([count])
let sumVariance = sum.variance().item

//| echo: false
// The derivative of one sample is 2 (1 + σε) ε.
let slopeError = sqrt((2 * (1 + 2 * noise) * noise).variance().item / Float(count))
check("the estimated derivative is within 4 standard errors of 2σ = 4",
  abs(slope[sigma]!.item - 4) < 4 * slopeError)
let sumVarianceError = sumVariance * sqrt(2 / Float(count))
show(check("the variance of 3ε₁ + 4ε₂ is within 4 standard errors of 3² + 4² = 25",
  abs(sumVariance - 25) < 4 * sumVarianceError))

// The variance of `{swift} count.grouped` sums is `{swift} sumVariance.fixed(2)` (standard error
// `{swift} sumVarianceError.fixed(2)`), and their standard deviation is
// `{swift} sumVariance.squareRoot().fixed(2)`: five, not seven.
//
// **Seeds.** The front matter of the chapter's file sets the seed. The random number generator is
// *counter-based* (Philox, [@salmon2011]): the $`n`$-th number of a stream is a fixed scrambling function of the
// seed, the stream's name and $`n`$. The same seed therefore gives the same figures to the byte, on any number
// of threads, and a new stream leaves all other streams' numbers unchanged.

//| echo: false
let again = Random(seed: seed).stream("two gaussians")
check(
  "the same seed and name give the same numbers, bit for bit",
  (3 * again.normal([count]) + 4 * again.normal([count])).scalars == sum.scalars)
let here = Random(seed: seed).stream("two gaussians").normal([count])
let neighbor = Random(seed: seed + 1).stream("two gaussians").normal([count])
let correlation = (here * neighbor).mean().item
show(check("numbers of the next seed are uncorrelated with these, within 4 standard errors",
  abs(correlation) < 4 / sqrt(Float(count))))

// ## The forward process {#sec-forward}
//
// The *forward process* turns data into noise in $`T`$ small steps. Each step shrinks the value and adds fresh
// noise (equation 2 of [@ho2020]):
//
// ```math {#eq-step}
// q(x_t \mid x_{t-1}) = \mathcal{N}\bigl(\sqrt{1 - \beta_t}\, x_{t-1},\; \beta_t\bigr) .
// ```
//
// The shrinking keeps the variance constant: data of variance 1 have variance
// $`(1 - \beta_t) \cdot 1 + \beta_t = 1`$ after the step. The numbers $`\beta_1, \dots, \beta_T`$ are the *noise
// schedule*. We use the linear schedule of [@ho2020], from $`10^{-4}`$ to $`0.02`$ over a thousand steps. In
// code, entry `t` belongs to timestep $`t`$, and entry 0 stands for clean data:

let T = 1000
let beta = [0] + Tensor.linspace(from: 1e-4, through: 0.02, count: T).scalars

// This loop applies @eq-step a thousand times to `{swift} particles.grouped` particles:

let particles = 20_000
let data = Tensor((0..<particles).map { $0 % 2 == 0 ? Float(-1) : 1 })
let forward = random.stream("forward process")

var states = [data]
for t in 1...T {
  let noise = forward.normal([particles])
  states.append(sqrt(1 - beta[t]) * states[t - 1] + sqrt(beta[t]) * noise)
}

// ## Closed form: noise in one step {#sec-closed}
//
// We can skip the loop. Write $`\alpha_t = 1 - \beta_t`$ and expand two steps, merging their noises with
// @eq-sum:
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
// One multiplication and one Gaussian sample take a data point to any timestep. This is the reparameterization
// trick again, with mean $`\sqrt{\bar\alpha_t}\,x_0`$. The *signal-to-noise ratio*
// $`\mathrm{SNR}_t = \bar\alpha_t / (1 - \bar\alpha_t)`$ compares the variances of the two terms.

var alphaBar: [Float] = [1]
var noiseVariance: [Float] = [0]  // 1 − ᾱ, as a recursion, because the difference would lose digits
for t in 1...T {
  alphaBar.append((1 - beta[t]) * alphaBar[t - 1])
  noiseVariance.append((1 - beta[t]) * noiseVariance[t - 1] + beta[t])
}

// @fig-forward compares the particles, which took every step, with the density that @eq-closed predicts. The two
// clusters drift toward zero and widen until they overlap completely. At $`t = 1000`$ the distribution is a
// standard Gaussian, whatever the data were. That is the purpose of the forward process: we can draw from its
// end without knowing the data.

//| label: fig-forward
//| fold: true
//| caption: Two clusters become one Gaussian. Histograms of the particles after t steps of the loop; the lines are the densities predicted by the closed form.
//| alt: Six histograms. At t = 80 two separate bells at minus one and plus one; from 120 to 250 they become lower and wider and merge; at t = 1000 there is one bell, centered on zero. The predicted densities lie on the histograms.
func bell(_ x: Tensor, mean: Float, variance: Float) -> Tensor {
  exp(-square(x - mean) / (2 * variance)) / sqrt(2 * .pi * variance)
}

/// The density of x_t: an equal mixture of two Gaussians.
func density(_ x: Tensor, at t: Int) -> Tensor {
  let (mean, variance) = (sqrt(alphaBar[t]), noiseVariance[t])
  return 0.5 * bell(x, mean: -mean, variance: variance)
    + 0.5 * bell(x, mean: mean, variance: variance)
}
let line = Tensor.linspace(from: -3, through: 3, count: 241)

show(Panels(columns: 3, "From two clusters to one") {
  for t in [80, 120, 160, 200, 250, 1000] {
    Plot("t = \(t)", x: Axis("xₜ"), y: Axis("density")) {
      Histogram(states[t], width: 0.1, range: -3...3, height: .density, name: "particles")
      Line(line, density(line, at: t), name: "closed form")
    }
  }
})

// **A common bug: variance used as standard deviation.** Papers write $`\mathcal{N}(\cdot, \beta_t)`$ with a
// *variance*; code multiplies noise by a *standard deviation*. Take the square root exactly once. @fig-variance
// shows two versions without it. Nothing crashes, but with $`\beta_t \varepsilon`$ in every step the chain ends
// with noise of variance `{swift} bugInSteps.last!.fixed(3)` instead of 1. A network trained on this chain has
// never seen the noise of variance 1 from which sampling starts.

//| label: fig-variance
//| fold: true
//| caption: The variance of the noise in $`x_t`$. The particles agree with the closed form at every timestep; two common bugs do not.
//| alt: The curves for the particles and for the closed form lie on each other and rise in an S from zero to one. The curve for noise scaled by its variance lags behind them; the one for steps scaled by beta stays close to zero.
let particleVariance = (1...T).map { t in
  square(states[t] - sqrt(alphaBar[t]) * data).mean().item
}
let closedVariance = Array(noiseVariance.dropFirst())
// Bug 1: x = √ᾱ x₀ + (1 − ᾱ) ε.
let bugInClosedForm = closedVariance.map { $0 * $0 }
// Bug 2: x ← √(1 − β) x + β ε.
var bugInSteps: [Float] = [0]
for t in 1...T { bugInSteps.append((1 - beta[t]) * bugInSteps[t - 1] + beta[t] * beta[t]) }

show(Plot("Variance of the noise", x: Axis("timestep t"), y: Axis("variance")) {
  Line(1...T, particleVariance, name: "particles")
  Line(1...T, closedVariance, name: "closed form, 1 − ᾱ")
  Line(1...T, bugInClosedForm, name: "bug: (1 − ᾱ) ε")
  Line(0...T, bugInSteps, name: "bug: β ε each step")
})

//| echo: false
let largestError = zip(particleVariance, closedVariance).map { abs($0 - $1) / $1 }.max()!
let varianceError = sqrt(2 / Float(particles))
check("particles and closed form agree at every t, within 4 standard errors",
  largestError < 4 * varianceError)
show(check("at t = 1000 less than 1% of the signal's amplitude remains", sqrt(alphaBar[T]) < 0.01))

// The variances of particles and closed form differ by at most `{swift} (100 * largestError).fixed(1)`% at any
// of the thousand timesteps. A variance estimated from `{swift} particles.grouped` samples has a standard error of
// `{swift} (100 * varianceError).fixed(1)`%. To avoid the bug, keep one table and name every column
// (@tbl-schedule).

//| label: tbl-schedule
//| fold: true
//| caption: The linear schedule. Multiply noise by the column √(1 − ᾱ), never by 1 − ᾱ.
show(Table(
  columns: ["t", "β", "ᾱ", "signal √ᾱ", "noise variance 1 − ᾱ", "noise std. dev. √(1 − ᾱ)", "SNR"],
  rows: [1, 10, 50, 100, 250, 500, 750, 1000].map { t in
    let signalToNoise = alphaBar[t] / noiseVariance[t]
    return [
      "\(t)", beta[t].fixed(5), alphaBar[t].fixed(5), sqrt(alphaBar[t]).fixed(4),
      noiseVariance[t].fixed(4), sqrt(noiseVariance[t]).fixed(4),
      signalToNoise.fixed(signalToNoise < 1 ? 5 : 2),
    ]
  }))

// ## The best denoiser: the posterior mean {#sec-posterior-mean}
//
// A *denoiser* $`f`$ predicts the clean value $`x_0`$ from the noisy value $`x_t`$. We measure it by its squared
// error. Fix $`x_t`$, and add and subtract $`\mathbb{E}[x_0 \mid x_t]`$ inside the square. The cross term is a
// constant times $`x_0 - \mathbb{E}[x_0 \mid x_t]`$, whose mean is zero, so
//
// ```math {#eq-decomposition}
// \mathbb{E}\bigl[(x_0 - f(x_t))^2 \mid x_t\bigr]
//   = \underbrace{\operatorname{Var}(x_0 \mid x_t)}_{\text{no } f \text{ can change it}}
//   + \bigl(\mathbb{E}[x_0 \mid x_t] - f(x_t)\bigr)^2 .
// ```
//
// The best denoiser is therefore the *posterior mean*, $`f(x_t) = \mathbb{E}[x_0 \mid x_t]`$, the average of all
// data points that could have produced $`x_t`$, weighted by their probabilities. The first term is the
// *irreducible error*.
//
// For our data, Bayes' rule gives these probabilities. Both points have probability ½ before we see $`x_t`$, so
//
// ```math
// p(x_0 = 1 \mid x_t)
//   = \frac{\mathcal{N}(x_t;\, \sqrt{\bar\alpha_t},\, 1 - \bar\alpha_t)}
//     {\mathcal{N}(x_t;\, \sqrt{\bar\alpha_t},\, 1 - \bar\alpha_t) + \mathcal{N}(x_t;\, -\sqrt{\bar\alpha_t},\, 1 - \bar\alpha_t)}
//   = \frac{1}{1 + e^{-2 u}},
// \qquad u = \frac{\sqrt{\bar\alpha_t}\, x_t}{1 - \bar\alpha_t} .
// ```
//
// The two Gaussians share the factor $`e^{-(x_t^2 + \bar\alpha_t)/2(1 - \bar\alpha_t)}`$, which cancels and
// leaves $`e^{\pm u}`$. The posterior mean is $`(+1)\,p + (-1)(1 - p) = 2p - 1`$:
//
// ```math {#eq-posterior-mean}
// \mathbb{E}[x_0 \mid x_t] = \tanh\!\left( \frac{\sqrt{\bar\alpha_t}\, x_t}{1 - \bar\alpha_t} \right) .
// ```

func posteriorMean(_ x: Tensor, at t: Int) -> Tensor {
  tanh(sqrt(alphaBar[t]) / noiseVariance[t] * x)
}

//| label: fig-posterior-mean
//| fold: true
//| caption: The posterior mean at four timesteps. With little noise it is almost a sign function; with much noise it is almost zero.
//| alt: Four S-shaped curves through the origin. The one for t = 50 jumps steeply from minus one to one; those for 250 and 500 are flatter; the one for t = 1000 is almost flat at zero.
show(Plot("The best prediction of x₀", x: Axis("xₜ"), y: Axis("E[x₀ | xₜ]")) {
  for t in [50, 250, 500, 1000] {
    Line(line, posteriorMean(line, at: t), name: "t = \(t)")
  }
})

// Near $`x_t = 0`$ both signs are possible, and the best prediction is close to 0, a value that never occurs in
// the data (@fig-posterior-mean). The same happens with images: the posterior mean of a very noisy digit is an
// average of many digits, and such an average is blurry. So the best single prediction is not a sample from the
// data. Sampling will need many steps.
//
// ## Score, noise and clean data: one prediction in three units {#sec-score}
//
// The *score* is the gradient of the log density with respect to the *input*, $`\nabla_{x_t} \log p_t(x_t)`$. It
// points in the direction in which the noisy data become denser. To connect it with the posterior mean,
// differentiate
// $`p_t(x_t) = \sum_{x_0} p(x_0)\, \mathcal{N}(x_t;\, \sqrt{\bar\alpha_t}\,x_0,\, 1 - \bar\alpha_t)`$. The
// derivative of a Gaussian density is the density times (mean − x)/variance. Dividing by $`p_t(x_t)`$ gives
//
// ```math {#eq-score}
// \nabla_{x_t} \log p_t(x_t)
//   = \sum_{x_0} \underbrace{\frac{p(x_0)\, \mathcal{N}(x_t; \dots)}{p_t(x_t)}}_{p(x_0 \mid x_t)}\,
//     \frac{\sqrt{\bar\alpha_t}\, x_0 - x_t}{1 - \bar\alpha_t}
//   = \frac{\sqrt{\bar\alpha_t}\; \mathbb{E}[x_0 \mid x_t] - x_t}{1 - \bar\alpha_t} .
// ```
//
// Solved for the posterior mean this is *Tweedie's formula* [@robbins1956; @efron2011]. It holds for any data,
// not only for our two points. Since
// $`x_t = \sqrt{\bar\alpha_t}\, x_0 + \sqrt{1 - \bar\alpha_t}\, \varepsilon`$, the expected noise follows as
// well:
//
// ```math {#eq-three-units}
// \begin{gathered}
// \mathbb{E}[x_0 \mid x_t] = \frac{x_t + (1 - \bar\alpha_t)\, \nabla \log p_t(x_t)}{\sqrt{\bar\alpha_t}}, \\
// \mathbb{E}[\varepsilon \mid x_t] = -\sqrt{1 - \bar\alpha_t}\; \nabla \log p_t(x_t) .
// \end{gathered}
// ```
//
// So predicting the clean data, predicting the noise and estimating the score are the same task in three units
// (@fig-three-units). [Chapter 05](05-ddpm.md) adds a fourth, the velocity $`v`$. Training a network to predict
// the noise is *denoising score matching* [@vincent2011]: up to the factor in @eq-three-units it yields the
// score of the noisy data, although their density is unknown.

//| parameters: true
let noiseLevel = 150  // the timestep of this section's figure

// Here the density is known, so autograd can test the formula. This gradient is taken with respect to the input:

func score(_ x: Tensor, at t: Int) -> Tensor {
  (sqrt(alphaBar[t]) * posteriorMean(x, at: t) - x) / noiseVariance[t]
}

let position = Parameter(line)
let (_, slopes) = valueWithGradients { log(density(position.value, at: noiseLevel)).sum() }
let scoreByAutograd = slopes[position]!

//| echo: false
let scoreGap = abs(scoreByAutograd - score(line, at: noiseLevel)).max().item
show(check("Tweedie's formula agrees with the gradient of the log density to 0.001", scoreGap < 0.001))

//| label: fig-three-units
//| fold: true
//| caption: The density of the noisy data at one timestep, its score, and the same information as a prediction of the noise and of the clean value. The score is zero at the two peaks and at the valley between them.
//| alt: Four panels. The density has two overlapping bells. The score falls, rises through zero in the middle, and falls again. The noise prediction has the same shape upside down. The prediction of the clean value is an S from minus one to one.
let exactScore = score(line, at: noiseLevel)
show(Panels(columns: 2, "One prediction in three units, t = \(noiseLevel)", sharedAxes: false) {
  Plot("density pₜ", x: Axis("xₜ")) { Line(line, density(line, at: noiseLevel)) }
  Plot("score ∇ log pₜ", x: Axis("xₜ")) { Line(line, exactScore) }
  Plot("noise E[ε | xₜ]", x: Axis("xₜ")) {
    Line(line, -sqrt(noiseVariance[noiseLevel]) * exactScore)
  }
  Plot("clean value E[x₀ | xₜ]", x: Axis("xₜ")) {
    Line(line, posteriorMean(line, at: noiseLevel))
  }
})

// ## Langevin dynamics: sampling with a score {#sec-langevin}
//
// The score is all we need to draw samples. *Langevin dynamics* takes small steps uphill on the log density and
// adds noise (equation 4 of [@song2019]):
//
// ```math {#eq-langevin}
// x \leftarrow x + \frac{\eta}{2}\, \nabla \log p_t(x) + \sqrt{\eta}\; z, \qquad z \sim \mathcal{N}(0, 1) .
// ```
//
// For small steps $`\eta`$ and enough iterations the distribution of the samples approaches $`p_t`$, wherever
// they start [@roberts1996]. Without the noise term each sample would climb to a *mode*, a peak of the density,
// and stay there.

func langevin(_ start: Tensor, at t: Int, steps: Int, stream: RandomStream) -> Tensor {
  let stepSize = 0.1 * noiseVariance[t]
  var x = start
  for _ in 0..<steps {
    x = x + stepSize / 2 * score(x, at: t) + sqrt(stepSize) * stream.normal(x.shape)
  }
  return x
}

//| label: fig-langevin
//| fold: true
//| caption: Langevin dynamics at three noise levels, after 1,000 steps from x = 1. With much noise the samples cover both modes; with little noise they stay in the one where they started.
//| alt: Three histograms over their exact densities, which have two bells each. At t = 50 only the right bell is filled. At t = 100 the left one is partly filled. At t = 250 the histogram covers both.
let levels = [50, 100, 250]
let chainCount = 10_000
let chains = levels.map { t in
  langevin(
    Tensor.ones([chainCount]), at: t, steps: 1_000, stream: random.stream("Langevin \(t)"))
}
let leftShares = chains.map { ($0 .< 0).mean().item }
let leftErrors = leftShares.map { sqrt($0 * (1 - $0) / Float(chainCount)) }

show(Panels(columns: 3, "Langevin dynamics started at x = 1") {
  for (t, chain) in zip(levels, chains) {
    Plot("t = \(t)", x: Axis("x"), y: Axis("density")) {
      Histogram(chain, width: 0.1, range: -3...3, height: .density, name: "samples")
      Line(line, density(line, at: t), name: "exact density")
    }
  }
})

// Half of the samples should be negative. In @fig-langevin, with `{swift} chainCount` chains per panel, the
// share is `{swift} leftShares[0].fixed(3)` at $`t = 50`$, `{swift} leftShares[1].fixed(3)` at $`t = 100`$, and
// `{swift} leftShares[2].fixed(3)` at $`t = 250`$ (standard errors at most
// `{swift} leftErrors.max()!.fixed(3)`). With little noise the region between the modes is almost empty, and
// chains rarely cross it. This is the *slow mixing* problem, and the reason to use many noise levels: start
// where the modes overlap, and reduce the noise step by step. *Annealed Langevin dynamics* does exactly that
// [@song2019]. A diffusion model does it too, with steps derived from the forward process.
//
// ## The reverse process: why each step is Gaussian {#sec-reverse}
//
// To run the forward process backward we need $`q(x_{t-1} \mid x_t)`$. Suppose first that $`x_0`$ is known. Then
// Bayes' rule multiplies two Gaussians, and the result, the *forward-process posterior*, is a Gaussian (equation
// 7 of [@ho2020]):
//
// ```math {#eq-forward-posterior}
// \begin{gathered}
// q(x_{t-1} \mid x_t, x_0) = \mathcal{N}\bigl(w_t\, x_0 + w'_t\, x_t,\; \tilde\beta_t\bigr), \\
// w_t = \frac{\sqrt{\bar\alpha_{t-1}}\,\beta_t}{1 - \bar\alpha_t}, \\
// w'_t = \frac{\sqrt{1 - \beta_t}\,(1 - \bar\alpha_{t-1})}{1 - \bar\alpha_t}, \\
// \tilde\beta_t = \frac{1 - \bar\alpha_{t-1}}{1 - \bar\alpha_t}\,\beta_t .
// \end{gathered}
// ```
//
// In reality $`x_0`$ is unknown. For our data, $`q(x_{t-1} \mid x_t)`$ is a mixture of two such Gaussians, one
// for each $`x_0 = \pm 1`$, weighted by $`p(x_0 \mid x_t)`$. At a fixed noise level $`\bar\alpha_t`$ the
// distance of their means, $`2 w_t`$, shrinks like $`\beta_t`$, while their standard deviation shrinks only like
// $`\sqrt{\beta_t}`$. So for small $`\beta_t`$ the two components merge, and the mixture becomes a single
// Gaussian. This holds in general [@feller1949], and it is the idea on which diffusion models were built
// [@sohl2015]. @fig-reverse-kernel plots the exact distribution for four step sizes.

//| label: fig-reverse-kernel
//| fold: true
//| caption: One reverse step of four different sizes, all from $`x_t = 0.3`$ at $`\bar\alpha_t = 0.52`$. Each distribution is shifted to mean 0 and scaled to variance 1. The smaller β, the closer it is to a Gaussian; the title gives the total variation distance between the two.
//| alt: Four panels. For beta 0.45 the exact distribution has two narrow peaks of unequal height, far from the bell of the Gaussian. For 0.3 it is one lopsided hump with a shoulder, for 0.1 it is nearly the bell, and for 0.01 the two curves coincide.
/// q(x_{t−1} | x_t) in standard units for a step of size β that ends at `alphaBar`, and its total
/// variation distance to the standard Gaussian.
func reverseKernel(beta: Float, alphaBar: Float, x: Float) -> (density: Tensor, distance: Float) {
  let before = alphaBar / (1 - beta)
  let dataWeight = sqrt(before) * beta / (1 - alphaBar)
  let variance = (1 - before) / (1 - alphaBar) * beta
  let p = 1 / (1 + exp(-2 * sqrt(alphaBar) * x / (1 - alphaBar)))
  let total = variance + 4 * dataWeight * dataWeight * p * (1 - p)
  let up = 2 * dataWeight * (1 - p) / sqrt(total)
  let down = -2 * dataWeight * p / sqrt(total)
  let exact =
    p * bell(standardUnits, mean: up, variance: variance / total)
    + (1 - p) * bell(standardUnits, mean: down, variance: variance / total)
  return (exact, 0.5 * abs(exact - gaussianBell).sum().item * 0.01)
}
let standardUnits = Tensor.linspace(from: -5, through: 5, count: 1001)
let gaussianBell = bell(standardUnits, mean: 0, variance: 1)

/// The distance of step t of the schedule, averaged over x_t.
func averageDistance(_ t: Int) -> Float {
  let weights = density(line, at: t)
  let distances = line.scalars.map { x in
    reverseKernel(beta: beta[t], alphaBar: alphaBar[t], x: x).distance
  }
  return (weights * Tensor(distances)).sum().item / weights.sum().item
}
let averageDistances = Array(stride(from: 10, through: T, by: 10)).map(averageDistance)

show(Panels(columns: 2, "q(xₜ₋₁ | xₜ) turns Gaussian as β shrinks") {
  for size: Float in [0.45, 0.3, 0.1, 0.01] {
    let kernel = reverseKernel(beta: size, alphaBar: 0.52, x: 0.3)
    Plot(
      "β = \(size), distance \(kernel.distance.fixed(4))", x: Axis("xₜ₋₁ in standard units"),
      y: Axis("density")
    ) {
      Line(standardUnits, gaussianBell, name: "Gaussian")
      Line(standardUnits, kernel.density, name: "exact")
    }
  }
})

// The *total variation distance* in the titles is half the area between the curves, from 0 for equal
// distributions to 1 for disjoint ones. The steps of our schedule are small, at most $`\beta_T = 0.02`$.
// Averaged over $`x_t`$, their distance is at most `{swift} averageDistances.max()!.fixed(4)` (every tenth $`t`$
// from 10 to 1,000).
//
// So each reverse step is a Gaussian, and only its mean and variance are missing. The mean is linear in the
// unknown $`x_0`$, so we can replace $`x_0`$ by its posterior mean:
//
// ```math {#eq-reverse-mean}
// \mathbb{E}[x_{t-1} \mid x_t] = w_t\, \mathbb{E}[x_0 \mid x_t] + w'_t\, x_t
//   = \frac{x_t + \beta_t\, \nabla \log p_t(x_t)}{\sqrt{1 - \beta_t}} .
// ```
//
// The second form follows from @eq-three-units and resembles a Langevin step: move along the score, then add
// noise. The variance is $`\tilde\beta_t + w_t^2 \operatorname{Var}(x_0 \mid x_t)`$. Here the second term adds
// at most `{swift} (100 * largestAddition).fixed(1)`% at any timestep, averaged over $`x_t`$, so we use
// $`\tilde\beta_t`$ alone. (With fewer and larger steps the choice matters; [Chapter 02](02-swiss-roll.md)
// measures it.) A denoiser for every noise level is therefore all that a diffusion model has to learn.

//| echo: false
let secondFormGap = (1...T).map { t in
  let dataWeight = sqrt(alphaBar[t - 1]) * beta[t] / noiseVariance[t]
  let stateWeight = sqrt(1 - beta[t]) * noiseVariance[t - 1] / noiseVariance[t]
  let first = dataWeight * posteriorMean(line, at: t) + stateWeight * line
  let second = (line + beta[t] * score(line, at: t)) / sqrt(1 - beta[t])
  return abs(first - second).max().item
}.max()!
check("both forms of the reverse mean agree at every t to 0.00001", secondFormGap < 1e-5)

// w² Var(x₀ | xₜ) / β̃, averaged over xₜ; w² / β̃ is the difference of two SNRs.
let largestAddition = (2...T).map { t in
  let weights = density(line, at: t)
  let variances = 1 - square(posteriorMean(line, at: t))
  let meanVariance = (weights * variances).sum().item / weights.sum().item
  let dataWeight = sqrt(alphaBar[t - 1]) * beta[t] / noiseVariance[t]
  let posteriorVariance = noiseVariance[t - 1] / noiseVariance[t] * beta[t]
  return dataWeight * dataWeight * meanVariance / posteriorVariance
}.max()!

// ## Training a diffusion model {#sec-training}
//
// Now a network that sees only samples replaces @eq-posterior-mean. The hyperparameters are in a cell of their
// own, so that `--set width=8` can change one without editing the file:

//| parameters: true
let steps = 3000  // of training
let batch = 512
let width = 64
let learningRate: Float = 3e-3
let runs = 5  // trainings with different random numbers

// One network serves all timesteps, so it receives $`t`$ as a second input. It is a plain struct whose
// properties are its layers, with the activation $`\operatorname{silu}(z) = z / (1 + e^{-z})`$ between them:

struct Denoiser: Module {
  let first, second, last: Linear

  init(width: Int, random: RandomStream) {
    first = Linear(2, width, random: random)
    second = Linear(width, width, random: random)
    last = Linear(width, 1, random: random)
  }

  /// The prediction of x₀: `x` and `t` have the shape [n, 1], as has the result.
  func callAsFunction(_ x: Tensor, _ t: Tensor) -> Tensor {
    // The timestep is scaled to −2…2, about the range of x.
    let input = concatenate([x, 4 * t / Float(T) - 2], axis: 1)
    return last(silu(second(silu(first(input)))))
  }
}

// The loss draws data, timesteps and noise, computes noisy data with @eq-closed, and compares the prediction
// with the clean data. Chapter 05 does the same with a U-Net that predicts the noise, as in [@ho2020]:

func denoisingLoss(_ network: Denoiser, draws: RandomStream) -> Tensor {
  let signs = draws.integers(batch, below: 2).map { Float(2 * $0 - 1) }
  let clean = Tensor(signs, shape: [batch, 1])
  let t = draws.integers(batch, below: T).map { $0 + 1 }
  let signal = Tensor(t.map { sqrt(alphaBar[$0]) }, shape: [batch, 1])
  let noiseScale = Tensor(t.map { sqrt(noiseVariance[$0]) }, shape: [batch, 1])
  let noisy = signal * clean + noiseScale * draws.normal([batch, 1])
  return mse(network(noisy, Tensor(t.map(Float.init), shape: [batch, 1])), clean)
}

// The training loop is the usual one: compute the loss and its gradients, and update the parameters with the
// Adam optimizer [@kingma2015]. We train `{swift} runs` networks that differ in their initial weights and their
// batches, to see how much the results depend on chance.

//| title: Training loop
func train(_ run: Int, steps: Int) -> (network: Denoiser, losses: [Float]) {
  let network = Denoiser(width: width, random: random.stream("initial weights \(run)"))
  let optimizer = Adam(network, learningRate: learningRate)
  let draws = random.stream("training \(run)")
  var losses: [Float] = []
  for step in progress("Training \(run), \(steps) steps", 0..<steps) {
    optimizer.learningRate = learningRate * (1 - Float(step) / Float(steps))
    let (value, gradients) = valueWithGradients { denoisingLoss(network, draws: draws) }
    optimizer.update(with: gradients)
    losses.append(value.item)
  }
  return (network, losses)
}
let trained = (1...runs).map { train($0, steps: steps) }
let networks = trained.map(\.network)

// How low can the loss go? Not to zero: by @eq-decomposition, the irreducible error remains. We estimate it as
// the loss of the exact posterior mean on fresh samples, at a hundred timesteps, and evaluate the networks on
// the same samples.

//| title: Evaluation on fresh samples, by timestep
let testedSteps = Array(stride(from: 10, through: T, by: 10))
let testSize = 4_000
let testDraws = random.stream("test")
var irreducible: [Float] = []
/// By timestep and network: the loss, and the mean squared distance from the posterior mean.
var (testLosses, excess): ([[Float]], [[Float]]) = ([], [])
for t in testedSteps {
  let signs = testDraws.integers(testSize, below: 2).map { Float(2 * $0 - 1) }
  let clean = Tensor(signs, shape: [testSize, 1])
  let noise = testDraws.normal([testSize, 1])
  let noisy = sqrt(alphaBar[t]) * clean + sqrt(noiseVariance[t]) * noise
  let exact = posteriorMean(noisy, at: t)
  irreducible.append(mse(exact, clean).item)
  let predictions = networks.map { $0(noisy, Tensor.full([testSize, 1], Float(t))) }
  testLosses.append(predictions.map { mse($0, clean).item })
  excess.append(predictions.map { mse($0, exact).item })
}

func average(_ values: [Float]) -> Float { Tensor(values).mean().item }
/// The standard deviation over the networks.
func spread(_ values: [Float]) -> Float {
  sqrt(Tensor(values).variance().item * Float(values.count) / Float(max(1, values.count - 1)))
}
let floor = average(irreducible)
let meanLosses = (0..<runs).map { run in average(testLosses.map { $0[run] }) }
let meanExcess = (0..<runs).map { run in average(excess.map { $0[run] }) }
let worst = zip(testedSteps, excess.map(average)).max { $0.1 < $1.1 }!

//| label: fig-loss
//| fold: true
//| caption: "Left: the training loss of the first network, averaged over 50 batches, falls to the irreducible error within a few hundred steps. Right: both parts of the loss by timestep, on fresh samples. The excess is the mean squared distance between network and posterior mean."
//| alt: Left, the loss falls steeply in the first hundred steps and then fluctuates about a horizontal line. Right, on a logarithmic axis, the irreducible error rises steeply until t = 200 and then slowly to one; the excess stays below one hundredth everywhere.
show(Panels(columns: 2, "Most of the loss is irreducible", sharedAxes: false) {
  Plot("training", x: Axis("step"), y: Axis("squared error", range: 0.6...0.9)) {
    Line(0..<steps, trained[0].losses, name: "network", smoothing: .window(50))
    Rule(y: floor, name: "irreducible error", color: .series(2))
  }
  Plot("by timestep", x: Axis("timestep t"), y: Axis("", scale: .log, range: 1e-5...1)) {
    Line(testedSteps, irreducible, name: "irreducible error", color: .series(2))
    Line(testedSteps, excess.map(average), name: "excess", color: .series(3))
  }
})

// The irreducible error is `{swift} floor.fixed(4)`, averaged over timesteps. The networks' losses on the same
// samples are `{swift} average(meanLosses).fixed(4)` on average, with a standard deviation of
// `{swift} spread(meanLosses).fixed(4)` over `{swift} runs` trainings. So nearly the whole loss is irreducible,
// and a loss curve alone says little about the quality of a diffusion model. The second term of
// @eq-decomposition is what training can reduce: the *excess*, the mean squared distance between the network and
// the posterior mean. It is `{swift} average(meanExcess).fixed(4)` ± `{swift} spread(meanExcess).fixed(4)`, and
// it is largest at timestep `{swift} worst.0`, where it reaches `{swift} worst.1.fixed(3)`: there the posterior
// mean is steep, and inputs on the steep part are rare.

//| echo: false
show(check("the average loss is within 3% of the irreducible error", average(meanLosses) < 1.03 * floor))

// @fig-denoiser compares predictions directly. From samples and a squared error alone, the network found the
// function that Bayes' rule prescribes, but only where it had data. Elsewhere it *extrapolates*, and nothing in
// the loss corrects it: at $`t = 100`$ the largest of the `{swift} particles.grouped` particles is
// `{swift} states[100].max().item.fixed(2)`, and at $`x_t = 3`$ the networks predict
// `{swift} average(extrapolations).fixed(2)` ± `{swift} spread(extrapolations).fixed(2)` (mean ± standard
// deviation over trainings) where the exact value is 1.

//| label: fig-denoiser
//| fold: true
//| caption: The first network against the exact posterior mean at three timesteps. Dots are samples of $`x_t`$ with their true $`x_0`$ of plus or minus one. Where there are no dots, the network had no data.
//| alt: Three panels, each with an S-shaped curve from minus one to one, steep at t = 100, flatter at 250 and 500. The network's curve lies on the exact one where there are dots and departs from it near the left and right edges.
let extrapolations = networks.map { $0(Tensor([[3]]), Tensor([[100]])).item }
let column = line.reshaped([line.count, 1])

show(Panels(columns: 3, "What the network learned") {
  for t in [100, 250, 500] {
    Plot("t = \(t)", x: Axis("xₜ"), y: Axis("prediction of x₀")) {
      Points(states[t][0..<200], data[0..<200], name: "samples", size: 3, color: .muted)
      Line(line, networks[0](column, Tensor.full(column.shape, Float(t))), name: "network")
      Line(line, posteriorMean(line, at: t), name: "exact")
    }
  }
})

// ## Ancestral sampling {#sec-sampling}
//
// *Ancestral sampling* starts from standard noise and takes $`T`$ reverse steps (Algorithm 2 of [@ho2020], for a
// network that predicts $`x_0`$): predict $`x_0`$, compute the mean with @eq-reverse-mean, and add noise of
// variance $`\tilde\beta_t`$. The last step returns the prediction itself, since $`w_1 = 1`$ and
// $`w'_1 = \tilde\beta_1 = 0`$.

/// All states from t = T to 0. `predict` returns a prediction of x₀.
func sample(
  _ start: Tensor, noise: RandomStream, predict: (Tensor, Int) -> Tensor
) -> [Tensor] {
  var path = [start]
  for t in (1...T).reversed() {
    let (before, after) = (noiseVariance[t - 1], noiseVariance[t])
    let dataWeight = sqrt(alphaBar[t - 1]) * beta[t] / after
    let stateWeight = sqrt(1 - beta[t]) * before / after
    let x = path.last!
    let mean = dataWeight * predict(x, t) + stateWeight * x
    path.append(mean + sqrt(before / after * beta[t]) * noise.normal(x.shape))
  }
  return path
}

// We run it with each network, and with the exact posterior mean on the same random numbers.

//| title: Sampling with the networks and with the exact posterior mean
let sampleCount = 2_000
/// Calls with the same run use the same random numbers.
func paths(_ run: Int, predict: (Tensor, Int) -> Tensor) -> [Tensor] {
  let start = random.stream("start \(run)").normal([sampleCount, 1])
  return sample(start, noise: random.stream("sampling \(run)"), predict: predict)
}
let networkPaths = (0..<runs).map { run in
  paths(run) { x, t in networks[run](x, Tensor.full(x.shape, Float(t))) }
}
let exactPaths = (0..<runs).map { run in paths(run) { posteriorMean($0, at: $1) } }

//| label: fig-paths
//| fold: true
//| caption: Twenty samples on their way from noise to data, with the trained network and with the exact posterior mean. Both use the same random numbers.
//| alt: Two panels of twenty jagged paths. They begin spread between minus two and two on the left, wander, and split into two bundles that end at plus one and minus one after 1,000 steps. The two panels look the same.
let times = Array(stride(from: 0, through: T, by: 5))
func drawn(_ paths: [Tensor], name: String) -> [Line] {
  (0..<20).map { index in
    Line(times, times.map { paths[$0][index].item }, name: name, weight: .light)
  }
}
show(Panels(columns: 2, "From noise to data") {
  Plot("trained network", x: Axis("reverse steps taken"), y: Axis("x")) {
    for path in drawn(networkPaths[0], name: "network") { path }
  }
  Plot("exact posterior mean", x: Axis("reverse steps taken"), y: Axis("x")) {
    for path in drawn(exactPaths[0], name: "exact") { path }
  }
})

// @fig-paths shows twenty paths. At first they wander, then each commits to a sign, and in the last steps they
// contract to the data. The two panels look alike. @tbl-samples quantifies this with `{swift} sampleCount.grouped`
// samples for each of the `{swift} runs` networks.

//| label: tbl-samples
//| fold: true
//| caption: "Samples of the networks and of the exact posterior mean: mean ± standard deviation over runs."
let networkSamples = networkPaths.map { $0[T] }
let exactSamples = exactPaths.map { $0[T] }

func positiveShares(_ samples: [Tensor]) -> [Float] { samples.map { ($0 .> 0).mean().item } }
/// The root mean square distance to the nearer of the two data points.
func distances(_ samples: [Tensor]) -> [Float] {
  samples.map { sqrt(square(abs($0) - 1).mean().item) }
}
let agreements = zip(networkSamples, exactSamples).map { ($0 * $1 .> 0).mean().item }
func summary(_ values: [Float]) -> String {
  "\(average(values).fixed(3)) ± \(spread(values).fixed(3))"
}

show(Table(
  columns: ["quantity", "exact posterior mean", "network"],
  rows: [
    [
      "share of samples above 0", summary(positiveShares(exactSamples)),
      summary(positiveShares(networkSamples)),
    ],
    [
      "RMS distance to the nearest data point", summary(distances(exactSamples)),
      summary(distances(networkSamples)),
    ],
    ["same sign as the exact sampler", "1", summary(agreements)],
  ]))

//| echo: false
check("the exact sampler ends at ±1 to 5 digits", distances(exactSamples).max()! < 1e-5)
show(check("every network's samples are closer than 0.5 to a data point (root mean square)",
  distances(networkSamples).max()! < 0.5))

// The true share above 0 is ½, and `{swift} sampleCount.grouped` samples estimate it with a standard error of
// `{swift} (0.5 / sqrt(Float(sampleCount))).fixed(3)`. The distance to the data is the network's error in the
// last step; the exact sampler has none. A few samples end at the other point than with the exact posterior
// mean: near $`x = 0`$ the sign is undecided, and a small error tips it.
//
// That is a complete diffusion model: a forward process, a network trained with squared error over all
// timesteps, and ancestral sampling. The [next chapter](02-swiss-roll.md) takes it to the plane, derives the
// likelihood bound behind the squared error, and measures in bits what each approximation costs. Chapter 05
// applies it to images.
//
// ## Exercises
//
// **1. The variance bug.** In the forward loop of @sec-forward, change `sqrt(beta[t]) * noise` to
// `beta[t] * noise` and run the chapter. Which check fails first, and what does the last panel of @fig-forward
// show?
//
// <details>
// <summary>Solution</summary>
//
// The check that compares particles and closed form fails, and the run names its line. The clusters still drift
// to zero, since $`\sqrt{1 - \beta_t}`$ is unchanged, but they hardly widen: the last panel shows a narrow spike
// with a standard deviation of about `{swift} sqrt(bugInSteps.last!).fixed(2)` instead of the Gaussian with
// standard deviation 1.
//
// </details>
//
// **2. The best step size.** Minimize the sum of the two error terms of @fig-step, $`c\,h^2 + r/h`$. What is the
// best step for this loss? Does it agree with the figure?
//
// <details>
// <summary>Solution</summary>
//
// The derivative $`2 c h - r/h^2`$ vanishes at $`h = (r / 2c)^{1/3}`$. Here $`c = |L'''|/6`$ is
// `{swift} (abs(thirdDerivative) / 6).fixed(2)`, and $`r`$ is the precision $`6 \cdot 10^{-8}`$ times the loss,
// `{swift} lossValue.item.fixed(3)`:

show(pow(6e-8 * lossValue.item / (2 * abs(thirdDerivative) / 6), 1 / Float(3)))

// The best step among those of the figure is `{swift} best.fixed(4)`. The two agree as well as a rounding error
// allows, which varies almost randomly from one $`h`$ to the next.
//
// </details>
//
// **3. More noise.** Before you run `swift run walkthrough run 1 --set noiseLevel=500`, predict how each panel
// of @fig-three-units changes.
//
// <details>
// <summary>Solution</summary>
//
// The two bells of the density merge into one. The score becomes almost a straight line, $`-x`$, which is the
// score of a standard Gaussian; the noise prediction approaches $`x_t`$ itself, and the prediction of the clean
// value flattens toward 0. The slopes at $`x_t = 0`$ quantify this:

for t in [150, 500, 1000] {
  let cleanSlope = sqrt(alphaBar[t]) / noiseVariance[t]
  let scoreSlope = (sqrt(alphaBar[t]) * cleanSlope - 1) / noiseVariance[t]
  print("t = \(t): clean value \(cleanSlope.fixed(3)), score \(scoreSlope.fixed(3))")
}

// </details>
//
// **4. Unequal clusters.** Let $`x_0 = 1`$ with probability 0.8. Derive the posterior mean, and sample with it.
// Which share of the samples is positive?
//
// <details>
// <summary>Solution</summary>
//
// The prior multiplies the odds by 4, so $`e^{2u}`$ becomes $`4 e^{2u} = e^{2(u + \ln 2)}`$, and the posterior
// mean is $`\tanh(u + \ln 2)`$:

let unequal = sample(
  random.stream("unequal start").normal([sampleCount, 1]), noise: random.stream("unequal")
) { x, t in tanh(sqrt(alphaBar[t]) / noiseVariance[t] * x + log(Float(2))) }
let unequalShare = (unequal[T] .> 0).mean().item

// The share is `{swift} unequalShare.fixed(3)`, with a standard error of
// `{swift} sqrt(0.16 / Float(sampleCount)).fixed(3)`. The starting noise is symmetric: the reverse steps alone
// move the samples to the right proportions.
//
// </details>
//
// **5. From one loss to another.** A network predicts the clean value with squared error $`(x_0 - \hat x_0)^2`$.
// Convert its prediction to a noise prediction with @eq-closed. What is that prediction's squared error? At
// which timesteps does training on the noise put more weight?
//
// <details>
// <summary>Solution</summary>
//
// From $`\hat\varepsilon = (x_t - \sqrt{\bar\alpha_t}\,\hat x_0) / \sqrt{1 - \bar\alpha_t}`$ follows
// $`\varepsilon - \hat\varepsilon = -\sqrt{\bar\alpha_t / (1 - \bar\alpha_t)}\,(x_0 - \hat x_0)`$, so
//
// ```math
// (\varepsilon - \hat\varepsilon)^2 = \mathrm{SNR}_t\, (x_0 - \hat x_0)^2 .
// ```
//
// Training on the noise weights the error of the clean value by the signal-to-noise ratio, so it emphasizes
// small $`t`$ (last column of @tbl-schedule). The minimizer at each $`t`$ is the same, the posterior mean, but a
// network of limited size and training time trades the timesteps differently.
//
// </details>
//
// ## What it cost
//
// Nothing is cached: a run trains all networks from scratch, `{swift} networks[0].parameterCount` parameters
// each, with `{swift} batch` samples per step. @tbl-lengths shows what shorter trainings give. In @fig-loss the
// loss is almost flat after a tenth of the training, yet the samples keep improving: the excess is a small part
// of the loss, but all of the error. The run's time, memory and processor are listed below.

//| label: tbl-lengths
//| fold: true
//| caption: "Samples after trainings of different length: mean ± standard deviation over runs."
let lengths = [steps / 10, steps / 3]
let shorterSamples = lengths.map { length in
  (0..<runs).map { run in
    let network = train(run + 1, steps: length).network
    return paths(run) { x, t in network(x, Tensor.full(x.shape, Float(t))) }[T]
  }
}
show(Table(
  columns: ["training steps", "RMS distance to the nearest data point", "same sign as the exact sampler"],
  rows: zip(lengths + [steps], shorterSamples + [networkSamples]).map { length, samples in
    let agreements = zip(samples, exactSamples).map { ($0 * $1 .> 0).mean().item }
    return ["\(length)", summary(distances(samples)), summary(agreements)]
  }))
