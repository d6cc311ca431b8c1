import Foundation
import Testing

@testable import Book

/// The part of a chapter that its page computes.
@Suite struct LiveProgramTests {
  private static let body = #"""

    ```swift
    //| parameters: true
    let width = 4
    let unused = 5
    ```

    ```swift
    let data = try MNIST.load()
    /// Twice a number.
    func twice(_ x: Float) -> Float { 2 * x }
    func ofData() -> Float { data.train.images.mean().item }
    struct Net: Module {
      let layer = Linear(2, width)
    }
    extension Net { func average() -> Float { ofData() } }
    extension Tensor { func average() -> Float { twice(mean().item) } }
    ```

    ```swift
    let net = Net()
    let losses = checkpoint("net", net, optimizer: Adam(net), steps: 3) { step in Float(step) }
    ```

    ```swift
    //| live: true
    //| label: fig-a
    //| alt: A figure.
    Live { inputs in
      let start = inputs.recorded {
        data.train.images
      }
      return Steps(3) { step, frame in frame.show("\(start.average()) \(width)") }
    }
    ```

    After.

    """#

  private func live(_ edit: (String) -> String = { $0 }) throws -> LiveProgram {
    let chapter = try chapter(edit(Self.body), frontMatter: "seed: 7")
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    return try #require(try LiveProgram(program))
  }

  @Test func holdsTheFiguresAndWhatTheyUse() throws {
    let live = try live()
    #expect(live.cells == [3])
    let text = live.sources[0].text
    for needed in ["let width = 4", "func twice", "extension Tensor", "func __live3() -> Live {"] {
      #expect(text.contains(needed), "\(needed) is missing")
    }
    for other in ["let unused", "MNIST", "ofData", "struct Net", "extension Net", "checkpoint("] {
      #expect(!text.contains(other), "\(other) is left")
    }
  }

  @Test func leavesOutWhatOnlyTheRunComputes() throws {
    let text = try live().sources[0].text
    #expect(text.contains("let start = inputs.recorded()"))
    #expect(!text.contains("data.train.images"))
  }

  @Test func keepsTheLinesOfTheChapter() throws {
    let chapter = try chapter(Self.body, frontMatter: "seed: 7")
    let program = try Program(chapter: chapter, book: Book(chapters: [chapter]))
    let source = try #require(try LiveProgram(program)).sources[0]
    let (own, given) = (SourceText(source.text), SourceText(source.chapterText))
    for words in ["func twice", "return Steps(3)", "Live { inputs in", "extension Tensor"] {
      let lines = [own, given].map { (text: SourceText) in
        (1...text.lineCount).first { text.line($0).contains(words) }
      }
      #expect(lines[0] != nil && lines[0] == lines[1], "\(words)")
    }
  }

  @Test(arguments: [
    ("start.average()", "losses.count", "a result of the checkpoint “net”"),
    ("start.average()", "net.layer", "which Chapters/02-test.md:26 changes"),
  ])
  func refusesWhatAPageDoesNotHave(_ old: String, _ new: String, _ words: String) throws {
    let error = #expect(throws: Diagnostics.self) {
      try live { $0.replacing(old, with: new) }
    }
    let message = error?.all.map(\.message).joined() ?? ""
    #expect(message.contains(words), "\(message)")
  }

  @Test func knowsTheWeightsThatItRestores() throws {
    let live = try live {
      $0.replacing(
        "return Steps(3)",
        with: "let own = Net()\n  restore(own, from: \"net\")\n  return Steps(3)")
    }
    #expect(live.checkpoints == ["net"])
    #expect(live.sources[0].text.contains("struct Net"))
    #expect(!live.sources[0].text.contains("checkpoint("))
  }

  @Test func aChapterWithoutLiveFiguresHasNone() throws {
    let chapter = try chapter(
      Self.body.replacing("//| live: true\n", with: ""), frontMatter: "seed: 7")
    #expect(try LiveProgram(Program(chapter: chapter, book: Book(chapters: [chapter]))) == nil)
  }
}
