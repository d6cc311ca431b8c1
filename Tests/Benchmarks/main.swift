#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Tensors

/// `benchmark` prints the rates of matrix products and convolutions beside the machine's peak; `benchmark
/// memory [STEPS]` what training a U-Net holds, and whether it grows; `benchmark costs` what each part of its
/// step takes; `benchmark growth [KIND …]` how the time of a long chapter grows; `benchmark serve STEP` serves steps to `Tests/Benchmarks/compare`. `--threads N` before these.
var arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--threads", arguments.count > 1, let count = Int(arguments[1]) {
  Engine.threads = count
  arguments.removeFirst(2)
}
switch (arguments.first, arguments.dropFirst().first) {
case (nil, _):
  for threads in Set([1, Engine.threads]).sorted() {
    printMatmulRates(threads: threads)
    printConvolutionRates(threads: threads)
  }
case ("memory", let steps):
  exit(memoryStays(steps: steps.flatMap { Int($0) } ?? 50) ? 0 : 1)
case ("costs", nil):
  printCosts()
case ("growth", _):
  try printGrowth(of: Array(arguments.dropFirst()))
case ("serve", let name?) where steps[name] != nil:
  serve(steps[name]!())
default:
  print(
    "benchmark [--threads N] [memory [STEPS] | costs | growth [KIND …] | serve \(steps.keys.sorted())]"
  )
  exit(2)
}
