/// A fault of a dataset's file or of a program that fetches it.
public struct DataError: Error, CustomStringConvertible, Equatable {
  /// A path, an address, or the program that failed.
  public var place: String
  /// The fault, in words that continue the place: `is cut off`.
  public var fault: String

  init(_ place: String, _ fault: String) {
    self.place = place
    self.fault = fault
  }

  /// The place and the fault. A NUL, at which the system would cut it, is written as Swift does.
  public var description: String { "\(place): \(fault)".replacing("\0", with: "\\0") }
}

/// The failure to find or download a dataset, with every attempt.
public struct DatasetMissing: Error, CustomStringConvertible {
  /// The dataset.
  public var dataset: Dataset
  /// The folder in which its files can be placed by hand.
  public var folder: String
  /// The failed attempts, in order.
  public var tried: [DataError]

  /// The attempts, and what to do.
  public var description: String {
    let package = dataset.package.map { "install the package \($0), or " } ?? ""
    return """
      the dataset \(dataset.title) is not on this machine and could not be downloaded
      \(tried.map { "  \($0)" }.joined(separator: "\n"))
        To get it, \(package)put \(dataset.files.map(\.packedName).joined(separator: ", ")) \
      into \(folder), or try again: walkthrough data \(dataset.name)
      """
  }
}
