import Foundation
import Synchronization

/// The images of the run under way, which are in no folder of the site yet.
final class LiveImages: Sendable {
  private let state = Mutex((images: [String: Image](), bytes: 0, count: 0))

  struct Image: Sendable {
    var type: String
    /// The bytes that the image occupies here; 0 where it is read from a file.
    var size = 0
    var read: @Sendable () -> Data?
  }

  /// The most bytes stored.
  static let limit = 64 << 20

  /// Stores an image.
  ///
  /// - Returns: its address; nil beyond the limit.
  func store(_ image: Image) -> String? {
    state.withLock { state in
      guard state.bytes + image.size <= Self.limit else { return nil }
      state.bytes += image.size
      state.count += 1
      state.images["\(state.count)"] = image
      return "\(ServedPage.prefix)live/\(state.count)"
    }
  }

  /// The image of this name.
  func find(_ name: String) -> Image? { state.withLock { $0.images[name] } }

  func removeAll() { state.withLock { ($0.images, $0.bytes) = ([:], 0) } }
}
