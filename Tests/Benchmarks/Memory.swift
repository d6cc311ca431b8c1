import Foundation

/// The memory of this process.
enum Memory {
  /// Resident MB at most so far.
  static var peak: Double {
    #if os(Linux)
      let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return line.flatMap { Double($0.split(separator: " ")[1]) }.map { $0 / 1024 } ?? .nan
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return Double(usage.ru_maxrss) / 1_048_576
    #endif
  }
}

/// Runs many U-Net training steps and prints the peak of memory up to the third and up to the last. Returns true
/// if it grew by less than 1%.
func memoryStays(steps: Int) -> Bool {
  let step = UNetTraining()
  for _ in 0..<3 { step.run() }
  let early = Memory.peak
  for _ in 3..<max(4, steps) { step.run() }
  let late = Memory.peak
  print("the U-Net's training step: \(Int(early)) MB after 3 steps, \(Int(late)) after \(steps)")
  return late < 1.01 * early
}
