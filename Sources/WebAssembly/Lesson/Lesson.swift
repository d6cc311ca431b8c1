import CPage
@_exported import Figures
@_exported import Networks
@_exported import Outputs
@_exported import Tensors

/// Sets a network's parameters to the published weights of a checkpoint.
public func restore(_ network: some Module, from checkpoint: String) {
  var name = checkpoint
  let block = name.withUTF8 { page_weights($0.baseAddress, $0.count) }
  guard let block else { fail("restore: the weights “\(checkpoint)” are missing") }
  let count = Int(block.assumingMemoryBound(to: UInt32.self).pointee)
  let needed = network.parameterCount
  require(
    count >= needed, "restore: “\(checkpoint)” has \(count) numbers for \(needed) in the network")
  let numbers = (block + 64).assumingMemoryBound(to: Float.self)
  network.load(UnsafeBufferPointer(start: numbers, count: needed))
  page_free(block)
}

/// Executes `body`: a page has no cache.
public func checkpoint<Result>(_ name: String, body: () -> Result) -> Result { body() }

/// The elements: a page shows no progress bar.
public func progress<Elements: Sequence>(_ label: String, _ elements: Elements) -> Elements {
  elements
}
