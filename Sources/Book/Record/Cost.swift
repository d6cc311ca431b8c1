import Foundation
import Outputs

/// Times and memory of a run, which vary and are never compared. The published ones, which pages show, are
/// `site/<slug>/cost.json`: they are written on request only, so that a run with equal results changes no file there.
public struct Cost: Codable, Equatable, Sendable {
  public static let fileName = "cost.json"
  /// Seconds of wall-clock time.
  public var compileSeconds: Double
  public var runSeconds: Double
  /// Seconds for each cell, in order.
  public var cellSeconds: [Double]
  public var peakBytes: Int
  public var threads: Int
  /// The checkpoints whose cached results were used; their training time is not included.
  public var keptCheckpoints: Int?
  /// The checkpoints in order, with the time of each; nil where one is not known or was trained in part by an
  /// interrupted run, and in files of earlier versions.
  public var training: [Training]?
  /// The processor's name, as the system reports it.
  public var processor: String
  /// The number of its cores that the system uses; nil in files of earlier versions.
  public var cores: Int?
  /// The hash of the program that ran; nil in files of earlier versions.
  public var program: String?

  /// Tells whether these are the costs of the record's own program.
  func isOfProgram(of record: Record) -> Bool {
    guard let program else { return cellSeconds.isEmpty || cellSeconds.count == record.cells.count }
    return program == record.program
  }
}

extension Cost {
  /// The time of a checkpoint on this processor.
  public struct Training: Codable, Equatable, Sendable {
    public var name: String
    /// The checkpoint's key, by which the time is known to be that of its present code.
    public var key: String
    public var seconds: Double
    /// Tells whether the run used a cached result; otherwise `runSeconds` includes the time.
    public var isCached: Bool
  }

  /// The seconds of a run without any cached result; nil where not known.
  var secondsFromScratch: Double? {
    training.map { $0.filter(\.isCached).map(\.seconds).reduce(runSeconds, +) }
  }

  /// The seconds of a run with every result cached; nil where not known.
  var secondsFromCache: Double? {
    training.map { max(0, $0.filter { !$0.isCached }.map(\.seconds).reduce(runSeconds, -)) }
  }
}

extension Transcript {
  /// The run's times and memory.
  ///
  /// - Parameter folders: the folders of the checkpoints, with the times of earlier trainings.
  func cost(compileSeconds: Double, threads: Int, folders: CheckpointFolders?) -> Cost {
    var cellSeconds = [Double](repeating: 0, count: program.chapter.cells.count)
    var peakBytes = 0
    var reused: Set<String> = []
    var begun: (cell: Int, time: ContinuousClock.Instant)?
    func finish(_ time: ContinuousClock.Instant) {
      guard let begun, cellSeconds.indices.contains(begun.cell) else { return }
      cellSeconds[begun.cell] = milliseconds(begun.time.duration(to: time).seconds)
    }
    for (event, time) in events.events {
      switch event {
      case .cell(let index):
        finish(time)
        begun = (index, time)
      case .finished(let bytes): peakBytes = bytes
      case .checkpoint(let name, .reused): reused.insert(name)
      default: break
      }
    }
    finish(end)
    return Cost(
      compileSeconds: milliseconds(compileSeconds),
      runSeconds: milliseconds(start.duration(to: end).seconds),
      cellSeconds: cellSeconds, peakBytes: peakBytes, threads: threads,
      keptCheckpoints: reused.count,
      training: folders.flatMap { training(in: $0, threads: threads, reused: reused) },
      processor: Processor.name, cores: Processor.cores, program: program.hash)
  }

  /// The times of the checkpoints that were executed or reused, in order; nil where one is not known, or where this run
  /// took only a part of it.
  private func training(
    in folders: CheckpointFolders, threads: Int, reused: Set<String>
  ) -> [Cost.Training]? {
    let published = folders.published.compactMap {
      try? Cost.loadIfPresent($0.appending(path: program.chapter.slug))
    }
    // Seconds of another machine, or with other threads, do not add up with these.
    let comparable = published.filter {
      $0.processor == Processor.name && $0.cores == Processor.cores && $0.threads == threads
    }
    let files = checkpoints
    let isResumed = events.events.contains {
      if case .checkpoint(_, .resumed) = $0.event { true } else { false }
    }
    guard !isResumed else { return nil }
    var times: [Cost.Training] = []
    for checkpoint in program.checkpoints where files[checkpoint.name] != nil {
      let file = folders.finishedFile(checkpoint, of: program.chapter)
      let earlier = comparable.flatMap { $0.training ?? [] }.first {
        $0.name == checkpoint.name && $0.key == checkpoint.key
      }
      let cached = TrainingTime(of: file).flatMap { $0.threads == threads ? $0.seconds : nil }
      guard let seconds = cached ?? earlier?.seconds else { return nil }
      times.append(
        Cost.Training(
          name: checkpoint.name, key: checkpoint.key, seconds: milliseconds(seconds),
          isCached: reused.contains(checkpoint.name)))
    }
    return times
  }
}

/// Seconds, rounded to the millisecond.
private func milliseconds(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
