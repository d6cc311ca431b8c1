#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A word that each thread has of its own, 0 at first.
struct ThreadLocal: Sendable {
  #if canImport(Glibc) || canImport(Darwin)
    private let key: pthread_key_t

    init() {
      var key = pthread_key_t()
      pthread_key_create(&key, nil)
      self.key = key
    }

    var word: Int {
      get { Int(bitPattern: pthread_getspecific(key)) }
      nonmutating set { pthread_setspecific(key, UnsafeRawPointer(bitPattern: newValue)) }
    }
  #else
    // There is one thread.
    private let only = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    init() { only.initialize(to: 0) }

    var word: Int {
      get { only.pointee }
      nonmutating set { only.pointee = newValue }
    }
  #endif
}
