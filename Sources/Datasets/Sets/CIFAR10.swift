import Foundation
import Tensors

/// CIFAR-10: 60,000 color photographs of ten classes, `[count, 32, 32, 3]`, 50,000 of them for training, from
/// the authors' binary version. Krizhevsky 2009.
public let CIFAR10 = Dataset(
  name: "cifar10", title: "CIFAR-10",
  files: [
    DataFile(
      name: "cifar-10-binary.tar.gz", format: .archive, byteCount: 170_052_171,
      md5: "c32a1d4ab5d03f1284b67883e8d87530", packedByteCount: 170_052_171)
  ],
  decode: { try ImageData(cifar: $0[0]) },
  mirrors: ["https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"])

extension ImageData {
  /// Decodes an archive of records: a label, then 32×32 bytes each of red, green and blue.
  init(cifar archive: Data) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "cifar10-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let packed = folder.appending(path: "archive")
    try archive.write(to: packed)
    let (status, said) = try Tool.run(["tar", "-xzf", packed.path, "-C", folder.path])
    guard status == 0 else { throw DataError("cifar-10-binary.tar.gz", said) }
    func images(_ names: [String]) throws -> LabelledImages {
      let records = try names.map { name in
        let file = "cifar-10-batches-bin/\(name).bin"
        guard let data = try? Data(contentsOf: folder.appending(path: file)) else {
          throw DataError("cifar-10-binary.tar.gz", "has no \(file)")
        }
        return data
      }
      return try LabelledImages(cifar: Data(records.joined()), file: names[0])
    }
    train = try images((1...5).map { "data_batch_\($0)" })
    test = try images(["test_batch"])
    classes = [
      "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]
  }
}

extension LabelledImages {
  /// Decodes records.
  init(cifar records: Data, file: String) throws {
    let plane = 32 * 32
    let length = 1 + 3 * plane
    guard records.count % length == 0 else {
      throw DataError(file, "has \(records.count) bytes, not a multiple of \(length)")
    }
    let bytes = [UInt8](records)
    let count = bytes.count / length
    var labels = [UInt8](repeating: 0, count: count)
    var pixels = [UInt8](repeating: 0, count: count * 3 * plane)
    for image in 0..<count {
      let record = image * length
      labels[image] = bytes[record]
      for i in 0..<plane {
        for channel in 0..<3 {
          pixels[(image * plane + i) * 3 + channel] = bytes[record + 1 + channel * plane + i]
        }
      }
    }
    try self.init(
      pixels: Data(pixels), shape: [count, 32, 32, 3], labels: Data(labels), classes: 10, file: file
    )
  }
}
