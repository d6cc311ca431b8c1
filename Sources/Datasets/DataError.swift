/// A file of a dataset, and what is wrong with it.
public struct DataError: Error, CustomStringConvertible, Equatable {
  /// A path, an address, or the program that failed.
  public var place: String
  public var fault: String

  init(_ place: String, _ fault: String) {
    self.place = place
    self.fault = fault
  }

  public var description: String { "\(place): \(fault)" }
}

/// A dataset that is not on this machine and could not be had, and all that was tried.
public struct DatasetMissing: Error, CustomStringConvertible {
  public var dataset: Dataset
  /// Where the files may be put by hand.
  public var folder: String
  public var tried: [DataError]

  public var description: String {
    let package = dataset.package.map { "install the package \($0), or " } ?? ""
    return """
      the dataset \(dataset.title) is not on this machine and could not be fetched
      \(tried.map { "  \($0)" }.joined(separator: "\n"))
        To get it, \(package)put \(dataset.files.map(\.packedName).joined(separator: ", ")) \
      into \(folder), or try again: walkthrough data \(dataset.name)
      """
  }
}
