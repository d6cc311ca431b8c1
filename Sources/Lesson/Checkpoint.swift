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

/// Trains `models` step by step, and keeps the weights and the losses. A training that is interrupted
/// goes on where it was, and comes to the same bits as one that was not.
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
///   - body: one step, which returns its loss.
/// - Returns: the losses, one for each step.
@discardableResult
public func checkpoint(
  _ name: String, _ models: any Module..., optimizer optimizers: any Module..., steps: Int,
  label: String? = nil, savedEvery seconds: Double = 10, body: (_ step: Int) throws -> Float
) rethrows -> [Float] {
  require(steps >= 0, "checkpoint: \(steps) steps")
  let checkpoint = Checkpoint(name, models: models, optimizers: optimizers)
  if let kept = checkpoint.kept([Float].self) { return kept }
  var losses = checkpoint.unfinished(of: steps)
  var pause = Pause(seconds: seconds)
  for step in progress(label ?? name, losses.count..<steps) {
    losses.append(try body(step))
    if pause.isOver, step + 1 < steps { pause.restart { checkpoint.save(unfinished: losses) } }
  }
  checkpoint.keep(losses)
  return losses
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
