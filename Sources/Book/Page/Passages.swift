extension SourceText {
  /// Finds the place of byte `offset` of `passage`, which the parser returned without its line breaks and
  /// indentation: at or soon after this line and column, else from the line's beginning. Returns the given
  /// place where the passage does not occur.
  func place(
    of passage: String, offset: Int = 0, line: Int, column: Int = 1
  ) -> (line: Int, column: Int) {
    let needle = Array(passage.utf8)
    guard !needle.isEmpty else { return (line, column) }
    for start in [self.offset(line: line, column: column), self.offset(line: line, column: 1)] {
      for candidate in start..<max(start, min(bytes.count, start + 4_000)) {
        if let positions = match(needle, at: candidate) {
          return place(of: positions[min(offset, needle.count)])
        }
      }
    }
    return (line, column)
  }

  /// The place of the n-th such byte from a place on; nil where there are fewer.
  func place(
    ofMark count: Int, _ mark: UInt8, from start: (line: Int, column: Int)
  ) -> (line: Int, column: Int)? {
    var rest = bytes[offset(line: start.line, column: start.column)...]
    for _ in 1..<count {
      guard let next = rest.firstIndex(of: mark) else { return nil }
      rest = rest[(next + 1)...]
    }
    return rest.firstIndex(of: mark).map(place(of:))
  }

  /// The offsets in the file of each byte of the needle and of its end; nil where it does not occur here. A
  /// line break of the file matches a space or a line break; the indentation and quotation marks after it
  /// may be missing from the needle.
  private func match(_ needle: [UInt8], at start: Int) -> [Int]? {
    var positions: [Int] = []
    var position = start
    var atLineStart = false
    for byte in needle {
      while atLineStart, position < bytes.count, bytes[position] != byte,
        " >\t".utf8.contains(bytes[position])
      {
        position += 1
      }
      guard position < bytes.count else { return nil }
      let isBreak = bytes[position] == UInt8(ascii: "\n")
      guard bytes[position] == byte || (isBreak && byte == UInt8(ascii: " ")) else { return nil }
      positions.append(position)
      position += 1
      atLineStart = isBreak || (atLineStart && " >\t".utf8.contains(byte))
    }
    return positions + [position]
  }
}
