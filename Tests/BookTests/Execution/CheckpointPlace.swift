import Foundation
import Outputs
import Testing

@testable import Book

/// Folders of its own for a test's checkpoints.
final class CheckpointPlace {
  let folder = FileManager.default.temporaryDirectory.appending(path: "checkpoints-\(UUID())")
  let lock = NSLock()
  private var all: [CheckpointOutcome] = []
  private(set) var previews: [URL] = []
  var folders: CheckpointFolders {
    CheckpointFolders(
      published: [folder.appending(path: "site")], cache: folder.appending(path: "kept"))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs a chapter, and stops it like `kill -9` where `isEnough`.
  func run(
    _ body: String, retrain: Bool = false, isEnough: @escaping (RunEvent) -> Bool = { _ in false }
  ) throws -> (run: Run?, fates: [CheckpointOutcome]) {
    let chapter = try chapter(body)
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    let options = RunOptions(
      timeout: 60, threads: 1, libraryFolder: LessonLibrary().folder, ignoresCaches: retrain,
      checkpoints: folders, previews: folder.appending(path: "previews"))
    let runner = Runner()
    (all, previews) = ([], [])
    var finished: Run?
    do {
      finished = try runner.run(program, options: options) { event in
        if case .checkpoint(_, let fate) = event { self.lock.withLock { self.all.append(fate) } }
        if case .preview(_, let file) = event { self.lock.withLock { self.previews.append(file) } }
        if isEnough(event) { DispatchQueue.global().async { runner.cancel() } }
      }
    } catch is Cancelled {}
    return (finished, lock.withLock { all })
  }

  /// The only kept file of this ending.
  func kept(_ ending: String = "safetensors") throws -> URL {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let found = names.filter { $0.hasSuffix(".\(ending)") }
    #expect(found.count == 1, "\(found)")
    return folder.appending(path: try #require(found.first))
  }
}

extension CheckpointOutcome {
  var word: String { String("\(self)".prefix { $0 != "(" }) }
}
