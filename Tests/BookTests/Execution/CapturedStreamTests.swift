import Outputs
import Testing

@testable import Book

@Suite struct CapturedStreamTests {
  private func pieces(_ text: String, chunk: Int) -> [String] {
    var stream = CapturedStream(token: "word")
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes { stream.receive($0) }
    }
    stream.finish()
    return stream.pieces.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func marksCutWhateverTheChunks(chunk: Int) {
    let text =
      "a" + RunnerProtocol.marker("word", 1) + "b\n\u{1E}wor" + RunnerProtocol.marker("word", 12)
      + "c\u{1E}word 1"
    #expect(pieces(text, chunk: chunk) == ["a", "b\n\u{1E}wor", "c\u{1E}word 1"])
  }

  @Test func longPiecesKeepTheirBeginningAndTheStreamItsEnd() {
    var stream = CapturedStream(token: "word")
    for letter in "abc" {
      Array(repeating: letter.asciiValue!, count: 100_000).withUnsafeBytes { stream.receive($0) }
    }
    stream.finish()
    #expect(stream.pieces[0].total == 300_000)
    #expect(stream.pieces[0].bytes.count == CapturedStream.pieceLimit)
    #expect(stream.pieces[0].bytes.first == UInt8(ascii: "a"))
    #expect(stream.tail.last == UInt8(ascii: "c"))
    #expect(stream.tail.count <= 2 * CapturedStream.pieceLimit)
  }
}
