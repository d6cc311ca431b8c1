import CSystem
import Foundation

/// A copy of a folder to write into, which then takes the folder's place in one step: readers see the last
/// complete site, whatever happens while the next one is being written.
struct Staging {
  /// The copy.
  let folder: URL
  private let target: URL

  /// Copies `target`, if it is there, into a hidden folder beside it.
  init(of target: URL) throws {
    let target = target.standardizedFileURL
    let parent = target.deletingLastPathComponent()
    self.target = target
    folder = parent.appending(
      path: ".\(target.lastPathComponent).\(getpid())", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    Self.removeRemains(of: target)
    try? FileManager.default.removeItem(at: folder)
    if FileManager.default.fileExists(atPath: target.path) {
      try FileManager.default.copyItem(at: target, to: folder)
    } else {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  /// Puts the copy in the folder's place.
  func publish() throws {
    let manager = FileManager.default
    guard manager.fileExists(atPath: target.path) else {
      return try manager.moveItem(at: folder, to: target)
    }
    if system_exchange(folder.path, target.path) {
      try manager.removeItem(at: folder)
    } else {
      // This file system cannot exchange two folders: for an instant there is no site.
      let old = folder.appendingPathExtension("old")
      try manager.moveItem(at: target, to: old)
      try manager.moveItem(at: folder, to: target)
      try manager.removeItem(at: old)
    }
  }

  /// Leaves the folder as it was.
  func discard() { try? FileManager.default.removeItem(at: folder) }

  /// Removes copies left by processes that were killed.
  private static func removeRemains(of target: URL) {
    let parent = target.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    for name in names where name.hasPrefix(".\(target.lastPathComponent).") {
      guard let process = pid_t(name.split(separator: ".").last ?? ""), kill(process, 0) != 0
      else { continue }
      try? FileManager.default.removeItem(at: parent.appending(path: name))
    }
  }
}
