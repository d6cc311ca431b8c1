import Book
import Foundation

extension EditSession {
  /// Runs a chapter with other values of its parameters, apart from the site, and announces the result.
  ///
  /// - Returns: the errors in the values, by parameter; nothing runs then.
  func experiment(_ slug: String, _ settings: [String: String]) -> [String: String] {
    guard let book, let chapter = book.chapter(slug: slug) else { return [:] }
    let faults = chapter.faults(in: settings)
    guard faults.isEmpty else { return faults }
    let text = settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      .joined(separator: ", ")
    worker.submit(
      Worker.Job(key: "experiment") { [self] runner in
        do {
          tell(busy: "Trying \(text)")
          let program = try Program(chapter: chapter, book: book, settings: settings)
          let events = RunEventForwarder(program, showsOutputs: false, session: self)
          let run = try runner.run(program, options: options) { events.forward($0) }
          try run.requireChecks()
          tell(busy: "Writing the page of the experiment")
          try files.publish([(chapter, run)], of: book, into: folders.prepareExperiment())
          send { $0.broadcaster.send(ServerEvent(kind: .experiment, text: text), to: slug) }
        } catch is Cancelled {
          // The author stopped it.
        } catch {
          tell(error, of: chapter)
        }
        send { $0.setIdle() }
      })
    return [:]
  }
}
