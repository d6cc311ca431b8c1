import Foundation
import Outputs

/// Where checkpoints are: the published ones beside the figures of their chapters, and everything that
/// was ever made here, trainings under way and experiments included, apart.
public struct CheckpointFolders: Sendable {
  /// The site that is written, and others in which to look.
  public var published: [URL]
  public var kept: URL

  /// The bytes of kept checkpoints; beyond them those used longest ago go.
  static let capacity = 2 << 30

  public init(published: [URL], kept: URL) {
    (self.published, self.kept) = (published, kept)
  }

  func publishedFiles(_ name: String, of chapter: Chapter) -> [URL] {
    published.map { $0.appending(path: "\(chapter.slug)/\(name).\(Self.fileExtension)") }
  }

  func finishedFile(_ checkpoint: ProgramCheckpoint, of chapter: Chapter) -> URL {
    keptFile(checkpoint, of: chapter).appendingPathExtension(Self.fileExtension)
  }

  func unfinishedFile(_ checkpoint: ProgramCheckpoint, of chapter: Chapter) -> URL {
    keptFile(checkpoint, of: chapter).appendingPathExtension(Self.unfinishedExtension)
  }

  static let fileExtension = "safetensors"
  private static let unfinishedExtension = "unfinished"

  private func keptFile(_ checkpoint: ProgramCheckpoint, of chapter: Chapter) -> URL {
    kept.appending(path: "\(chapter.slug)/\(checkpoint.name)-\(checkpoint.key.prefix(16))")
  }

  /// The kept files of a checkpoint's name under any key, the latest first.
  func finishedFiles(named name: String, of chapter: Chapter) -> [URL] {
    files(in: kept.appending(path: chapter.slug))
      .filter { file in
        let key = file.url.deletingPathExtension().lastPathComponent.dropFirst(name.count)
        return file.url.pathExtension == Self.fileExtension && key.count == 17
          && file.url.lastPathComponent.hasPrefix(name + "-")
      }
      .sorted { $0.date > $1.date }.map(\.url)
  }

  /// What the chapter is told. From nothing: without anything that an earlier run left behind.
  func plan(for program: Program, fromNothing: Bool) -> CheckpointPlan {
    var plan = CheckpointPlan()
    for checkpoint in program.checkpoints {
      let finished = finishedFile(checkpoint, of: program.chapter)
      let unfinished = unfinishedFile(checkpoint, of: program.chapter)
      if fromNothing { try? FileManager.default.removeItem(at: unfinished) }
      let sources = publishedFiles(checkpoint.name, of: program.chapter) + [finished]
      plan.entries[checkpoint.name] = CheckpointPlan.Entry(
        key: checkpoint.key, parts: checkpoint.parts,
        sources: fromNothing ? [] : sources.map(\.standardizedFileURL.path),
        finished: finished.standardizedFileURL.path,
        unfinished: unfinished.standardizedFileURL.path)
    }
    return plan
  }

  /// Takes note that these files were used, and removes what there is no room for.
  func clean(using used: [URL]) {
    let inside = kept.standardizedFileURL.path + "/"
    for file in used where file.standardizedFileURL.path.hasPrefix(inside) {
      try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file.path)
    }
    let chapters = (try? FileManager.default.contentsOfDirectory(atPath: kept.path)) ?? []
    let files = chapters.flatMap { self.files(in: kept.appending(path: $0)) }
    let known = [Self.fileExtension, Self.unfinishedExtension]
    let hourAgo = Date().addingTimeInterval(-3600)
    var bytes = 0
    for file in files.sorted(by: { $0.date > $1.date }) {
      bytes += file.size
      // What a process that was killed was about to write.
      let isRemains = !known.contains(file.url.pathExtension) && file.date < hourAgo
      if bytes > Self.capacity || isRemains { try? FileManager.default.removeItem(at: file.url) }
    }
  }

  private func files(in folder: URL) -> [(url: URL, date: Date, size: Int)] {
    let keys: Set<URLResourceKey> = [.contentModificationDateKey, .fileSizeKey]
    let urls =
      (try? FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: Array(keys))) ?? []
    return urls.map { url in
      let values = try? url.resourceValues(forKeys: keys)
      return (url, values?.contentModificationDate ?? .distantPast, values?.fileSize ?? 0)
    }
  }
}
