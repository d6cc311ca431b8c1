import Foundation
import Tensors

/// A set of labelled images, as its authors divided it.
public struct ImageData: Sendable {
  public let train: LabelledImages
  public let test: LabelledImages
  /// What each label means.
  public let classes: [String]
}

/// Images, and for each the number of its class.
public struct LabelledImages: Sendable {
  /// `[count, height, width, channels]`, in 0…1.
  public let images: Tensor
  /// From 0 to one less than there are classes.
  public let labels: [Int]

  public var count: Int { labels.count }

  /// - Parameters:
  ///   - pixels: bytes, `[count, height, width, channels]`.
  ///   - labels: a byte each.
  /// - Throws: `DataError` unless there is a label from `0..<classes` for each image.
  init(pixels: Data, shape: Shape, labels: Data, classes: Int, file: String) throws {
    guard labels.count == shape[0] else {
      throw DataError(file, "has \(labels.count) labels for \(shape[0]) images")
    }
    if let index = labels.firstIndex(where: { $0 >= classes }) {
      throw DataError(
        file, "label \(index - labels.startIndex) is \(labels[index]), of \(classes) classes")
    }
    images = pixels.withUnsafeBytes { Tensor(bytes: $0, shape: shape) }
    self.labels = labels.map(Int.init)
  }
}
