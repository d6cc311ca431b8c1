import Foundation
import Testing

@testable import Datasets

/// Named pipes, folders and devices in place of a dataset's files: none hangs, and each is a fault of one line.
@Suite struct NamedPipeTests {
  @Test(.timeLimit(.minutes(1)), arguments: [false, true])
  func inPlaceOfADataFile(isPacked: Bool) throws {
    let fixture = try Fixture()
    try fixture.put(in: "installed", packed: false)
    let name = "train-images" + (isPacked ? ".gz" : "")
    let installed = fixture.folder.appending(path: "installed")
    try FileManager.default.removeItem(at: installed.appending(path: "train-images"))
    let path = installed.appending(path: name).path
    #expect(mkfifo(path, 0o600) == 0)
    let search = fixture.dataset.search(fixture.cache)
    #expect(!search.isComplete)
    #expect(search.faults == [DataError(path, "is a named pipe, not a file")])
    let error = #expect(throws: DatasetMissing.self) {
      try fixture.dataset.load(cache: fixture.cache) { _ in }
    }
    #expect(error?.description.contains("is a named pipe, not a file") == true)
  }

  @Test func inPlaceOfAnyFile() throws {
    let fixture = try Fixture()
    try fixture.put(in: "installed", packed: false)
    let file = fixture.dataset.files[0]
    func fault(_ path: String) -> String? {
      #expect(throws: DataError.self) { try file.read(path) }?.fault
    }
    #expect(fault(fixture.folder.path) == "is a folder, not a file")
    #expect(fault("/dev/zero") == "is a device, not a file")
    #expect(fault(fixture.folder.path + "/none") == "No such file or directory")
  }

  /// A checkpoint's key needs no hash of a dataset: its bytes are the published ones, or it is not read.
  @Test func changedFilesAreRefused() throws {
    let fixture = try Fixture()
    try fixture.put(in: "installed", packed: false)
    _ = try fixture.dataset.load(cache: fixture.cache) { _ in }
    for (name, data) in fixture.contents {
      var changed = data
      changed[data.count - 1] ^= 1
      try fixture.write(changed, to: "installed/\(name)")
      let error = #expect(throws: DatasetMissing.self) {
        try fixture.dataset.load(cache: fixture.cache) { _ in }
      }
      #expect(error?.tried.first?.fault.hasPrefix("is damaged: its MD5 is") == true)
      try fixture.write(data, to: "installed/\(name)")
    }
  }
}
