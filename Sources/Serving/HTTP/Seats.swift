import Foundation
import Synchronization

/// The places of open connections, of which there are so many. Where all are taken, the client that has kept the
/// server waiting for the longest time loses its place to the next one: connections on which nothing comes shut
/// nobody out.
final class Seats: Sendable {
  private struct Seat {
    let descriptor: Int32
    /// The time, counted in changes of all seats, since which its client is waited for; nil while it waits itself.
    var waitedForSince: Int?
  }
  private struct State {
    var seats: [Int: Seat] = [:]
    var time = 0
  }
  private let state = Mutex(State())
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Takes a seat for a connection, whose client is waited for. To be left before the descriptor is closed.
  ///
  /// - Returns: the seat's number; nil where none is free and all clients wait for answers.
  func take(_ descriptor: Int32) -> Int? {
    state.withLock { state in
      if state.seats.count >= limit {
        let waitedFor = state.seats.filter { $0.value.waitedForSince != nil }
        guard
          let (number, seat) = waitedFor.min(by: {
            $0.value.waitedForSince! < $1.value.waitedForSince!
          })
        else { return nil }
        state.seats[number] = nil
        // Its reads end, and so does it.
        shutdown(seat.descriptor, Int32(SHUT_RDWR))
      }
      state.time += 1
      let number = state.time
      state.seats[number] = Seat(descriptor: descriptor, waitedForSince: number)
      return number
    }
  }

  /// Says that a client is waited for, or no longer.
  func setWaitedFor(_ isWaitedFor: Bool, _ number: Int) {
    state.withLock { state in
      state.time += 1
      state.seats[number]?.waitedForSince = isWaitedFor ? state.time : nil
    }
  }

  func leave(_ number: Int) { _ = state.withLock { $0.seats.removeValue(forKey: number) } }
}
