/// What is wrong with a weights file: the file, the tensor where it is about one, and the fault.
public struct SafeTensorsError: Error, CustomStringConvertible {
  public let file: String
  public let tensor: String?
  public let fault: String

  init(_ file: String, _ tensor: String?, _ fault: String) {
    (self.file, self.tensor, self.fault) = (file, tensor, fault)
  }

  public var description: String {
    "\(file): " + (tensor.map { "tensor \"\($0)\" " } ?? "") + fault
  }
}

/// Throws unless `condition` holds: like `require`, but for what a file may have wrong.
func ensure(
  _ condition: Bool, _ file: String, _ tensor: String?, _ fault: @autoclosure () -> String
) throws {
  if !condition { throw SafeTensorsError(file, tensor, fault()) }
}
