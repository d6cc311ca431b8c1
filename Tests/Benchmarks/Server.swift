#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Tensors

/// Serves steps so that another program can take turns. For each line read that is a number, runs as many
/// steps and answers with the seconds of each; to `memory`, with the MB that the process has held at
/// most; to `peak`, with the machine's GFLOPS; to `operations`, with those of a step.
func serve(_ step: any Step) {
  while let line = readLine() {
    switch line {
    case "memory": print(Memory.peak)
    case "peak": print(Peak.measured(threads: Engine.threads))
    case "operations": print(step.operations)
    default:
      let times = (0..<(Int(line) ?? 0)).map { _ in seconds { step.run() } }
      print(times.map { "\($0)" }.joined(separator: " "))
    }
    fflush(stdout)
  }
}
