import Foundation
import Testing

extension Command {
  /// Runs `walkthrough serve` on a port of its own during a test.
  func serve(_ test: (UInt16) throws -> Void) throws {
    let process = try start("serve", "--port", "0")
    defer {
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    try test(try #require(port(of: process), "serve does not say where it is"))
  }

  private func port(of process: Process) -> UInt16? {
    let log = folder.appending(path: "stdout")
    let deadline = Date() + 60
    while Date() < deadline, process.isRunning {
      let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
      if let match = text.firstMatch(of: #/http://127\.0\.0\.1:(\d+)/ /#) { return UInt16(match.1) }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return nil
  }
}

/// The events that an open page receives, in order.
final class Events {
  private let client: Client
  private var text = ""

  init(of page: String, _ port: UInt16) throws {
    client = try Client(port)
    try client.send(
      "GET /.serve/events?page=\(page) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
    _ = try next("hello")
  }

  /// The next event of a kind that contains these words.
  func next(_ kind: String, _ words: String = "") throws -> String {
    // Heartbeats come for ever.
    let deadline = ContinuousClock.now + .seconds(120)
    while true {
      while let end = text.firstRange(of: "\n\n") {
        let event = String(text[..<end.lowerBound])
        text.removeSubrange(..<end.upperBound)
        if event.contains("\"kind\":\"\(kind)\""), words.isEmpty || event.contains(words) {
          return event
        }
      }
      try #require(.now < deadline, "no “\(kind)” with “\(words)” came in two minutes")
      let more = client.receive(until: "\n\n")
      try #require(!more.isEmpty, "no “\(kind)” with “\(words)” came")
      text += more
    }
  }
}

extension Client {
  /// Sends the server an order.
  func post(_ what: String, _ json: String, _ port: UInt16) throws {
    let answer = try ask(
      """
      POST /.serve/\(what) HTTP/1.1\r
      Host: 127.0.0.1:\(port)\r
      Content-Type: application/json\r
      Content-Length: \(json.utf8.count)\r
      Connection: close\r
      \r
      \(json)
      """)
    #expect(answer.hasPrefix("HTTP/1.1 202 "), "\(answer)")
  }
}
