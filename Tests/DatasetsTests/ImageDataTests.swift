import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct ImageDataTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  @Test func grayImages() throws {
    try fixture.put(in: "installed", packed: false)
    let data = try fixture.dataset.load(cache: fixture.cache) { _ in }
    #expect(data.train.labels == [1, 0, 1])
    #expect(data.train.count == 3)
    #expect(data.train.images.shape == [3, 2, 2, 1])
    #expect(data.train.images.scalars == (0..<12).map { Float($0 * 20) / 255 })
    #expect(data.test.images.shape == [2, 2, 2, 1])
    #expect(data.test.images.scalars == [0, 0.2, 0.4, 0.6, 0.8, 1, 0, 0])
    #expect(data.classes == ["even", "odd"])
  }

  @Test func mismatchedLabels() throws {
    let images = fixture.contents["test-images"]!
    func fault(_ labels: [UInt8]) -> String? {
      let labels = IDX.encode(labels, shape: [labels.count])
      let error = #expect(throws: DataError.self) {
        try ImageData(idx: [images, labels, images, labels], classes: ["even", "odd"])
      }
      return error?.description
    }
    #expect(fault([0, 1, 0]) == "the training labels: has 3 labels for 2 images")
    #expect(fault([0, 2]) == "the training labels: label 1 is 2, of 2 classes")
  }

  /// More bytes than a thread converts at once, at every offset.
  @Test func manyBytes() {
    let bytes = (0..<100_003).map { UInt8($0 % 251) }
    let tensor = bytes.withUnsafeBytes { Tensor(bytes: $0, shape: [bytes.count]) }
    #expect(tensor.scalars == bytes.map { Float($0) / 255 })
  }

  /// Each file of the archive has two records; a record's planes are red, green, blue.
  @Test func photographs() throws {
    func record(_ label: UInt8, _ first: UInt8) -> [UInt8] {
      [label]
        + (0..<3).flatMap { channel in (0..<1024).map { UInt8(($0 + channel * 50) % 255) } }
        .enumerated().map { $0.offset == 0 ? first : $0.element }
    }
    let names = (1...5).map { "data_batch_\($0)" } + ["test_batch"]
    for (index, name) in names.enumerated() {
      let records = record(UInt8(index), 200) + record(9, UInt8(index))
      try fixture.write(Data(records), to: "cifar-10-batches-bin/\(name).bin")
    }
    let data = try ImageData(cifar: try archive())
    #expect(data.train.labels == [0, 9, 1, 9, 2, 9, 3, 9, 4, 9])
    #expect(data.test.labels == [5, 9])
    #expect(data.train.images.shape == [10, 32, 32, 3])
    let pixels = data.train.images.scalars
    #expect(pixels[0..<6].map { $0 * 255 } == [200, 50, 100, 1, 51, 101])
    #expect(pixels[3 * 3072] == Float(1) / 255)
    #expect(data.test.images.scalars[3072] == Float(5) / 255)

    try fixture.write(Data([1, 2, 3]), to: "cifar-10-batches-bin/test_batch.bin")
    let cut = #expect(throws: DataError.self) { try ImageData(cifar: try archive()) }
    #expect(cut?.description == "test_batch: has 3 bytes, not a multiple of 3073")
    try FileManager.default.removeItem(
      at: fixture.folder.appending(path: "cifar-10-batches-bin/data_batch_3.bin"))
    let missing = #expect(throws: DataError.self) { try ImageData(cifar: try archive()) }
    #expect(missing?.fault == "has no cifar-10-batches-bin/data_batch_3.bin")
    #expect(throws: DataError.self) { try ImageData(cifar: Data([0x1F, 0x8B])) }
  }

  private func archive() throws -> Data {
    let path = fixture.folder.appending(path: "a.tar.gz")
    let (status, said) = try Tool.run(
      ["tar", "-czf", path.path, "-C", fixture.folder.path, "cifar-10-batches-bin"])
    #expect(status == 0, "\(said)")
    return try Data(contentsOf: path)
  }
}
