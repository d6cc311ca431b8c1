import CSystem

/// Reports the places of thrown errors, so that the line of an uncaught one can be named: the runtime
/// itself says only "Error raised at top level".
enum ThrowSite {
  private typealias Hook = @convention(c) (UnsafeRawPointer?) -> Void

  /// Installs a hook that the Swift runtime calls at each throw.
  static func watch() {
    system_on_throw {
      var offsets = [UInt](repeating: 0, count: 32)
      let count = system_call_offsets(&offsets, offsets.count)
      EventChannel.shared.send(.thrown(offsets: Array(offsets.prefix(count))))
    }
  }
}
