import Foundation
import Outputs

/// The folders of checkpoints: the published ones, beside their chapters' figures, and the cache of all that were
/// made here, unfinished trainings and experiments included.
public struct CheckpointFolders: Sendable {
  /// The site that is written, and others to search.
  public var published: [URL]
  public var cache: URL

  /// The most bytes of the cache; beyond them the least recently used files are removed.
  static let capacity = 2 << 30

  public init(published: [URL], cache: URL) {
    (self.published, self.cache) = (published, cache)
  }

  func publishedFiles(_ name: String, of chapter: Chapter) -> [URL] {
    published.map { $0.appending(path: "\(chapter.slug)/\(name).\(Self.fileExtension)") }
  }

  func finishedFile(_ checkpoint: ProgramCheckpoint, of chapter: Chapter) -> URL {
    cachedFile(checkpoint, of: chapter).appendingPathExtension(Self.fileExtension)
  }

  func unfinishedFile(_ checkpoint: ProgramCheckpoint, of chapter: Chapter) -> URL {
    cachedFile(checkpoint, of: chapter).appendingPathExtension(Self.unfinishedExtension)
  }

  static let fileExtension = "safetensors"
  private static let unfinishedExtension = "unfinished"
  /// The characters of a key in a cached file's name.
  private static let keyLength = 16

  private func cachedFile(_ checkpoint: ProgramCheckpoint, of chapter: Chapter) -> URL {
    let key = checkpoint.key.prefix(Self.keyLength)
    return cache.appending(path: "\(chapter.slug)/\(checkpoint.name)-\(key)")
  }

  /// The cached files of a chapter's checkpoints under any key, by name, the latest first.
  func finishedFiles(of chapter: Chapter) -> [String: [URL]] {
    let files = RecentFiles(in: [cache.appending(path: chapter.slug)]).entries.map(\.url)
      .filter { $0.pathExtension == Self.fileExtension }
    // A hyphen and the beginning of the key follow the name.
    return Dictionary(grouping: files) { file in
      String(file.deletingPathExtension().lastPathComponent.dropLast(Self.keyLength + 1))
    }
  }

  /// The most bytes of a checkpoint's name: the files' names are longer, and those of their copies even more.
  private static let nameLimit = 100

  /// Refuses checkpoints whose names are too long for files.
  ///
  /// - Throws: `Diagnostics` at their lines.
  func requireFileNames(for program: Program) throws {
    let problems = program.checkpoints.filter { $0.name.utf8.count > Self.nameLimit }.map {
      Diagnostic(
        file: $0.path, line: $0.line,
        message: "a checkpoint's name has at most \(Self.nameLimit) characters, and this one has "
          + "\($0.name.utf8.count)")
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
  }

  /// The plan for a run of the chapter.
  ///
  /// - Parameter ignoresCaches: whether to use no results of earlier runs.
  func plan(for program: Program, ignoresCaches: Bool) -> CheckpointPlan {
    var plan = CheckpointPlan()
    for checkpoint in program.checkpoints {
      plan.files.merge(checkpoint.files) { first, _ in first }
      let finished = finishedFile(checkpoint, of: program.chapter)
      let unfinished = unfinishedFile(checkpoint, of: program.chapter)
      if ignoresCaches { try? FileManager.default.removeItem(at: unfinished) }
      let sources = publishedFiles(checkpoint.name, of: program.chapter) + [finished]
      plan.entries[checkpoint.name] = CheckpointPlan.Entry(
        key: checkpoint.key, parts: checkpoint.parts.map(program.portable),
        sources: ignoresCaches ? [] : sources.map(\.standardizedFileURL.path),
        finished: finished.standardizedFileURL.path,
        unfinished: unfinished.standardizedFileURL.path)
    }
    return plan
  }

  /// Marks these files as used, and removes the least recently used others beyond the capacity.
  func clean(using used: [URL]) {
    let inside = cache.standardizedFileURL.path + "/"
    let used = used + used.map(TrainingTime.file)
    for file in used where file.standardizedFileURL.path.hasPrefix(inside) {
      RecentFiles.touch(file)
    }
    let inUse = Set(used.map(\.standardizedFileURL.path))
    let chapters = (try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? []
    RecentFiles(in: chapters.map { cache.appending(path: $0) }).remove { file, _, bytes, isOld in
      if inUse.contains(file.url.standardizedFileURL.path) { return false }
      return isOld && Self.isRemains(file.url) || bytes > Self.capacity && Self.isCached(file.url)
    }
  }

  /// Tells whether the program writes files with such names here: others are their owners'.
  private static func isCached(_ file: URL) -> Bool {
    let stem = file.deletingPathExtension().lastPathComponent
    return [fileExtension, unfinishedExtension, TrainingTime.fileExtension]
      .contains(file.pathExtension) && stem.contains(#/.-[0-9a-f]{16}$/#)
  }

  /// Tells whether a killed process left this file, partly written, as Foundation names it.
  private static func isRemains(_ file: URL) -> Bool {
    file.lastPathComponent.hasPrefix(".dat.nosync")
  }
}

extension Program {
  /// A part with the place that the compiled code knows, which is saved: the same wherever the chapter lies.
  fileprivate func portable(_ part: CheckpointPart) -> CheckpointPart {
    guard let source = sources.first(where: { part.place.hasPrefix("\($0.path):") }) else {
      return part
    }
    var part = part
    part.place = source.compiledPath + part.place.dropFirst(source.path.count)
    return part
  }
}
