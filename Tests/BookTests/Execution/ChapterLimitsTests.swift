import Foundation
import Testing

@testable import Book

/// What a run with these limits says when it fails. The first line of the body is line 5.
private func failure(_ body: String, memory: Int = 1 << 34, tasks: Int = 4096) -> String {
  message {
    let chapter = try chapter(body)
    var options = RunOptions(timeout: 60, threads: 1, libraryFolder: LessonLibrary().folder)
    options.limits = Limits(memory: memory, tasks: tasks)
    return try Runner().run(
      try Program(chapter: chapter, book: Book(chapters: [chapter])), options: options)
  }
}

@Suite(.serialized) struct ChapterLimitsTests {
  @Test func aChapterThatAllocatesWithoutEndIsStoppedAtItsCell() {
    let start = ContinuousClock.now
    #expect(
      failure(
        """
        ```swift
        var blocks: [[UInt8]] = []
        ```

        ```swift
        while true { blocks.append([UInt8](repeating: 1, count: 1 << 24)) }
        ```
        """, memory: 500_000_000)
        == "Chapters/02-test.md:9:1: error: the chapter was stopped: it used more than 0.5 GB of "
        + "memory while this cell ran; --memory sets another limit")
    #expect(start.duration(to: .now) < .seconds(30))
  }

  /// A bounded one, so that a mistake here does not take the machine with it.
  @Test func aForkBombIsStoppedAtItsCell() {
    let start = ContinuousClock.now
    let body = """
      ```swift
      print(1)
      ```

      ```swift
      import Foundation
      let bomb = Process()
      bomb.executableURL = URL(fileURLWithPath: "/bin/sh")
      bomb.arguments = ["-c", "f() { [ $1 -eq 0 ] || f $(($1-1)) | f $(($1-1)) & sleep 30; }; f 11"]
      try bomb.run()
      bomb.waitUntilExit()
      ```
      """
    #expect(
      failure(body, tasks: 150)
        == "Chapters/02-test.md:9:1: error: the chapter was stopped: it had more than 150 processes "
        + "and threads while this cell ran")
    #expect(start.duration(to: .now) < .seconds(30))
  }

  @Test func threadsCountToo() {
    let body = """
      ```swift
      import Foundation
      for _ in 0..<300 { Thread.detachNewThread { sleep(30) } }
      sleep(30)
      ```
      """
    #expect(failure(body, tasks: 150).contains("Chapters/02-test.md:5:1: error: the chapter was"))
  }

  @Test func aCopyForATrapIsNotCountedTwice() {
    let body = """
      ```swift
      import Foundation
      let block = [UInt8](repeating: 1, count: 300_000_000)
      ```

      ```swift
      //| error: trap
      usleep(1_500_000)
      [1][block.count]
      ```
      """
    #expect(failure(body, memory: 550_000_000) == "")
  }
}
