import CSystem
import Foundation

/// A copy of a folder to write into, which then takes the folder's place in one step: readers see the last
/// complete site, whatever happens while the next one is being written. Others wait with their copies until
/// this one has been published or discarded.
struct Staging {
  /// The copy.
  let folder: URL
  private let output: OutputFolder
  private let lock: SiteLock
  /// Exchanges two folders in one step; false where the file system cannot.
  private let exchange: (String, String) -> Bool

  private var target: URL { output.url }

  /// Copies the folder, if it is there, into a hidden one beside it.
  ///
  /// - Throws: `OutputFailure`.
  init(
    of output: OutputFolder,
    exchange: @escaping (String, String) -> Bool = { system_exchange($0, $1) }
  ) throws {
    try output.preparePlace()
    let remains = PublicationRemains(of: output.url)
    folder = remains.copy(of: getpid())
    (self.output, self.exchange) = (output, exchange)
    do {
      lock = try SiteLock(of: output.url)
    } catch {
      throw output.failure(of: error)
    }
    do {
      if lock.isExclusive {
        try remains.recover()
        remains.remove()
      }
      PublicationRemains.remove(folder)
      if let shape = try output.shape() {
        try SiteCopy.make(of: shape, to: folder, isLinked: true)
      } else {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
    } catch {
      discard()
      throw failure(of: error)
    }
  }

  /// Puts the copy in the folder's place.
  func publish() throws {
    let manager = FileManager.default
    if !manager.fileExists(atPath: target.path) {
      try manager.moveItem(at: folder, to: target)
    } else if exchange(folder.path, target.path) {
      PublicationRemains.remove(folder)
    } else {
      // This file system cannot exchange two folders: for an instant there is no site.
      let old = folder.appendingPathExtension(PublicationRemains.oldExtension)
      try manager.moveItem(at: target, to: old)
      do {
        try manager.moveItem(at: folder, to: target)
      } catch {
        try? manager.moveItem(at: old, to: target)
        throw error
      }
      PublicationRemains.remove(old)
    }
    lock.release()
  }

  /// Leaves the folder as it was.
  func discard() {
    PublicationRemains.remove(folder)
    lock.release()
  }

  /// The error to report for one of this publication.
  func failure(of error: any Error) -> any Error { output.failure(of: error, copy: folder) }

  /// A fault in the copy as one of the site.
  func named(_ fault: Diagnostic) -> Diagnostic { output.named(fault, copy: folder) }
}
