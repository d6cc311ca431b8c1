import Foundation
import Book
import LongChapters

/// Prints how the time of parsing a chapter, of making its program with `why`, and of making its page grows
/// with its length: seconds of the processor at three lengths, each twice the one before, and their ratios.
///
/// - Parameter names: the kinds of chapters; all where empty.
func printGrowth(of names: [String], from count: Int = 1_000) throws {
  let mathematics = try Mathematics()
  let columns = [count, 2 * count, 4 * count]
  func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
  let heads = columns.map { column("\($0)", 9) }.joined()
  print("\("".padding(toLength: 40, withPad: " ", startingAt: 0))\(heads)   ratios")
  for chapter in LongChapter.all where names.isEmpty || names.contains(chapter.name) {
    for stage in Stage.allCases {
      let times = try columns.map {
        try stage.seconds(chapter, $0, mathematics: mathematics, clock: CLOCK_PROCESS_CPUTIME_ID)
      }
      let name = "\(chapter.name), \(stage)".padding(toLength: 40, withPad: " ", startingAt: 0)
      let ratios = zip(times.dropFirst(), times).map { String(format: "%.1f", $0 / $1) }
      let values = times.map { column(String(format: "%.3f", $0), 9) }.joined()
      print("\(name)\(values)   \(ratios.joined(separator: "  "))")
      fflush(nil)
    }
  }
}
