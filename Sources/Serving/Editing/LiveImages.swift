import Foundation
import Synchronization

/// The images of the run under way, which are in no folder yet.
final class LiveImages: Sendable {
  private let state = Mutex(State())

  private struct State {
    var images: [String: Image] = [:]
    var bytes = 0
    var count = 0
  }

  /// An image, or the file that has it.
  enum Image: Sendable {
    case data(Data, type: String)
    case file(URL)
  }

  /// The most bytes stored.
  static let limit = 64 << 20

  /// Stores an image.
  ///
  /// - Returns: its address; nil beyond the limit.
  func store(_ image: Image) -> String? {
    state.withLock { state in
      if case .data(let data, _) = image {
        guard state.bytes + data.count <= Self.limit else { return nil }
        state.bytes += data.count
      }
      state.count += 1
      state.images["\(state.count)"] = image
      return "\(ServedPage.prefix)live/\(state.count)"
    }
  }

  /// The image of this name.
  func find(_ name: String) -> (data: Data, type: String)? {
    switch state.withLock({ $0.images[name] }) {
    case .data(let data, let type): (data, type)
    case .file(let url): (try? Data(contentsOf: url)).map { ($0, MediaType.of(url.path)) }
    case nil: nil
    }
  }

  func removeAll() {
    state.withLock { ($0.images, $0.bytes) = ([:], 0) }
  }
}
