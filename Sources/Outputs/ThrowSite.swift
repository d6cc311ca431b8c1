import Foundation

/// Reports the places of thrown errors, so that the line of an uncaught one can be named: the runtime
/// itself says only "Error raised at top level".
enum ThrowSite {
  private typealias Hook = @convention(c) (UnsafeRawPointer?) -> Void

  /// Installs a hook that the Swift runtime calls at each throw.
  static func watch() {
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "_swift_willThrow") else { return }
    let hook: Hook = { _ in ThrowSite.report() }
    symbol.assumingMemoryBound(to: Hook?.self).pointee = hook
  }

  private static func report() {
    guard let backtrace, let program else { return }
    var frames = [UnsafeMutableRawPointer?](repeating: nil, count: 32)
    let count = Int(backtrace(&frames, Int32(frames.count)))
    let offsets = frames[..<count].compactMap { frame -> UInt? in
      guard let frame, base(of: frame) == program else { return nil }
      return UInt(bitPattern: frame) - program
    }
    EventChannel.shared.send(.thrown(offsets: offsets))
  }

  /// The base address of the chapter's executable: the image that holds the program's entry point.
  private static let program: UInt? = {
    typealias Auxiliary = @convention(c) (UInt) -> UInt
    let entryPoint: UInt = 9  // AT_ENTRY
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "getauxval") else { return nil }
    let value = unsafeBitCast(symbol, to: Auxiliary.self)(entryPoint)
    return base(of: UnsafeRawPointer(bitPattern: value))
  }()

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

  /// The base address of the image that holds an address.
  private static func base(of address: UnsafeRawPointer?) -> UInt? {
    // A `Dl_info`: the image's name and base, the nearest symbol's name and address.
    var info = [UInt](repeating: 0, count: 4)
    guard let addressInfo, addressInfo(address, &info) != 0 else { return nil }
    return info[1]
  }
}
