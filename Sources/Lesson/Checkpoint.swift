import Networks
import Outputs
import Tensors

/// Executes `body`, which trains `models`, and caches the weights and its result. Later runs use the cache
/// until a dependency changes: the code that it uses, the parameters, the seed.
///
/// ```swift
/// let losses = checkpoint("denoiser", denoiser) { train(denoiser, steps: steps) }
/// ```
///
/// Random streams continue where `body` left them. Any other side effect would be missing when the cache is
/// used: return such values instead.
///
/// - Parameters:
///   - name: a literal, unique in the chapter.
///   - models: the networks that `body` trains.
///   - body: the training.
/// - Returns: the result of `body`, or the cached one.
@discardableResult
public func checkpoint<Result: Codable>(
  _ name: String, _ models: any Module..., body: () throws -> Result
) rethrows -> Result {
  let checkpoint = Checkpoint(name, models: models)
  if let kept = checkpoint.kept(Result.self) { return kept }
  let result = try body()
  checkpoint.keep(result)
  return result
}

/// Executes `body`, which trains `models` and returns nothing, and caches the weights; see above.
public func checkpoint(
  _ name: String, _ models: any Module..., body: () throws -> Void
) rethrows {
  let checkpoint = Checkpoint(name, models: models)
  if checkpoint.kept(Bool.self) != nil { return }
  try body()
  checkpoint.keep(true)
}

/// Trains `models` step by step, and caches the weights and the results of the steps, usually the losses. An
/// interrupted training resumes, with the same bits as one that was not interrupted.
///
/// ```swift
/// let losses = checkpoint("unet", average, intermediate: unet, optimizer: adam, steps: steps) { step in
///   let (loss, gradients) = valueWithGradients { mse(unet(noisy(step)), clean(step)) }
///   adam.update(with: gradients)
///   average.update()
///   return loss.item
/// }
/// ```
///
/// Only `models`, optimizers and random streams are restored when a training resumes: compute any other state
/// from the step's number.
///
/// - Parameters:
///   - name: a literal, unique in the chapter.
///   - models: the trained modules: networks, moving averages.
///   - intermediate: the modules that only a resumed training needs, such as the weights whose average is
///     used later. As the optimizers they have their initial values at the end.
///   - optimizers: the optimizers, whose state is restored to its initial value at the end.
///   - steps: the number of steps. Traps where it is negative.
///   - label: the text beside the progress bar; the name where nil.
///   - seconds: the interval, in seconds, at which an unfinished training is saved; infinite for never.
///     Traps where it is not a number.
///   - preview: a picture of the current state; the runner shows the latest one. Weights and random streams
///     are restored after it, and no result depends on it.
///   - firstPreview: the time of the first preview, in seconds; each further one is at twice the time.
///   - body: one step, which returns its loss, or any other result to cache.
/// - Returns: the results of the steps, in order.
@discardableResult
public func checkpoint<Step: Codable>(
  _ name: String, _ models: any Module..., intermediate: any Module...,
  optimizer optimizers: Optimizer..., steps: Int, label: String? = nil,
  savedEvery seconds: Double = 10, preview: (() -> any Showable)? = nil,
  previewedAfter firstPreview: Double = 60, body: (_ step: Int) throws -> Step
) rethrows -> [Step] {
  require(steps >= 0, "checkpoint: \(steps) steps")
  require(!seconds.isNaN, "checkpoint: savedEvery is not a number")
  require(!firstPreview.isNaN, "checkpoint: previewedAfter is not a number")
  let checkpoint = Checkpoint(
    name, models: models, intermediate: intermediate, optimizers: optimizers)
  if let kept = checkpoint.kept([Step].self) { return kept }
  var results: [Step] = checkpoint.unfinished(of: steps)
  var saving = SaveInterval(seconds: seconds)
  var previews = PreviewSchedule(seconds: firstPreview)
  for step in progress(label ?? name, results.count..<steps) {
    results.append(try body(step))
    if saving.isOver, step + 1 < steps { saving.restart { checkpoint.save(unfinished: results) } }
    if let preview, previews.isDue, step + 1 < steps { checkpoint.show(preview) }
  }
  checkpoint.keep(results)
  return results
}

/// The interval between saves: at least so many seconds, and long enough that saving takes at most a
/// twentieth of the time.
private struct SaveInterval {
  private let interval: Duration
  private var end: ContinuousClock.Instant

  init(seconds: Double) {
    interval = .bounded(seconds: seconds)
    end = .now + interval
  }

  var isOver: Bool { ContinuousClock.now >= end }

  mutating func restart(_ body: () -> Void) {
    let taken = ContinuousClock().measure(body)
    end = .now + max(interval, interval > .zero ? taken * 20 : .zero)
  }
}

/// The times of previews: after so many seconds, and again whenever the elapsed time has doubled.
private struct PreviewSchedule {
  private let beginning = ContinuousClock.now
  private var next: Duration

  init(seconds: Double) { next = .bounded(seconds: seconds) }

  var isDue: Bool {
    mutating get {
      let elapsed = ContinuousClock.now - beginning
      guard elapsed >= next else { return false }
      next = elapsed * 2
      return true
    }
  }
}

extension Duration {
  /// So many seconds, but no more than thirty years, as good as never: much longer times overflow.
  fileprivate static func bounded(seconds: Double) -> Duration {
    .seconds(min(max(seconds, -1e9), 1e9))
  }
}
