import Foundation

/// A duration in words: `0.4 s`, `12 s`, `2 min 05 s`, `1 h 03 min`.
struct ElapsedTime: CustomStringConvertible {
  var seconds: Double

  var description: String {
    if seconds < 9.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3_600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
    let minutes = Int((seconds / 60).rounded())
    return String(format: "%d h %02d min", minutes / 60, minutes % 60)
  }
}

extension Cost {
  /// ` with 3 cached checkpoints`, or nothing.
  var cachedCheckpoints: String {
    guard let kept = keptCheckpoints, kept > 0 else { return "" }
    return " with \(kept) cached checkpoint\(kept == 1 ? "" : "s")"
  }

  /// The times from cached results and from scratch; nil where they are not known or the same.
  private var times: (cached: ElapsedTime, scratch: ElapsedTime)? {
    guard let cached = secondsFromCache, let scratch = secondsFromScratch, training != [] else {
      return nil
    }
    return (ElapsedTime(seconds: cached), ElapsedTime(seconds: scratch))
  }

  /// The time in a few words: `Runs in 2.5 s from cached results, in 41 min 03 s from scratch, on 2 threads`.
  var timeInShort: String {
    let threads = "on \(threads) thread\(threads == 1 ? "" : "s")"
    guard let (cached, scratch) = times else {
      return "Ran in \(ElapsedTime(seconds: runSeconds)) \(threads)\(cachedCheckpoints)"
    }
    return "Runs in \(cached) from cached results, in \(scratch) from scratch, \(threads)"
  }

  /// The rows of the table with a run's cost.
  var rows: [(name: String, value: String)] {
    let compiling = "\(ElapsedTime(seconds: compileSeconds)) to compile"
    let rest = [("Memory", "\(Self.bytes(peakBytes)) at its peak"), ("Processor", machine)]
    guard let (cached, scratch) = times else {
      let running = "\(ElapsedTime(seconds: runSeconds)) to run\(cachedCheckpoints)"
      return [("Time", "\(running), \(compiling)")] + rest
    }
    return [
      ("From scratch", "\(scratch), of which training: \(trainingTimes)"),
      ("From cached results", "\(cached), \(compiling)"),
      (
        "Interrupted",
        "The next run resumes the training where it was last saved. Until a run reaches the end of the chapter, this "
          + "page shows the published results."
      ),
    ] + rest
  }

  /// The longest trainings and the sum of the others: `unet 23 min 10 s, judge 1 min 02 s, 5 others 12 s`.
  private var trainingTimes: String {
    let longest = (training ?? []).sorted { $0.seconds > $1.seconds }
    let shown = longest.count == 7 ? 7 : 6
    var parts = longest.prefix(shown).map { "\($0.name) \(ElapsedTime(seconds: $0.seconds))" }
    let others = longest.dropFirst(shown)
    if !others.isEmpty {
      let seconds = others.map(\.seconds).reduce(0, +)
      parts.append("\(others.count) others \(ElapsedTime(seconds: seconds))")
    }
    return parts.joined(separator: ", ")
  }

  private var machine: String {
    [processor, count(cores, "core"), count(threads, "thread")].compactMap(\.self)
      .joined(separator: ", ")
  }

  private func count(_ number: Int?, _ noun: String) -> String? {
    number.map { "\($0) \(noun)\($0 == 1 ? "" : "s")" }
  }

  private static func bytes(_ count: Int) -> String {
    let megabytes = Double(count) / 1_048_576
    return megabytes < 1_024
      ? "\(Int(megabytes.rounded())) MB" : String(format: "%.1f GB", megabytes / 1_024)
  }
}
