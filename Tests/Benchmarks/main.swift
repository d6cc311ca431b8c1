import Tensors

/// `benchmark` prints the rates of matrix products beside the machine's peak; `benchmark mlp` serves
/// training steps to `Tests/Benchmarks/compare`.
if CommandLine.arguments.dropFirst().first == "mlp" {
  MLPStep.serve()
} else {
  for threads in Set([1, Engine.threads]).sorted() { printMatmulRates(threads: threads) }
}
