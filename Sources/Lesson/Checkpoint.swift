import Networks
import Outputs
import Tensors

/// Executes `body`, which trains `models`, once: the weights and what `body` returns are kept, and used
/// instead of executing it again until something changes that they depend on: the code, by names; the
/// parameters; the seed.
///
/// ```swift
/// let losses = checkpoint("denoiser", denoiser) { train(denoiser, steps: steps) }
/// ```
///
/// Random streams go on where `body` left them. Whatever else it changes outside itself would be missing
/// the next time: return it instead.
///
/// - Parameters:
///   - name: a literal, unlike every other checkpoint's of the chapter.
///   - models: what `body` trains.
@discardableResult
public func checkpoint<Result: Codable>(
  _ name: String, _ models: any Module..., body: () throws -> Result
) rethrows -> Result {
  let checkpoint = Checkpoint(name, models: models, optimizers: [])
  if let kept = checkpoint.kept(Result.self) { return kept }
  let result = try body()
  checkpoint.keep(result)
  return result
}

/// As above, for a body that returns nothing.
public func checkpoint(
  _ name: String, _ models: any Module..., body: () throws -> Void
) rethrows {
  let checkpoint = Checkpoint(name, models: models, optimizers: [])
  if checkpoint.kept(Bool.self) != nil { return }
  try body()
  checkpoint.keep(true)
}

/// Trains `models` step by step, and keeps the weights and what the steps return, the losses as a rule. A
/// training that is interrupted goes on where it was, and comes to the same bits as one that was not.
///
/// ```swift
/// let losses = checkpoint("unet", unet, average, optimizer: adam, steps: steps) { step in
///   let (loss, gradients) = valueWithGradients { mse(unet(noisy(step)), clean(step)) }
///   adam.update(with: gradients)
///   average.update()
///   return loss.item
/// }
/// ```
///
/// What is not among `models`, an optimizer or a random stream is not kept from step to step: compute it
/// from the step's number.
///
/// - Parameters:
///   - name: a literal, unlike every other checkpoint's of the chapter.
///   - models: what the training makes: networks, moving averages.
///   - optimizers: what only the training needs. They end as they began.
///   - label: what the progress bar says; the name where nil.
///   - seconds: how often the training is saved.
///   - preview: a picture of what has been reached, for who waits: the runner keeps the latest one. It
///     leaves weights and random streams as they are, and nothing depends on it.
///   - firstPreview: the seconds after which the first picture is made, then always after twice the time.
///   - body: one step, which returns its loss, or whatever else is to be kept of it.
/// - Returns: what the steps returned, in their order.
@discardableResult
public func checkpoint<Step: Codable>(
  _ name: String, _ models: any Module..., optimizer optimizers: Optimizer..., steps: Int,
  label: String? = nil, savedEvery seconds: Double = 10, preview: (() -> any Showable)? = nil,
  previewedAfter firstPreview: Double = 60, body: (_ step: Int) throws -> Step
) rethrows -> [Step] {
  require(steps >= 0, "checkpoint: \(steps) steps")
  let checkpoint = Checkpoint(name, models: models, optimizers: optimizers)
  if let kept = checkpoint.kept([Step].self) { return kept }
  var results: [Step] = checkpoint.unfinished(of: steps)
  var pause = Pause(seconds: seconds)
  var previews = Doubling(seconds: firstPreview)
  for step in progress(label ?? name, results.count..<steps) {
    results.append(try body(step))
    if pause.isOver, step + 1 < steps { pause.restart { checkpoint.save(unfinished: results) } }
    if let preview, previews.isDue, step + 1 < steps { checkpoint.show(preview) }
  }
  checkpoint.keep(results)
  return results
}

/// The time until something is done again: at least so many seconds, and so many that doing it takes no
/// more than a twentieth of all time.
private struct Pause {
  let seconds: Double
  private var end: ContinuousClock.Instant

  init(seconds: Double) {
    self.seconds = seconds
    end = .now + .seconds(seconds)
  }

  var isOver: Bool { ContinuousClock.now >= end }

  mutating func restart(_ body: () -> Void) {
    let taken = ContinuousClock().measure(body)
    end = .now + max(.seconds(seconds), seconds > 0 ? taken * 20 : .zero)
  }
}

/// Moments ever farther apart: after so many seconds, and again whenever the time since the beginning has
/// doubled.
private struct Doubling {
  private let beginning = ContinuousClock.now
  private var next: Duration

  init(seconds: Double) { next = .seconds(seconds) }

  var isDue: Bool {
    mutating get {
      let elapsed = ContinuousClock.now - beginning
      guard elapsed >= next else { return false }
      next = elapsed * 2
      return true
    }
  }
}
