import Testing

@testable import Book

@Suite struct CrashTests {
  private let trace = """

    *** Signal 4: Backtracing from 0x5583... done ***

    *** Program crashed: Illegal instruction at 0x00007f00c0af9361 ***

    Platform: x86_64 Linux (Debian GNU/Linux 12 (bookworm))

    Thread 0 "x" crashed:

    """

  private func crash(_ text: String) -> Crash { Crash(text, paths: ["Chapters/x.md"]) }

  @Test func theMessageIsThatOfTheProgram() {
    let crash = crash(
      "hello\nmatmul: no\nTensors/Require.swift:7: Fatal error: matmul: no" + trace + """
          0               0x00007f00c0af9361 _assertionFailure(_:_:) + 225 in libswiftCore.so
          1 [ra] [system] 0x00005587726545e9 require(_:_:) in libLesson.so at /a/Require.swift:7:3
          2 [ra] [inlined] 0x0000558772654000 pick(_:) in Chapter at Chapters/x.md:9:11
          3 [ra]          0x0000558772654001 main + 517 in Chapter at Chapters/x.md:15:7
        """)
    #expect(crash.message == "Fatal error: matmul: no")
    #expect(crash.before == "hello\n")
    #expect(
      crash.frames == [
        .init(function: "pick(_:)", path: "Chapters/x.md", line: 9, column: 11),
        .init(function: "main", path: "Chapters/x.md", line: 15, column: 7),
      ])
  }

  /// Other threads of the chapter have no name, or one of their own; a program that the chapter started has other files.
  @Test(arguments: [
    ("0 \"chapter\"", "/a/Other.swift:9:3", true), ("2", "Chapters/x.md:9:11", true),
    ("5 \"worker\"", "/w/Chapters/x.md:9:11", true), ("2", "/a/Other.swift:9:3", false),
    ("0 \"other\"", "/a/Chapters/y.md:9:11", false),
  ])
  func aCrashIsOfTheChapterOrOfAnotherProgram(thread: String, place: String, isOfChapter: Bool) {
    let report =
      trace.replacing("Thread 0 \"x\"", with: "Thread \(thread)")
      + "  0 [inlined] 0x0000558772654000 pick(_:) in Chapter at \(place)\n"
    #expect(crash(report).isOfChapter == isOfChapter)
  }

  @Test func silentTrapsAreExplained() {
    let overflow = crash(
      trace
        + "  0 [inlined] [system] 0x0f Swift runtime failure: arithmetic overflow in x at //<c>\n")
    #expect(overflow.message == "Fatal error: arithmetic overflow")
    let index = crash(
      trace + "  0 [inlined] [system] 0x0f specialized Array.subscript.getter in x at //<c>\n")
    #expect(index.message == "Fatal error: Index out of range")
    #expect(crash(trace).message == "Crashed: Illegal instruction")
    #expect(crash("").message == "Crashed")
  }

  @Test func addressesAreLeftOut() {
    let text = "Could not cast value of type 'Swift.Int' (0x7f69) to 'Swift.String' (0x7f70)."
    #expect(
      crash(text).message == "Could not cast value of type 'Swift.Int' to 'Swift.String'.")
  }
}
