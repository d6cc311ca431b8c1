import Foundation

/// The result of a search for the files of a dataset on this machine.
public struct DatasetSearch {
  /// The path of each file that is complete and as published; nil for the missing ones.
  public internal(set) var paths: [String?] = []
  /// The faults of files that differ from the published ones.
  public internal(set) var faults: [DataError] = []
  private var bytes: [Data?] = []

  /// The bytes of all files; nil where one is missing.
  var contents: [Data]? { bytes.contains { $0 == nil } ? nil : bytes.compactMap { $0 } }

  /// True if no file is missing.
  public var isComplete: Bool { !paths.contains { $0 == nil } }

  /// Searches for all files in parallel: unpacking and MD5 take a processor each.
  init(_ dataset: Dataset, folders: [String]) {
    let files = dataset.files
    var results = [Result?](repeating: nil, count: files.count)
    results.withUnsafeMutableBufferPointer { results in
      let results = Results(slots: results)
      DispatchQueue.concurrentPerform(iterations: files.count) { index in
        results.slots[index] = Result(files[index], folders: folders)
      }
    }
    for case let result? in results {
      paths.append(result.path)
      bytes.append(result.bytes)
      faults += result.faults
    }
  }

  private struct Results: @unchecked Sendable {
    let slots: UnsafeMutableBufferPointer<Result?>
  }

  private struct Result {
    var path: String?
    var bytes: Data?
    var faults: [DataError] = []

    init(_ file: DataFile, folders: [String]) {
      for folder in folders {
        for name in Set([file.name, file.packedName]).sorted() {
          let path = folder + "/" + name
          guard FileManager.default.fileExists(atPath: path) else { continue }
          do {
            bytes = try file.read(path)
            self.path = path
            return
          } catch {
            faults.append(error as? DataError ?? DataError(path, "\(error)"))
          }
        }
      }
    }
  }
}

extension Dataset {
  /// Searches for the files on this machine, and verifies each against the MD5 of the published one.
  public func search() -> DatasetSearch { search(Cache()) }

  func search(_ cache: Cache) -> DatasetSearch {
    DatasetSearch(self, folders: (installed.map { [$0] } ?? []) + [cache.folder(of: self).path])
  }
}
