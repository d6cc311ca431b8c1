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

  /// The rows of the table with a run's cost.
  var rows: [(name: String, value: String)] {
    [
      (
        "Time",
        "\(ElapsedTime(seconds: runSeconds)) to run\(cachedCheckpoints), "
          + "\(ElapsedTime(seconds: compileSeconds)) to compile"
      ),
      ("Memory", "\(Self.bytes(peakBytes)) at its peak"),
      ("Processor", machine),
    ]
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
