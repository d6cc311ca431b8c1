import Synchronization

/// The position of a random stream: restored, so that a training that was interrupted, or skipped because its
/// result is cached, leaves each stream where it would have.
public struct StreamPosition: Codable, Equatable, Sendable {
  /// The stream's key, and its number among the living streams of that key in the order of their making.
  let key: UInt64
  fileprivate let number: Int
  /// Random words drawn so far, in Philox blocks.
  fileprivate var position: UInt64

  /// The positions of all living streams.
  public static var all: [StreamPosition] {
    get {
      living.withLock { streams in
        streams.flatMap { key, same in
          same.enumerated().map {
            StreamPosition(key: key, number: $0, position: $1.takeUnretainedValue().nextBlock)
          }
        }.sorted { ($0.key, $0.number) < ($1.key, $1.number) }
      }
    }
    set {
      living.withLock { streams in
        for place in newValue {
          guard let same = streams[place.key], place.number < same.count else { continue }
          same[place.number].takeUnretainedValue().nextBlock = place.position
        }
      }
    }
  }

  /// The present positions of the streams that had these.
  public static func all(like earlier: [StreamPosition]) -> [StreamPosition] {
    let present = all
    return earlier.map { old in
      present.first { $0.key == old.key && $0.number == old.number } ?? old
    }
  }

  /// The streams of each key. They take themselves off the list when they go.
  private static let living = Mutex<[UInt64: [Unmanaged<RandomStream>]]>([:])

  static func add(_ stream: RandomStream) {
    let (key, reference) = (stream.key, Unmanaged.passUnretained(stream))
    living.withLock { $0[key, default: []].append(reference) }
  }

  static func remove(_ stream: RandomStream) {
    let (key, place) = (stream.key, Unmanaged.passUnretained(stream).toOpaque())
    living.withLock { streams in
      streams[key]?.removeAll { $0.toOpaque() == place }
      if streams[key]?.isEmpty == true { streams[key] = nil }
    }
  }
}
