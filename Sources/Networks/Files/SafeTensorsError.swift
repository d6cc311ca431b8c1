/// What is wrong with a weights file: the file, the tensor where it is about one, and the fault.
public struct SafeTensorsError: Error, CustomStringConvertible {
  public let file: String
  public let tensor: String?
  public let fault: String

  init(_ file: String, _ tensor: String?, _ fault: String) {
    self.file = file
    self.tensor = tensor
    self.fault = fault
  }

  public var description: String {
    "\(file): " + (tensor.map { "tensor \"\($0)\" " } ?? "") + fault
  }
}
