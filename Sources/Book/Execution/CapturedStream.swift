import Foundation
import Outputs

/// A chapter's stdout or stderr, split at its events and bounded: of a gigabyte only the beginning and the end
/// are stored.
struct CapturedStream {
  /// The most bytes stored of one piece.
  static let pieceLimit = 1 << 16
  /// The most bytes stored of all pieces.
  static let totalLimit = 1 << 25

  /// The text between two events.
  struct Piece {
    var bytes: [UInt8] = []
    /// The number of bytes written, stored or not.
    var total = 0
  }

  /// The pieces; number k follows event number k, the first precedes all events.
  private(set) var pieces = [Piece()]
  /// The last bytes, where a crash reports.
  private(set) var tail: [UInt8] = []

  /// The end of the text already returned by `news`.
  private var told = (piece: 0, bytes: 0)

  private let opening: [UInt8]
  /// Bytes that may be the beginning of a mark.
  private var pending: [UInt8] = []
  private var kept = 0

  init(token: String) {
    opening = Array(RunnerProtocol.marker(token, 0).utf8.dropLast(2))
  }

  mutating func receive(_ bytes: UnsafeRawBufferPointer) {
    guard !pending.isEmpty else { return scan(bytes) }
    let joined = pending + bytes
    pending = []
    joined.withUnsafeBytes { scan($0) }
  }

  /// Stores the pending bytes at the end of the stream.
  mutating func finish() {
    let rest = pending
    pending = []
    rest.withUnsafeBytes { keep($0) }
  }

  /// The text stored since the last call, with the numbers of the pieces, up to piece `last`.
  mutating func news(upTo last: Int) -> [(piece: Int, text: String)] {
    var news: [(piece: Int, text: String)] = []
    while told.piece <= min(last, pieces.count - 1) {
      let isOpen = told.piece == pieces.count - 1
      let bytes = pieces[told.piece].bytes[told.bytes...]
      let whole = isOpen ? bytes.dropLast(Self.incompleteCharacter(at: bytes)) : bytes
      if !whole.isEmpty { news.append((told.piece, String(decoding: whole, as: UTF8.self))) }
      guard !isOpen else {
        told.bytes += whole.count
        break
      }
      told = (told.piece + 1, 0)
    }
    return news
  }

  /// The number of bytes at the end that belong to an incomplete character.
  private static func incompleteCharacter(at bytes: ArraySlice<UInt8>) -> Int {
    for (count, byte) in bytes.suffix(3).reversed().enumerated() where byte & 0xC0 != 0x80 {
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > count + 1 ? count + 1 : 0
    }
    return 0
  }

  private mutating func scan(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes
    while let base = rest.baseAddress, !rest.isEmpty {
      guard let found = memchr(base, Int32(opening[0]), rest.count) else { return keep(rest) }
      let start = base.distance(to: UnsafeRawPointer(found))
      keep(UnsafeRawBufferPointer(rebasing: rest[..<start]))
      rest = UnsafeRawBufferPointer(rebasing: rest[start...])
      switch mark(in: rest) {
      case .complete(let count):
        pieces.append(Piece())
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      case .incomplete:
        pending = Array(rest)
        return
      case .none:
        keep(UnsafeRawBufferPointer(rebasing: rest[..<1]))
        rest = UnsafeRawBufferPointer(rebasing: rest[1...])
      }
    }
  }

  private enum Mark { case complete(Int), incomplete, none }

  /// Tells whether these bytes begin with a mark, or may once more bytes have arrived.
  private func mark(in bytes: UnsafeRawBufferPointer) -> Mark {
    let head = bytes.prefix(opening.count)
    guard opening.starts(with: head) else { return .none }
    guard head.count == opening.count else { return .incomplete }
    var offset = opening.count
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
      offset += 1
    }
    guard offset < bytes.count else { return .incomplete }
    return bytes[offset] == UInt8(ascii: "\n") ? .complete(offset + 1) : .none
  }

  private mutating func keep(_ bytes: UnsafeRawBufferPointer) {
    let last = pieces.count - 1
    pieces[last].total += bytes.count
    let room = min(Self.pieceLimit - pieces[last].bytes.count, Self.totalLimit - kept)
    // A whole buffer is copied at once, a slice byte by byte.
    let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(max(0, room)))
    pieces[last].bytes.append(contentsOf: head)
    kept += head.count
    tail.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes.suffix(Self.pieceLimit)))
    if tail.count > 2 * Self.pieceLimit { tail.removeFirst(tail.count - Self.pieceLimit) }
  }
}
