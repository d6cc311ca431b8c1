import Book
import Foundation

extension Desk {
  /// Runs a chapter with other values of its parameters, aside, and tells its page when that is done.
  ///
  /// - Returns: what is wrong with the values, by names; nothing runs then.
  func experiment(_ slug: String, _ settings: [String: String]) -> [String: String] {
    guard let book = shelf.book, let chapter = book.chapter(slug: slug) else { return [:] }
    let faults = chapter.faults(in: settings)
    guard faults.isEmpty else { return faults }
    worker.submit(
      Worker.Job(key: "experiment") { [self] runner in
        do {
          try perform(chapter, in: book, settings, runner)
        } catch is Cancelled {
          // Who stopped it knows.
        } catch {
          audience.tellProblems(problems(of: error, chapter), page: slug)
        }
        rest()
      })
    return [:]
  }

  /// As `walkthrough run --set` does. On the worker's thread.
  private func perform(
    _ chapter: Chapter, in book: Book, _ settings: [String: String], _ runner: Runner
  ) throws {
    let words = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      .joined(separator: ", ")
    audience.tellStatus("busy", "Trying \(words)")
    let program = try Program(chapter: chapter, book: book, settings: settings)
    let relay = Relay(program, audience: audience)
    let run = try runner.run(program, options: options) { relay.take($0) }
    guard run.failedChecks.isEmpty else { throw Diagnostics(run.failedChecks) }
    audience.tellStatus("busy", "Writing the page of the experiment")
    try publication(of: book, into: folders.prepareExperiment()).publish([(chapter, run)])
    var notice = Notice(.experiment)
    notice.text = words
    audience.pass(notice, page: chapter.slug)
  }
}
