// Prints the records, or makes a mistake: `enginebits gradients`, `enginebits mistake 0`.
let arguments = CommandLine.arguments.dropFirst()
switch arguments.first {
case "gradients": recordGradients()
case "random": recordRandomNumbers()
case "layers": recordLayers()
case "modules": recordModules()
case "training": recordTraining()
case "sample": recordSample()
case "mistake": makeMistake(Int(arguments.last!)!)
case "time":
  for index in 0..<Timed.count {
    let timed = Timed(index)
    let times = (0..<200).map { _ in ContinuousClock().measure(timed.step) / .milliseconds(1) }
    print("\(timed.name): \(times.min()!)")
  }
default: print("enginebits gradients|random|layers|modules|training|sample|mistake N|time")
}
