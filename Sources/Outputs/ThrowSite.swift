import CSystem

/// Reports where errors are thrown, so that one which nobody catches can be named at its line: the
/// runtime itself says only "Error raised at top level".
enum ThrowSite {
  /// Reports each throw from now on.
  static func watch() {
    system_on_throw {
      var offsets = [UInt](repeating: 0, count: 32)
      let count = system_call_offsets(&offsets, offsets.count)
      Channel.shared.send(.thrown(offsets: Array(offsets.prefix(count))))
    }
  }
}
