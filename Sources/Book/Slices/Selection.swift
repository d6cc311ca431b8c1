/// Some of a program's statements, each at its own line: the others are blank.
struct Selection {
  /// For each place of which something is kept, the bytes that are not.
  private let omitted: [ProgramUnit.Place: [Range<Int>]]

  /// - Parameter kept: the indices of the units that stay.
  init(_ kept: Set<Int>, of units: [ProgramUnit]) {
    var omitted: [ProgramUnit.Place: [Range<Int>]] = [:]
    for index in kept { omitted[units[index].place] = [] }
    for (index, unit) in units.enumerated() where !kept.contains(index) {
      omitted[unit.place]?.append(unit.range)
    }
    self.omitted = omitted
  }

  /// Whether anything of a place is kept.
  func includes(_ place: ProgramUnit.Place) -> Bool { omitted[place] != nil }

  /// What makes the rest of a place's code blank, and moves nothing.
  func omissions(_ place: ProgramUnit.Place, of code: String) -> [Edit] {
    guard let ranges = omitted[place], !ranges.isEmpty else { return [] }
    let bytes = Array(code.utf8)
    return ranges.map { range in
      let blank = bytes[range].map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
      return Edit(range: range, text: String(decoding: blank, as: UTF8.self))
    }
  }
}
