import Testing

@testable import Tensors

@Suite struct StreamPositionTests {
  /// The positions of the test's own streams: other tests have theirs at the same time.
  private func positions(_ streams: RandomStream...) -> [StreamPosition] {
    StreamPosition.all.filter { position in streams.contains { $0.key == position.key } }
  }

  /// Set back, streams give the same numbers again, each its own, those of one name too.
  @Test func streamsGoBack() {
    let random = Random(seed: 91)
    let (a, b, second) = (random.stream("a"), random.stream("b"), random.stream("a"))
    _ = (a.normal([3]), second.uniform([100]))
    let before = positions(a, b)
    let numbers = (a.normal([70]).scalars, b.normal([2]).scalars, second.integers(9, below: 50))
    let moved = StreamPosition.all(like: before)
    #expect(zip(before, moved).filter { $0 != $1 }.count == 3)
    StreamPosition.all = before
    #expect(a.normal([70]).scalars == numbers.0)
    #expect(b.normal([2]).scalars == numbers.1)
    #expect(second.integers(9, below: 50) == numbers.2)
    #expect(StreamPosition.all(like: before) == moved)
  }

  @Test func streamsThatAreGoneAreForgotten() {
    let kept = Random(seed: 92).stream("0")
    do {
      let streams = (0..<50).map { Random(seed: 92).stream("\($0 % 5)") }
      #expect(positions(kept).count == 11)
      _ = streams.map { $0.normal() }
    }
    #expect(positions(kept).count == 1)
  }
}
