import Foundation

/// The open pages, and the queues through which events reach them.
struct EventBroadcaster {
  private var subscribers: [Int: Subscriber] = [:]
  private var lastKey = 0

  private struct Subscriber {
    var page: String
    var queue: AsyncStream<Data>.Continuation
  }

  /// The events that may wait for a client. A slower client is dropped, and connects again.
  static let queueLimit = 256
  /// The streams open at a time, a quarter of all connections. One more ends the oldest, whose client connects
  /// again: streams never shut out requests, nor the first of them later readers.
  static let streamLimit = 100

  /// The pages that are open somewhere.
  var pages: Set<String> { Set(subscribers.values.map(\.page)) }

  /// Opens a stream of a page's events, which begins with these.
  mutating func subscribe(to page: String, replaying events: [ServerEvent]) -> AsyncStream<Data> {
    let (stream, queue) = AsyncStream.makeStream(
      of: Data.self, bufferingPolicy: .bufferingOldest(Self.queueLimit))
    if subscribers.count >= Self.streamLimit, let oldest = subscribers.keys.min() {
      subscribers.removeValue(forKey: oldest)?.queue.finish()
    }
    lastKey += 1
    subscribers[lastKey] = Subscriber(page: page, queue: queue)
    queue.yield(events.reduce(Data("retry: 1000\n\n".utf8)) { $0 + $1.data })
    return stream
  }

  mutating func send(_ event: ServerEvent, to page: String) {
    let data = event.data
    for (key, subscriber) in subscribers where subscriber.page == page { send(data, to: key) }
  }

  /// Keeps connections open, and finds those that are closed.
  mutating func sendHeartbeat() {
    for key in subscribers.keys { send(Data(": heartbeat\n\n".utf8), to: key) }
  }

  /// Ends all streams.
  mutating func close() {
    for subscriber in subscribers.values { subscriber.queue.finish() }
    subscribers = [:]
  }

  private mutating func send(_ data: Data, to key: Int) {
    switch subscribers[key]?.queue.yield(data) {
    case .dropped?, .terminated?: subscribers.removeValue(forKey: key)?.queue.finish()
    default: break
    }
  }
}
