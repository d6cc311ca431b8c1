import Foundation
import Processes
import Testing

@testable import Book

@Suite struct StandaloneTests {
  private func program() throws -> Program {
    let first = try chapter(
      "```swift\n//| export: true\nfunc twice(_ x: Int) -> Int { 2 * x }\n```", slug: "01-first")
    let chapter = try chapter(
      """
      Some *prose*
      with `{swift} epochs`.

      ```swift
      //| parameters: true
      let epochs = 8
      ```

      ```swift
      struct Dot: Showable {
        func lowered() -> Output {
          Output(.drawing(summary: "dot"), picture: .init(
            .svg, bytes: [60], width: 1, height: 1))
        }
      }
      Dot()
      ```

      ```swift
      check("two", twice(1) == 2)
      twice(epochs) + Int(seed)
      ```

      ```swift
      //| error: trap
      [1][epochs]
      ```

      ```swift
      //| error: throw
      struct Lost: Error {}
      throw Lost()
      ```

      The end.
      """, frontMatter: "summary: Of one thing.\nseed: 7\nuses: [01-first]")
    return try Program(
      chapter: chapter, book: Book(chapters: [first, chapter]), settings: ["epochs": "9"])
  }

  @Test func proseBecomesComments() throws {
    #expect(
      try program().standalone.hasSuffix(
        """
        import Lesson

        let seed: UInt64 = 7

        // From Chapters/01-first.md
        //| export: true
        func twice(_ x: Int) -> Int { 2 * x }

        // Some *prose*
        // with `{swift} epochs`.

        //| parameters: true
        let epochs = 9

        struct Dot: Showable {
          func lowered() -> Output {
            Output(.drawing(summary: "dot"), picture: .init(
              .svg, bytes: [60], width: 1, height: 1))
          }
        }
        show(Dot())

        check("two", twice(1) == 2)
        show(twice(epochs) + Int(seed))

        // This stops the program:
        // //| error: trap
        // [1][epochs]

        do {
        //| error: throw
        struct Lost: Error {}
        throw Lost()
        } catch {
          print("threw: \\(error)")
        }

        // The end.

        """))
  }

  @Test func itRunsByItself() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try program().standalone.write(
      to: folder.appendingPathComponent("chapter.swift"), atomically: true, encoding: .utf8)
    let compiler = Subprocess(
      executable: try Toolchain().swiftc,
      arguments: ["-swift-version", "5", "chapter.swift", "-o", "chapter"]
        + LessonLibrary().compilerArguments,
      environment: ProcessInfo.processInfo.environment, folder: folder.path)
    #expect(try compiler.run([], cancellation: Cancellation()) == .exited(0))
    let program = Subprocess(
      executable: folder.path + "/chapter", environment: [:], folder: folder.path)
    var output = Data()
    #expect(
      try program.run([(1, { output.append(contentsOf: $0) })], cancellation: Cancellation())
        == .exited(0))
    #expect(
      String(decoding: output, as: UTF8.self) == """
        dot
        → figure-1.svg
        ✓ two
        25
        threw: Lost()

        """)
    #expect(FileManager.default.fileExists(atPath: folder.path + "/figure-1.svg"))
  }
}
