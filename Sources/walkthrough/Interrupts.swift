import Dispatch
import Foundation

/// Cancels a run on SIGINT, SIGTERM or SIGHUP: the chapter's processes end, and the site stays as it is.
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
