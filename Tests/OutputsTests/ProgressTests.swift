import Outputs
import Testing

@Suite struct ProgressTests {
  @Test func everyStepIsVisitedOnce() {
    #expect(Array(progress("steps", 3..<7)) == [3, 4, 5, 6])
    #expect(Array(progress("none", 5..<5)).isEmpty)
  }

  @Test func aLoopMayStopEarly() {
    var taken: [Int] = []
    for step in progress("steps", 0..<10) {
      taken.append(step)
      if step == 2 { break }
    }
    #expect(taken == [0, 1, 2])
  }
}
