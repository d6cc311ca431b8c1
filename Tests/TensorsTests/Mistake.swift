/// A reader's mistake, and the line that it ends with.
struct Mistake: Sendable {
  let line: String
  let make: @Sendable () -> Void

  init(_ line: String, _ make: @escaping @Sendable () -> Void) {
    self.line = line
    self.make = make
  }
}
