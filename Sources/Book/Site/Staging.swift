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
    try output.prepare()
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
      if FileManager.default.fileExists(atPath: target.path) {
        try Self.copy(target, to: folder)
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

  /// Copies a folder. Links from it to folders elsewhere that pages are written into, a chapter's and the assets', are
  /// replaced by copies of what they lead to, so that nothing is written through one. Other links stay.
  static func copy(_ original: URL, to copy: URL) throws {
    let manager = FileManager.default
    try manager.copyItem(at: original, to: copy)
    let assets = (try? manager.subpathsOfDirectory(atPath: copy.path + "/assets")) ?? []
    let site = original.realPath ?? original.path
    for path in try manager.contentsOfDirectory(atPath: copy.path) + assets.map({ "assets/\($0)" })
    {
      let link = copy.appending(path: path)
      guard (try? manager.destinationOfSymbolicLink(atPath: link.path)) != nil,
        let linked = original.appending(path: path).realPath,
        // Nor may a copy hold the site itself.
        !"\(site)/".hasPrefix(linked == "/" ? "/" : linked + "/"), !linked.hasPrefix(site + "/"),
        path.hasPrefix("assets") || manager.fileExists(atPath: "\(linked)/\(Record.fileName)")
      else { continue }
      try manager.removeItem(at: link)
      try manager.copyItem(atPath: linked, toPath: link.path)
    }
  }
}
