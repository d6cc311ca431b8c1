import Testing

@testable import Tensors

@Suite struct BufferPoolTests {
  @Test func classesHoldWhatTheyPromise() {
    var last = 0
    for count in Array(0...5000) + (13...36).flatMap({ [1 << $0 - 1, 1 << $0, 1 << $0 + 1] }) {
      let sizeClass = SizeClass(holding: count)
      #expect(sizeClass.floats >= count && sizeClass.floats % 16 == 0)
      #expect(sizeClass.floats <= max(16, count + count / 4 + 16))
      #expect(sizeClass.index >= last && sizeClass.index < SizeClass.count)
      last = count <= 5000 ? sizeClass.index : 0
    }
  }

  @Test func buffersAreAlignedAndApart() {
    let storages = (1..<200).map { Storage(count: $0 * 37) }
    for storage in storages {
      #expect(Int(bitPattern: storage.pointer) % 64 == 0)
      for i in 0..<storage.capacity { storage.pointer[i] = Float(storage.count) }
    }
    for storage in storages {
      #expect((0..<storage.count).allSatisfy { storage.pointer[$0] == Float(storage.count) })
    }
  }

  @Test func aBufferComesBack() {
    let count = 12_345_678
    let first = UInt(bitPattern: Storage(count: count).pointer)
    #expect(UInt(bitPattern: Storage(count: count).pointer) == first)
  }
}
