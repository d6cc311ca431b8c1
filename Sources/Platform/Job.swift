/// A job's description to the threads, in one word, so that none reads half of one and half of the next.
struct Job {
  let number: UInt32
  let chunks, participants: Int

  static let greatestCount = 1 << 25 - 1

  var word: UInt64 { UInt64(number) << 32 | UInt64(chunks) << 7 | UInt64(participants) }

  /// A thread's own chunks.
  func stretch(_ thread: Int) -> Range<Int> {
    chunks * thread / participants..<chunks * (thread + 1) / participants
  }

  /// A thread's word with a count of chunks left of its stretch.
  func left(_ count: Int) -> UInt64 { UInt64(number) << 32 | UInt64(count) }

  /// The count of chunks left in a word: none if it is a later job's. Nil while it is an earlier one's.
  func left(in word: UInt64) -> Int? {
    let age = Int32(bitPattern: number &- UInt32(word >> 32))
    return age > 0 ? nil : age < 0 ? 0 : Int(word & 0xFFFF_FFFF)
  }
}

extension Job {
  init(word: UInt64) {
    self.init(
      number: UInt32(word >> 32), chunks: Int(word >> 7 & UInt64(Job.greatestCount)),
      participants: Int(word & 0x7F))
  }
}
