#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A pointer that each thread has of its own, nil at first.
package struct ThreadLocal: Sendable {
  private let key: pthread_key_t

  package init() {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    self.key = key
  }

  package var value: UnsafeRawPointer? {
    get { UnsafeRawPointer(pthread_getspecific(key)) }
    nonmutating set { pthread_setspecific(key, newValue) }
  }
}

/// The most threads that share work.
package let maxThreadCount = 64

/// The number of this thread in a run of the pool: 0 for the caller, from 1 for the others, nil outside.
package var threadRole: Int? {
  get { role.value.map { Int(bitPattern: $0) - 1 } }
  set { role.value = UnsafeRawPointer(bitPattern: newValue.map { $0 + 1 } ?? 0) }
}

private let role = ThreadLocal()
