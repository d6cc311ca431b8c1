import Foundation
import Tensors

/// A set of labeled images in the split of its authors.
public struct ImageData: Sendable {
  /// The training set.
  public let train: LabelledImages
  /// The test set.
  public let test: LabelledImages
  /// The name of each class, by label.
  public let classes: [String]
}

/// Images, each with the label of its class.
public struct LabelledImages: Sendable {
  /// The images, `[count, height, width, channels]`, in 0…1.
  public let images: Tensor
  /// The label of each image, counted from 0.
  public let labels: [Int]

  /// The number of images.
  public var count: Int { labels.count }

  /// Converts bytes to numbers from 0 to 1.
  ///
  /// - Parameters:
  ///   - pixels: the images as bytes, `[count, height, width, channels]`.
  ///   - shape: their shape.
  ///   - labels: a byte for each image.
  ///   - classes: the number of classes.
  ///   - file: the name of the labels' file in errors.
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
