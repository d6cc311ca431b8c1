import Tensors

/// `benchmark` prints the rates of matrix products beside the machine's peak; `benchmark mlp` serves
/// training steps to `Tests/Benchmarks/compare`.
if CommandLine.arguments.dropFirst().first == "mlp" {
  MLPStep.serve()
} else {
  printMatmulRates(threads: 1)
  if Engine.threads > 1 { printMatmulRates(threads: Engine.threads) }
}
