import Foundation
import Testing

/// `walkthrough serve` as browsers and hostile clients see it.
@Suite(.serialized)
struct ServeTests {
  static let chapter = """
    ---
    title: A test
    summary: A chapter to be edited.
    seed: 1
    ---

    Prose.

    ```swift
    print("one")
    ```

    """

  let command: Command

  init() throws {
    command = try Command()
    try command.write("01-test.md", Self.chapter)
    let site = command.folder.appending(path: "site")
    try FileManager.default.createDirectory(at: site, withIntermediateDirectories: true)
    let page = """
      <meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;">
      <script src="assets/book.js"></script>
      """
    try Data(page.utf8).write(to: site.appending(path: "index.html"))
    try Data(count: 8 << 20).write(to: site.appending(path: "large.bin"))
    try Data("secret".utf8).write(to: command.folder.appending(path: "secret"))
  }

  @Test func answersOnlyRequestsMeantForIt() throws {
    try command.serve { port in
      func status(
        _ method: String, _ path: String, host: String? = nil, _ fields: String...,
        body: String = ""
      ) throws -> String {
        let head = ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"] + fields
        let length = body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]
        let text = (head + length + ["Connection: close", "", body]).joined(separator: "\r\n")
        return String(try Client(port).ask(text).dropFirst("HTTP/1.1 ".count).prefix(3))
      }
      #expect(try status("GET", "/") == "200")
      #expect(try status("GET", "/", host: "localhost:\(port)") == "200")
      #expect(try status("GET", "/", host: "evil.example:\(port)") == "403")
      #expect(try status("GET", "/", host: "127.0.0.1") == "403")
      #expect(try status("GET", "/", "Origin: http://evil.example") == "403")
      for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "FOO"] {
        #expect(try status(method, "/") == "405")
      }
      for path in ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/.serve/live/../../secret"] {
        #expect(try status("GET", path) == "404")
      }
      let json = "Content-Type: application/json"
      #expect(try status("POST", "/.serve/run", body: "{\"page\": \"01-test\"}") == "415")
      #expect(try status("POST", "/.serve/run", json, body: "{") == "422")
      #expect(try status("POST", "/.serve/run", json, body: "{\"page\": \"02-none\"}") == "422")
      #expect(try status("POST", "/.serve/nothing", json, body: "{\"page\": \"01-test\"}") == "404")
      #expect(try status("POST", "/", json, body: String(repeating: "x", count: 70_000)) == "413")
      #expect(try status("GET", "/" + String(repeating: "x", count: 40_000)) == "431")
      #expect(try Client(port).ask("this is no request\r\n\r\n").hasPrefix("HTTP/1.1 400 "))

      let page = try Client(port).get("/", port)
      #expect(page.contains("Cache-Control: no-store\r\n"))
      #expect(page.contains("default-src &#39;none&#39;; connect-src &#39;self&#39;\""))
      #expect(page.contains("<script type=\"module\" src=\"/.serve/serve.js\""))
      let script = try Client(port).get("/.serve/serve.js", port)
      let parts = script.matches(of: #/from "\.\/([a-z-]+\.js)"/#).map { String($0.1) }
      #expect(parts.contains("hot-reload.js"))
      for part in parts { #expect(try status("GET", "/.serve/\(part)") == "200", "\(part)") }
      #expect(try status("GET", "/.serve/none.js") == "404")
      let file = command.folder.appending(path: "site/index.html")
      #expect(try !String(contentsOf: file, encoding: .utf8).contains("serve.js"))
      let head = try Client(port).ask(
        "HEAD / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
      #expect(head.hasSuffix("\r\n\r\n"))
      #expect(head.contains(#/Content-Length: [1-9]/#))
      #expect(try Client(port).get("/01-test/", port).contains("has not run yet"))
    }
  }

  @Test func survivesSlowClientsManyClientsAndMissingFolders() throws {
    try command.serve { port in
      // One never ends its head, one sends it byte by byte, one never reads its response.
      let mute = try Client(port)
      try mute.send("GET / HTTP/1.1\r\nHost:")
      let drip = try Client(port)
      let deaf = try Client(port)
      try deaf.send("GET /large.bin HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      let began = Date()

      let many = try (0..<200).map { _ in try Client(port) }
      for client in many {
        try client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
      }
      for client in many { #expect(client.receive().hasPrefix("HTTP/1.1 200 ")) }

      let site = command.folder.appending(path: "site")
      let aside = command.folder.appending(path: "aside")
      try FileManager.default.moveItem(at: site, to: aside)
      #expect(try Client(port).get("/", port).hasPrefix("HTTP/1.1 503 "))
      try FileManager.default.moveItem(at: aside, to: site)
      #expect(try Client(port).get("/", port).hasPrefix("HTTP/1.1 200 "))

      let events = try Client(port)
      try events.send("GET /.serve/events?page=01-test HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      #expect(events.receive(until: "\"hello\"").contains("text/event-stream"))
      let chapters = command.folder.appending(path: "Chapters")
      try FileManager.default.moveItem(at: chapters, to: aside)
      #expect(events.receive(until: "no such folder").contains("no such folder"))
      try FileManager.default.moveItem(at: aside, to: chapters)
      #expect(events.receive(until: "\"problems\":[]").contains("\"problems\":[]"))

      while Date().timeIntervalSince(began) < 11 {
        try? drip.send("X")
        Thread.sleep(forTimeInterval: 0.2)
      }
      #expect(mute.receive().hasPrefix("HTTP/1.1 408 "))
      #expect(drip.receive().hasPrefix("HTTP/1.1 408 "))
      #expect(deaf.receive().utf8.count < 8 << 20)
      #expect(try Client(port).get("/", port).hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test func noResponseCanBeFramed() throws {
    try command.serve { port in
      func head(_ method: String, _ path: String, host: String? = nil, body: String = "") throws
        -> String
      {
        let lines = [
          "\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")", "Connection: close",
          "Content-Length: \(body.utf8.count)", "", body,
        ]
        let answer = try Client(port).ask(lines.joined(separator: "\r\n"))
        return String(answer[..<(answer.firstRange(of: "\r\n\r\n")?.upperBound ?? answer.endIndex)])
      }
      var heads = try [
        head("GET", "/"), head("GET", "/index.html"), head("GET", "/01-test/"), head("HEAD", "/"),
        head("GET", "/large.bin"), head("GET", "/01-test"), head("GET", "/none"),
        head("GET", "/../secret"), head("GET", "/.serve/serve.js"), head("GET", "/assets/book.js"),
        head("PUT", "/"), head("GET", "/", host: "evil.example"), head("POST", "/.serve/run"),
        head("GET", "/" + String(repeating: "x", count: 40_000)),
        Client(port).ask("nothing\r\n\r\n"),
      ]
      let events = try Client(port)
      try events.send("GET /.serve/events?page= HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      heads.append(events.receive(until: "\r\n\r\n"))
      #expect(
        Set(heads.map { $0.prefix(12).suffix(3) }).isSuperset(of: ["200", "400", "403", "404"]))
      for head in heads {
        #expect(head.contains("\r\nContent-Security-Policy: frame-ancestors 'none'\r\n"), "\(head)")
        #expect(head.contains("\r\nX-Frame-Options: DENY\r\n"), "\(head)")
      }
    }
  }

  @Test func streamsDoNotShutReadersOut() throws {
    try command.serve { port in
      let first = try Client(port)
      let request = "GET /.serve/events?page=01-test HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"
      try first.send(request)
      _ = first.receive(until: "\"hello\"")
      var streams: [Client] = []
      for number in 1...500 {
        let stream = try Client(port)
        try stream.send(request)
        streams.append(stream)
        guard number.isMultiple(of: 50) else { continue }
        // Neither a page nor a stream of one's own is refused meanwhile.
        #expect(stream.receive(until: "\"hello\"").contains("\"hello\""), "after \(number)")
        #expect(try Client(port).get("/", port).hasPrefix("HTTP/1.1 200 "), "after \(number)")
      }
      // The oldest has ended, the newest go on.
      #expect(first.receive().hasSuffix("0\r\n\r\n"))
      try command.write("01-test.md", Self.chapter.replacing("seed: 1", with: "seed: none"))
      for stream in streams.suffix(20) {
        #expect(stream.receive(until: "whole number").contains("whole number"))
      }
    }
  }

  @Test func aChapterEditedWhileItRuns() throws {
    try command.serve { port in
      let events = try Client(port)
      try events.send("GET /.serve/events?page=01-test HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      _ = events.receive(until: "\"hello\"")
      let endless = "print(\"endless\")\nwhile true { print(1, terminator: \"\") }"
      try command.write(
        "01-test.md",
        Self.chapter.replacingOccurrences(of: "print(\"one\")", with: endless))
      #expect(events.receive(until: "endless").contains("endless"))
      #expect(try command.files(in: "site").keys.allSatisfy { !$0.hasPrefix("01-test") })
      try command.write("01-test.md", Self.chapter.replacingOccurrences(of: "one", with: "two"))
      #expect(events.receive(until: "\"reload\"").contains("two"))
      #expect(try Client(port).get("/01-test/", port).contains(">two</pre>"))
    }
  }

  @Test func aTakenPortIsReportedInOneLine() throws {
    try command.serve { port in
      let other = try Command()
      try other.write("01-test.md", Self.chapter)
      let second = try other.run("serve", "--port", "\(port)")
      #expect(second.status == 1)
      #expect(second.errors.hasPrefix("port \(port) cannot be used"))
      #expect(second.errors.split(separator: "\n").count == 1)
    }
  }
}

/// A connection that sends a test's bytes as they are.
final class Client {
  private let file: Int32

  init(_ port: UInt16) throws {
    file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var timeout = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(
      file, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw POSIXError(.ECONNREFUSED) }
  }

  deinit { close(file) }

  func send(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw POSIXError(.EPIPE) }
      rest = rest.dropFirst(count)
    }
  }

  /// The bytes received until the connection ends, or until they contain a text.
  func receive(until wanted: String? = nil) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
      if let wanted, String(decoding: bytes, as: UTF8.self).contains(wanted) { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Sends, and receives until the connection ends. A server that rejects a request may not read all of it.
  func ask(_ text: String) throws -> String {
    try? send(text)
    return receive()
  }

  func get(_ path: String, _ port: UInt16) throws -> String {
    try ask("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
  }
}
