import Foundation
import Testing

/// Datasets on the command line, without any on the machine and without a network.
@Suite(.serialized)
struct DataCommandTests {
  let command: Command
  let cache: URL

  init() throws {
    var command = try Command()
    cache = command.folder.appending(path: "cache")
    let nowhere = "http://127.0.0.1:9"
    command.environment = [
      "WALKTHROUGH_DATA": "cache", "http_proxy": nowhere, "https_proxy": nowhere, "no_proxy": "",
    ]
    self.command = command
  }

  @Test func listsCachedFiles() throws {
    let digits = cache.appending(path: "mnist")
    try FileManager.default.createDirectory(at: digits, withIntermediateDirectories: true)
    let labels = digits.appending(path: "t10k-labels-idx1-ubyte")
    try Data([0, 0, 8]).write(to: labels)
    let list = try command.run("data")
    #expect(list.status == 0, "\(list.errors)")
    #expect(list.output.contains("mnist  MNIST\n    \(labels.path): is cut off: 3 bytes of a"))
    #expect(list.output.contains("4 files missing: walkthrough data mnist fetches 12 MB at most"))
    #expect(list.output.contains("cifar10  CIFAR-10\n    1 file missing"))
    #expect(try Data(contentsOf: labels) == Data([0, 0, 8]))
  }

  @Test func reportsUnavailableDatasets() throws {
    let data = try command.run("data", "cifar10")
    #expect(data.status == 1)
    let address = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
    let tried = "\(address): Failed to connect to 127.0.0.1"
    #expect(data.errors.contains("  \(tried)"), "\(data.errors)")
    #expect(data.errors.contains("the dataset CIFAR-10 is not on this machine"))
    let unknown = try command.run("data", "imagenet")
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("there are mnist, fashion, cifar10"))
  }

  /// The error names the chapter's line and the failed downloads.
  @Test func aChapterWithoutItsData() throws {
    try command.write(
      "01-test.md",
      """
      ---
      title: A test
      summary: No data.
      ---

      ```swift
      let data = try CIFAR10.load()
      data.train.count
      ```

      """)
    let run = try command.run("run")
    #expect(run.status == 1)
    #expect(run.errors.contains("Chapters/01-test.md:7:24: error:"), "\(run.errors)")
    #expect(run.errors.contains("CIFAR-10 is not on this machine"), "\(run.errors)")
    #expect(run.errors.contains("Failed to connect to 127.0.0.1"), "\(run.errors)")
    #expect(run.errors.contains("into \(cache.path)/cifar10"), "\(run.errors)")
    #expect(!FileManager.default.fileExists(atPath: command.folder.appending(path: "site").path))
  }
}
