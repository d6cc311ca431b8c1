import Foundation
import Outputs
import Testing

@testable import Book

/// The time from scratch is known to runs that use cached results, and survives interruptions.
@Suite struct TrainingCostTests {
  private static let body = """
    ```swift
    import Foundation
    let net = Linear(1, 1, random: Random(seed: seed).stream("net"))
    let losses = checkpoint("slow", net, steps: 30, savedEvery: 0) { step in
      usleep(10_000)
      return Float(step)
    }
    _ = checkpoint("quick") { 1 }
    ```
    """
  /// The least time that its steps take, in seconds.
  private static let least = 0.3

  private let folder = FileManager.default.temporaryDirectory.appending(path: "costs-\(UUID())")
  private var site: URL { folder.appending(path: "site/01-test") }

  private func run(
    cache: String = "cache", threads: Int = 1, retrain: Bool = false, pause: Int = 10_000,
    isEnough: @escaping @Sendable (RunEvent) -> Bool = { _ in false }
  ) throws -> Run {
    let text =
      "---\ntitle: T\nsummary: S.\nseed: 1\n---\n\n"
      + Self.body.replacing("10_000", with: "\(pause)") + "\n"
    let chapter = try Chapter.parse(text, displayPath: "Chapters/01-test.md")
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    let runner = Runner()
    return try runner.run(
      program,
      options: RunOptions(
        timeout: 120, threads: threads, libraryFolder: LessonLibrary().folder,
        ignoresCaches: retrain,
        checkpoints: CheckpointFolders(
          published: [folder.appending(path: "site")], cache: folder.appending(path: cache)))
    ) { event in
      if isEnough(event) { DispatchQueue.global().async { runner.cancel() } }
    }
  }

  @Test func aRunFromCachedResultsKnowsTheTimeFromScratch() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let trained = try run().cost
    let times = try #require(trained.training)
    #expect(times.map(\.name) == ["slow", "quick"])
    #expect(times.map(\.isCached) == [false, false])
    #expect(times[0].seconds >= Self.least)
    #expect(trained.secondsFromScratch == trained.runSeconds)
    #expect(trained.secondsFromCache! <= trained.runSeconds - Self.least)
    let reused = try run().cost
    #expect(reused.training?.map(\.isCached) == [true, true])
    #expect(reused.training?.map(\.seconds) == times.map(\.seconds))
    #expect(reused.secondsFromScratch! >= reused.runSeconds + Self.least)
    #expect(reused.secondsFromCache == reused.runSeconds)
    // With two threads another time would result.
    #expect(try run(threads: 2).cost.training == nil)
    #expect(try run(retrain: true).cost.training?.map(\.isCached) == [false, false])
  }

  @Test func anInterruptedTrainingTakesTheTimeOfBothParts() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    // Where the training ends before the runner sees the cancellation, another one is interrupted.
    var cache = ""
    var isInterrupted = false
    for attempt in 0..<10 where !isInterrupted {
      cache = "cache \(attempt)"
      do {
        _ = try run(cache: cache, pause: 200_000) { event in
          if case .progress(_, let done, _) = event { done >= 10 } else { false }
        }
      } catch is Cancelled {
        isInterrupted = true
      }
    }
    #expect(isInterrupted)
    // The run that resumes took a part of the time only; the next one knows all of it.
    #expect(try run(cache: cache, pause: 200_000).cost.training == nil)
    let cost = try run(cache: cache, pause: 200_000).cost
    let seconds = try #require(cost.training?.first?.seconds)
    // 30 pauses in both parts.
    #expect(seconds >= 6)
    #expect(cost.secondsFromScratch! >= cost.runSeconds + 6)
  }

  @Test func publishedTimesCountOnTheSameMachineOnly() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try run()
    try FileManager.default.createDirectory(at: site, withIntermediateDirectories: true)
    try first.write(site, publishesCost: true)
    let reused = try run(cache: "empty")
    #expect(reused.cost.training?.map(\.seconds) == first.cost.training?.map(\.seconds))
    let changes: [(inout Cost) -> Void] = [
      { $0.processor = "another" }, { $0.cores = 4_096 }, { $0.threads = 2 },
      { $0.training?[0].key = "another" }, { $0.training?.removeLast() }, { $0.training = nil },
    ]
    for change in changes {
      var cost = first.cost
      change(&cost)
      try cost.save(site)
      #expect(try run(cache: "empty").cost.training == nil)
    }
    // A damaged file beside cached results counts as none.
    for time in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    where time.hasSuffix(".\(TrainingTime.fileExtension)") {
      for text in ["", "{}", "{\"seconds\":-1,\"threads\":1}", "{\"seconds\":1e99,\"threads\":1}"] {
        try Data(text.utf8).write(to: folder.appending(path: time))
        #expect(try run().cost.training == nil, "\(text)")
      }
    }
  }
}
