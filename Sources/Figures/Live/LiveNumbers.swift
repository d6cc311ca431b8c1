/// Numbers of a frame that are recorded, so that a browser whose arithmetic rounds otherwise can say how far its
/// result is from the book's.
enum LiveNumbers {
  /// The most numbers that a figure records.
  static let most = 4096

  /// All numbers of a frame where they are few, else every k-th from the first on, with the least k that leaves at
  /// most 4,096.
  static func spaced(_ numbers: [Float]) -> [Float] {
    let distance = max(1, (numbers.count + most - 1) / most)
    return stride(from: 0, to: numbers.count, by: distance).map { numbers[$0] }
  }
}
