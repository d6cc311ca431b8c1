import Foundation
import Outputs

/// The events of a chapter, with their times of arrival.
struct EventStream {
  /// The most bytes of all events.
  static let byteLimit = 1 << 29
  /// The most events.
  static let countLimit = 100_000

  /// All events that mark stdout and stderr: all but progress, previews, and throws.
  private(set) var events: [(event: Event, time: ContinuousClock.Instant)] = []
  /// The return addresses of the last throw.
  private(set) var lastThrow: [UInt] = []
  /// Tells whether the chapter sends more than a page can hold and must be stopped.
  private(set) var isOverfull = false

  /// The current cell after each number of events.
  private var cells: [Int?] = [nil]

  private var rest: [UInt8] = []
  private var received = 0
  private let decoder = JSONDecoder()

  /// Takes bytes of the pipe, and reports each event that they complete.
  mutating func receive(_ bytes: UnsafeRawBufferPointer, _ tell: (Event) -> Void) {
    guard !isOverfull else { return }
    received += bytes.count
    guard received <= Self.byteLimit else { return isOverfull = true }
    var bytes = bytes
    while let base = bytes.baseAddress, !bytes.isEmpty {
      guard let newline = memchr(base, Int32(UInt8(ascii: "\n")), bytes.count) else {
        rest.append(contentsOf: bytes)
        return
      }
      let length = base.distance(to: UnsafeRawPointer(newline))
      rest.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<length]))
      take(rest, tell)
      rest = []
      bytes = UnsafeRawBufferPointer(rebasing: bytes[(length + 1)...])
    }
  }

  /// The cell that printed the text after event number `count`.
  func cell(after count: Int) -> Int? { cells[count] }

  private mutating func take(_ line: [UInt8], _ tell: (Event) -> Void) {
    guard let event = try? decoder.decode(Event.self, from: Data(line)) else { return }
    switch event {
    case .thrown(let offsets): lastThrow = offsets
    case .progress, .preview: tell(event)
    default:
      events.append((event, .now))
      if case .cell(let index) = event {
        cells.append(index)
      } else {
        cells.append(cells[cells.count - 1])
      }
      isOverfull = events.count >= Self.countLimit
      tell(event)
    }
  }
}
