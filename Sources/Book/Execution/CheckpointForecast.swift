import Foundation
import Outputs

/// A prediction for the next run: whether it reuses a checkpoint, and why.
public struct CheckpointForecast: Sendable {
  public var checkpoint: ProgramCheckpoint
  public var willBeReused: Bool
  /// One line each.
  public var reasons: [String]

  /// The forecasts for all checkpoints of a program.
  public static func all(of program: Program, in folders: CheckpointFolders) -> [Self] {
    let cached = folders.finishedFiles(of: program.chapter)
    return program.checkpoints.map { Self($0, of: program.chapter, in: folders, cached) }
  }

  /// - Parameter cached: the chapter's files in the cache: see `CheckpointFolders.finishedFiles`.
  fileprivate init(
    _ checkpoint: ProgramCheckpoint, of chapter: Chapter, in folders: CheckpointFolders,
    _ cached: [String: [URL]]
  ) {
    defer {
      reasons += checkpoint.untracked.map {
        "it depends on \($0.name) (\($0.place)), which its key does not hold"
      }
    }
    self.checkpoint = checkpoint
    willBeReused = false
    reasons = []
    let published = folders.publishedFiles(checkpoint.name, of: chapter)
    let own = folders.finishedFile(checkpoint, of: chapter)
    var earlier: (file: URL, header: CheckpointHeader)?
    for file in published + [own] + (cached[checkpoint.name] ?? [])
    where FileManager.default.fileExists(atPath: file.path) {
      do {
        let header = try CheckpointHeader(contentsOf: file)
        if header.key == checkpoint.key {
          willBeReused = true
          reasons.append("saved in \(file.shownPath)")
          return
        }
        if earlier == nil { earlier = (file, header) }
      } catch {
        reasons.append("\(file.shownPath) is damaged: \(error)")
      }
    }
    let unfinished = folders.unfinishedFile(checkpoint, of: chapter)
    if let header = try? CheckpointHeader(contentsOf: unfinished), header.key == checkpoint.key,
      let step = header.step
    {
      reasons.append("its training was interrupted after \(step) steps, and will resume there")
    } else if let earlier {
      reasons += Self.changes(from: earlier.header.parts, to: checkpoint.parts)
      reasons.append("since \(earlier.file.shownPath)")
    } else if reasons.isEmpty {
      reasons.append("nothing is saved yet")
    }
  }

  /// The differences between two lists of parts, each with its place.
  static func changes(from old: [CheckpointPart], to new: [CheckpointPart]) -> [String] {
    var left = old
    var changes: [String] = []
    let unknown = new.filter { part in
      guard let index = left.firstIndex(where: { $0.name == part.name && $0.hash == part.hash })
      else { return true }
      left.remove(at: index)
      return false
    }
    for part in unknown {
      let index = left.firstIndex { $0.name == part.name }
      changes.append("\(part.name) (\(part.place)) \(index == nil ? "is new" : "changed")")
      if let index { left.remove(at: index) }
    }
    changes += left.map { "\($0.name) (formerly \($0.place)) was removed" }
    guard changes.isEmpty else { return changes }
    return [
      old.map(\.hash) == new.map(\.hash)
        ? "the engine computes other bits" : "the order of what it depends on changed"
    ]
  }
}

extension Slice {
  /// Tells whether every checkpoint that the slice reaches is cached, so that nothing trains.
  public func isCached(in folders: CheckpointFolders?) -> Bool {
    guard let folders else { return checkpoints.isEmpty }
    let cached = folders.finishedFiles(of: program.chapter)
    return checkpoints.allSatisfy {
      CheckpointForecast($0, of: program.chapter, in: folders, cached).willBeReused
    }
  }
}
