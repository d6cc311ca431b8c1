import ArgumentParser
import Book
import Dispatch
import Foundation
import Serving

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the book in a browser, and follow the chapters as they are edited.",
    discussion: """
      New prose is on the page at once; changed cells are executed, and what they show comes as it is made. \
      Only this machine can look. Ctrl-C ends it.
      """)

  @Option(help: "The port; 0 for any that is free.")
  var port: UInt16 = 4000

  @OptionGroup var place: BookOptions
  @OptionGroup var limits: RunLimits

  func run() throws {
    try reportingFailures {
      let server = try Server(place.folders, port: port, options: limits.options)
      let ended = DispatchSemaphore(value: 0)
      let interrupts = Interrupts { ended.signal() }
      defer { interrupts.end() }
      server.start()
      say("\(server.address)  (Ctrl-C ends it)")
      ended.wait()
      server.stop()
    }
  }
}
