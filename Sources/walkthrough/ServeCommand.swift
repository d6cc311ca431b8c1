import ArgumentParser
import Book
import Dispatch
import Foundation
import Serving

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Show the book in a browser, and update it as chapters are edited.",
    discussion: """
      New prose appears at once; changed cells are executed, and their outputs appear as they come. Only \
      this machine can connect. Ctrl-C stops the server.
      """)

  @Option(help: "The port; 0 for any free port.")
  var port: UInt16 = 4000

  @OptionGroup var place: BookOptions
  @OptionGroup var limits: RunLimits

  func run() throws {
    try reportingFailures {
      try place.recoverSite()
      try place.folders.prepareSite()
      let server = try Server(place.folders, port: port, options: limits.options)
      let ended = DispatchSemaphore(value: 0)
      let interrupts = Interrupts { ended.signal() }
      defer { interrupts.end() }
      server.start()
      printLine("\(server.address)  (Ctrl-C stops it)")
      ended.wait()
      server.stop()
    }
  }
}
