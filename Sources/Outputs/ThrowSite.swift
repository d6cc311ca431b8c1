import Foundation

/// Remembers where errors are thrown, so that one which nobody catches can be reported at its line: the
/// runtime itself says only "Error raised at top level".
enum ThrowSite {
  typealias Hook = @convention(c) (UnsafeRawPointer?) -> Void

  /// Asks the Swift runtime to call us at each throw.
  static func watch() {
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "_swift_willThrow") else { return }
    let hook: Hook = { _ in ThrowSite.report() }
    symbol.assumingMemoryBound(to: Hook?.self).pointee = hook
  }

  private static func report() {
    guard let backtrace, let base = base(of: dlsym(dlopen(nil, RTLD_NOW), "main")) else { return }
    var frames = [UnsafeMutableRawPointer?](repeating: nil, count: 32)
    let count = Int(backtrace(&frames, Int32(frames.count)))
    let offsets = frames[..<count].compactMap { frame -> UInt? in
      guard let frame, Self.base(of: frame) == base else { return nil }
      return UInt(bitPattern: frame) - base
    }
    Channel.shared.send(.thrown(offsets: offsets))
  }

  // GNU extensions of the C library, which Swift's importer leaves out.
  private typealias Backtrace =
    @convention(c) (
      UnsafeMutablePointer<UnsafeMutableRawPointer?>, Int32
    ) -> Int32
  private typealias AddressInfo =
    @convention(c) (
      UnsafeRawPointer?, UnsafeMutablePointer<UInt>
    ) -> Int32
  private static let backtrace = dlsym(dlopen(nil, RTLD_NOW), "backtrace").map {
    unsafeBitCast($0, to: Backtrace.self)
  }
  private static let addressInfo = dlsym(dlopen(nil, RTLD_NOW), "dladdr").map {
    unsafeBitCast($0, to: AddressInfo.self)
  }

  /// Where the image that holds this address begins.
  private static func base(of address: UnsafeRawPointer?) -> UInt? {
    // A `Dl_info`: the image's name and base, the nearest symbol's name and address.
    var info = [UInt](repeating: 0, count: 4)
    guard let addressInfo, addressInfo(address, &info) != 0 else { return nil }
    return info[1]
  }
}
