import Foundation

/// The machine's processor.
enum Processor {
  /// The number of cores that the system uses.
  static var cores: Int { ProcessInfo.processInfo.processorCount }

  /// Its name, as the system reports it.
  static var name: String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    let name = line?.split(separator: ":", maxSplits: 1).last.map(String.init)
    return name?.trimmingCharacters(in: .whitespaces) ?? "unknown"
  }
}
