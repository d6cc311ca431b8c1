import Foundation
import Tensors
import Testing

@testable import Datasets

/// The real files, if this machine has them: no test downloads anything.
@Suite struct PublishedTests {
  static let isInstalled = FileManager.default.fileExists(atPath: FashionMNIST.installed!)

  @Test(.enabled(if: isInstalled)) func fashion() throws {
    let data = try FashionMNIST.load(cache: Cache(root: URL(fileURLWithPath: "/nowhere"))) { _ in
      Issue.record("Debian's files are not the published ones")
    }
    #expect(data.train.images.shape == [60_000, 28, 28, 1])
    #expect(data.test.images.shape == [10_000, 28, 28, 1])
    for label in 0..<10 {
      #expect(data.train.labels.count { $0 == label } == 6_000)
      #expect(data.test.labels.count { $0 == label } == 1_000)
    }
    // The mean that everybody normalises with.
    #expect(abs(data.train.images.mean().item - 0.2860) < 0.0001)
  }

  @Test(.enabled(if: MNIST.search().isComplete)) func digits() throws {
    let data = try MNIST.load()
    #expect(data.train.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(data.test.labels.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    #expect(abs(data.train.images.mean().item - 0.1307) < 0.0001)
  }

  @Test func names() throws {
    #expect(Dataset.all.map(\.name) == ["mnist", "fashion", "cifar10"])
    #expect(try Dataset.named("MNIST").title == "MNIST")
    let error = #expect(throws: DataError.self) { try Dataset.named("imagenet") }
    #expect(
      error?.description == "imagenet: no such dataset; there are mnist, fashion, cifar10")
  }
}
