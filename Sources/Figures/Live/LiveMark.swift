/// The data of a mark in a live figure's frame.
struct LiveMark {
  /// The mark's shape; a page knows them by their numbers.
  enum Kind: UInt32 {
    case points = 1
    case line, bars, band, arrows, rule
  }

  let kind: Kind
  let count: Int
  /// Lists of `count` numbers each, such as the x and the y values, and the width of bars after them.
  let numbers: [[Double]]

  init(_ kind: Kind, _ numbers: [Double]...) {
    (self.kind, self.numbers, count) = (kind, numbers, numbers[0].count)
  }
}
