import Foundation
import Testing

@testable import Datasets

/// Downloads from mirrors that are folders.
@Suite struct PreparationTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// Prepares the dataset, and returns the failures on the way.
  private func prepare() throws -> [String] {
    var failed: [String] = []
    try fixture.dataset.prepare(cache: fixture.cache) { event in
      if case .failed(let error) = event { failed.append("\(error)") }
    }
    return failed
  }

  @Test func downloadedOnceAndCachedUnpacked() throws {
    try fixture.put(in: "first", packed: true)
    #expect(!fixture.dataset.search(fixture.cache).isComplete)
    #expect(try prepare() == [])
    #expect(fixture.cached == Fixture.whole)
    try FileManager.default.removeItem(at: fixture.folder.appending(path: "first"))
    let data = try fixture.dataset.load(cache: fixture.cache) { _ in Issue.record("fetched again") }
    #expect(data.train.images.shape == [3, 2, 2, 1])
  }

  @Test func installedFilesAreUsedFirst() throws {
    try fixture.put(in: "installed", packed: true)
    let data = try fixture.dataset.load(cache: fixture.cache) { _ in Issue.record("fetched") }
    #expect(data.test.labels == [0, 1])
    try fixture.put(in: "cache/small", packed: false)
    try fixture.write(Data("?".utf8), to: "installed/test-labels.gz")
    let search = fixture.dataset.search(fixture.cache)
    #expect(search.isComplete)
    #expect(search.paths[2]?.hasSuffix("installed/test-images.gz") == true)
    #expect(search.paths[3]?.hasSuffix("cache/small/test-labels") == true)
    #expect(search.faults.map(\.fault) == ["starts with the bytes 3f, not 00 00 08 01"])
  }

  /// After the failure of a mirror its complete files are kept.
  @Test func theNextMirrorCompletes() throws {
    try fixture.put(in: "first", packed: true)
    try fixture.put(in: "second", packed: true)
    try fixture.write(Data("<html>".utf8), to: "first/train-labels.gz")
    try FileManager.default.removeItem(
      at: fixture.folder.appending(path: "second/train-images.gz"))
    let first = "file://\(fixture.folder.path)/first/"
    #expect(
      try prepare() == [
        "\(first)train-labels.gz: starts with the bytes 3c 68 74 6d, not 00 00 08 01"
      ])
    #expect(fixture.cached == Fixture.whole)
  }

  @Test func aBrokenDownloadIsResumed() throws {
    try fixture.put(in: "first", packed: true)
    let image = try gzip(fixture.contents["train-images"]!)
    for part in [image.prefix(10), image, Data("something else".utf8), image + [1, 2, 3]] {
      try? FileManager.default.removeItem(at: fixture.cache.root)
      try fixture.write(part, to: "cache/small/train-images.gz.part")
      #expect(try prepare() == [])
      #expect(fixture.cached == Fixture.whole)
    }
  }

  /// A resumed download asks for the missing bytes only: changed earlier ones on the mirror are not noticed.
  @Test func resumingDownloadsTheRestOnly() throws {
    try fixture.put(in: "first", packed: true)
    let packed = try gzip(fixture.contents["train-images"]!)
    try fixture.write(packed, to: "cache/small/train-images.gz.part")
    try fixture.write(Data(count: packed.count), to: "first/train-images.gz")
    #expect(try prepare() == [])
  }

  @Test func damagedFilesAreReplaced() throws {
    try fixture.put(in: "first", packed: true)
    try fixture.put(in: "cache/small", packed: false)
    try fixture.write(Data(), to: "cache/small/test-images")
    #expect(try prepare() == ["\(fixture.cache.root.path)/small/test-images: is empty"])
    #expect(fixture.dataset.search(fixture.cache).faults == [])
    #expect(fixture.dataset.search(fixture.cache).isComplete)
  }

  @Test func noPartialFileRemains() throws {
    try fixture.put(in: "second", packed: true)
    let packed = try gzip(fixture.contents["train-images"]!)
    try fixture.write(packed.dropLast(3), to: "second/train-images.gz")
    let error = #expect(throws: DatasetMissing.self) { try prepare() }
    #expect(fixture.cached == [".lock"])
    let folder = fixture.folder.path
    let lines = error?.description.split(separator: "\n") ?? []
    #expect(lines.count == 4)
    #expect(lines[0] == "the dataset Small is not on this machine and could not be downloaded")
    #expect(lines[1].hasPrefix("  file://\(folder)/first/train-images.gz: "))
    #expect(
      lines[2] == "  file://\(folder)/second/train-images.gz: "
        + "cannot be unpacked: unexpected end of file")
    #expect(lines[3].contains("walkthrough data small"))
  }

  @Test func oversizedDownloadsAreRejected() throws {
    try fixture.put(in: "first", packed: true)
    try fixture.write(Data(count: 1 << 20), to: "first/train-images.gz")
    #expect(throws: DatasetMissing.self) { try prepare() }
    #expect(fixture.cached == [".lock"])
  }

  @Test func unwritableCache() throws {
    try fixture.write(Data(), to: "cache")
    let error = #expect(throws: DatasetMissing.self) { try prepare() }
    #expect(error?.tried.first?.place == "\(fixture.folder.path)/cache/small")
  }

  @Test func cacheFolderFollowsTheEnvironment() {
    func path(_ environment: [String: String]) -> String {
      Cache(environment: environment).folder(of: MNIST).path
    }
    #expect(path(["WALKTHROUGH_DATA": "/a", "XDG_CACHE_HOME": "/b"]) == "/a/mnist")
    #expect(path(["WALKTHROUGH_DATA": "", "XDG_CACHE_HOME": "/b"]) == "/b/walkthrough/mnist")
    #expect(path([:]) == NSHomeDirectory() + "/.cache/walkthrough/mnist")
  }
}
