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

extension Transcript {
  /// The run's times and memory.
  func cost(compileSeconds: Double, threads: Int) -> Cost {
    var cellSeconds = [Double](repeating: 0, count: program.chapter.cells.count)
    var (peakBytes, keptCheckpoints) = (0, 0)
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
      case .checkpoint(_, .reused): keptCheckpoints += 1
      default: break
      }
    }
    finish(end)
    return Cost(
      compileSeconds: milliseconds(compileSeconds),
      runSeconds: milliseconds(start.duration(to: end).seconds),
      cellSeconds: cellSeconds, peakBytes: peakBytes, threads: threads,
      keptCheckpoints: keptCheckpoints, processor: Processor.name, cores: Processor.cores,
      program: program.hash)
  }
}

/// Seconds, rounded to the millisecond.
private func milliseconds(_ seconds: Double) -> Double { (seconds * 1000).rounded() / 1000 }
