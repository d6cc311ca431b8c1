import Foundation
import Synchronization

/// The pictures of the run under way, which are in no folder yet.
final class LiveFiles: Sendable {
  private let state = Mutex(State())

  private struct State {
    var files: [String: File] = [:]
    var bytes = 0
    var count = 0
  }

  /// A picture, or where it is.
  enum File: Sendable {
    case bytes(Data, type: String)
    case place(URL)
  }

  /// More bytes than these are not kept.
  static let limit = 64 << 20

  /// Takes a picture in.
  ///
  /// - Returns: its address; nil where there is no room.
  func keep(_ file: File) -> String? {
    state.withLock { state in
      if case .bytes(let data, _) = file {
        guard state.bytes + data.count <= Self.limit else { return nil }
        state.bytes += data.count
      }
      state.count += 1
      state.files["\(state.count)"] = file
      return "\(ServedPage.prefix)live/\(state.count)"
    }
  }

  /// The picture of this name.
  func find(_ name: String) -> (data: Data, type: String)? {
    switch state.withLock({ $0.files[name] }) {
    case .bytes(let data, let type): (data, type)
    case .place(let url): (try? Data(contentsOf: url)).map { ($0, MediaType.of(url.path)) }
    case nil: nil
    }
  }

  /// Forgets all pictures.
  func clear() {
    state.withLock { state in
      state.files = [:]
      state.bytes = 0
    }
  }
}
