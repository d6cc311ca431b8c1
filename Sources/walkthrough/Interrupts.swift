import Dispatch
import Foundation

/// Ends a run in good order on Ctrl-C or a polite kill: the chapter's processes go, the site stays.
final class Interrupts {
  private let sources: [any DispatchSourceSignal]

  init(_ cancel: @escaping @Sendable () -> Void) {
    sources = [SIGINT, SIGTERM, SIGHUP].map { signal in
      Foundation.signal(signal, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
      source.setEventHandler(handler: cancel)
      source.resume()
      return source
    }
  }

  func end() { sources.forEach { $0.cancel() } }
}
