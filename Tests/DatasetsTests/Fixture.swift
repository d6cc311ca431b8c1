import Foundation

@testable import Datasets

/// A dataset of three images of 2×2 and two more, with a cache and two mirrors, all in a folder that is removed
/// after the test.
final class Fixture {
  let folder: URL
  let cache: Cache
  let contents: [String: Data]
  var dataset: Dataset

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "datasets-\(UUID())")
    self.folder = folder
    cache = Cache(root: folder.appending(path: "cache"))
    let contents = [
      "train-images": IDX.encode([UInt8](0..<12).map { $0 * 20 }, shape: [3, 2, 2]),
      "train-labels": IDX.encode([1, 0, 1], shape: [3]),
      "test-images": IDX.encode([0, 51, 102, 153, 204, 255, 0, 0], shape: [2, 2, 2]),
      "test-labels": IDX.encode([0, 1], shape: [2]),
    ]
    self.contents = contents
    let names = ["train-images", "train-labels", "test-images", "test-labels"]
    let files = try names.map { name in
      DataFile(
        name: name, format: .idx(rank: name.hasSuffix("images") ? 3 : 1),
        byteCount: contents[name]!.count, md5: try md5(contents[name]!), packedByteCount: 100)
    }
    dataset = Dataset(
      name: "small", title: "Small", files: files,
      decode: { try ImageData(idx: $0, classes: ["even", "odd"]) },
      installed: folder.appending(path: "installed").path,
      mirrors: ["first", "second"].map { "file://\(folder.path)/\($0)/" })
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Writes all files into a folder, optionally as gzip files.
  func put(in place: String, packed: Bool) throws {
    for (name, data) in contents {
      try write(packed ? try gzip(data) : data, to: "\(place)/\(name)\(packed ? ".gz" : "")")
    }
  }

  func write(_ data: Data, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  /// The names in the dataset's folder of the cache.
  var cached: [String] {
    let path = cache.folder(of: dataset).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  static let whole = [".lock", "test-images", "test-labels", "train-images", "train-labels"]
}

func md5(_ data: Data) throws -> String {
  String(decoding: try pipe(data, "md5sum")[..<32], as: UTF8.self)
}

func gzip(_ data: Data) throws -> Data { try pipe(data, "gzip", "-nc") }

private func pipe(_ data: Data, _ words: String...) throws -> Data {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = words
  let (input, output) = (Pipe(), Pipe())
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  try input.fileHandleForWriting.write(contentsOf: data)
  try input.fileHandleForWriting.close()
  defer { process.waitUntilExit() }
  return try output.fileHandleForReading.readToEnd() ?? Data()
}
