/// A fault of a weights file.
public struct SafeTensorsError: Error, CustomStringConvertible {
  /// The path.
  public let file: String
  /// The name of the tensor at fault; nil where it is the whole file.
  public let tensor: String?
  /// The fault, as the rest of a sentence: “is cut off”.
  public let fault: String

  init(_ file: String, _ tensor: String?, _ fault: String) {
    (self.file, self.tensor, self.fault) = (file, tensor, fault)
  }

  public var description: String {
    "\(file): " + (tensor.map { "tensor \"\($0)\" " } ?? "") + fault
  }
}

/// Throws unless `condition` holds: the `require` of files.
func ensure(
  _ condition: Bool, _ file: String, _ tensor: String?, _ fault: @autoclosure () -> String
) throws(any Error) {
  if !condition { throw SafeTensorsError(file, tensor, fault()) }
}
