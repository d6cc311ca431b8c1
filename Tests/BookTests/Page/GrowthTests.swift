import Book
import Foundation
import LongChapters
import Testing

/// Time that grows with a chapter's length, not with its square. `swift run benchmark growth` prints the table.
@MainActor @Suite(.serialized) struct GrowthTests {
  /// Seconds below which a clock tells little.
  private static let least = 0.05

  @Test(arguments: LongChapter.all)
  func timeGrowsWithLength(chapter: LongChapter) throws {
    for stage in Stage.allCases {
      // The thread's own time, at its best of three: other threads keep the processor's caches busy.
      var ratio = Double.infinity
      for _ in 0..<3 where ratio > 9 {
        let short = try seconds(chapter, 250, stage)
        let long = try seconds(chapter, 1_000, stage)
        ratio = long < Self.least ? 0 : long / short
      }
      // Three for each doubling, where a square has four.
      #expect(ratio <= 9, "\(chapter.name), \(stage)")
    }
  }

  @Test func aChapterOf2000CellsIsRenderedWithin10Seconds() throws {
    let cells = try #require(LongChapter.all.first { $0.name == "cells" })
    let times = try Stage.allCases.map { try seconds(cells, 2_000, $0) }
    #expect(times.reduce(0, +) < 10, "\(times)")
  }

  private func seconds(_ chapter: LongChapter, _ count: Int, _ stage: Stage) throws -> Double {
    try stage.seconds(
      chapter, count, mathematics: PageSample.mathematics, clock: CLOCK_THREAD_CPUTIME_ID)
  }

  @Test(arguments: [
    (10_000, ""), (10_001, "a formula has at most 10000 characters, this one has 10001: split it"),
    (400_000, "a formula has at most 10000 characters, this one has 400000: split it"),
  ])
  func aLongFormulaIsReported(length: Int, problem: String) throws {
    // Few nodes: the limit alone is tested.
    let tex = "x" + String(repeating: " ", count: length - 2) + "y"
    for formula in ["$`\(tex)`$", "```math\n\(tex)\n```"]
    where !formula.hasPrefix("$") || length < 20_000 {
      let problems = try PageSample.problems(formula)
      #expect(problems.count == (problem.isEmpty ? 0 : 1), "\(problems)")
      #expect(problems.allSatisfy { $0.hasSuffix("TeX: \(problem)") }, "\(problems)")
      #expect(
        problems.allSatisfy {
          $0.hasPrefix("Chapters/02-sample.md:\(formula.hasPrefix("$") ? 6 : 7):")
        })
    }
  }

  @Test func manyPlacesOfEachKindAreFound() throws {
    let markdown = (0..<300).map {
      "## Part\n\nWord[^\($0)] `{swift} \($0)`.\n\n[^\($0)]: Note \($0)."
    }
    .joined(separator: "\n\n")
    let body = try PageSample.body(markdown, values: (0..<300).map { "<\($0)>" })
    for index in [0, 1, 150, 299] {
      #expect(body.contains("id=part\(index == 0 ? "" : "-\(index)")>"))
      #expect(body.contains(">&lt;\(index)></samp>"))
      #expect(body.contains("id=\"note-\(index + 1)\""))
    }
  }
}
