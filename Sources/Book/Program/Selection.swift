/// Some of a program's statements, each at its own line; the others are blank.
struct Selection {
  /// For each place with a selected statement, the bytes that are not selected.
  private let omitted: [TopLevelItem.Place: [Range<Int>]]

  /// - Parameter kept: the indices of the selected items.
  init(_ kept: Set<Int>, of items: [TopLevelItem]) {
    var omitted: [TopLevelItem.Place: [Range<Int>]] = [:]
    for index in kept { omitted[items[index].place] = [] }
    for (index, item) in items.enumerated() where !kept.contains(index) {
      omitted[item.place]?.append(item.range)
    }
    self.omitted = omitted
  }

  /// Tells whether any statement of a place is selected.
  func includes(_ place: TopLevelItem.Place) -> Bool { omitted[place] != nil }

  /// The edits that blank the rest of a place's code and move nothing.
  func omissions(_ place: TopLevelItem.Place, of code: String) -> [Edit] {
    guard let ranges = omitted[place], !ranges.isEmpty else { return [] }
    let bytes = Array(code.utf8)
    return ranges.map { range in
      let blank = bytes[range].map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
      return Edit(range: range, text: String(decoding: blank, as: UTF8.self))
    }
  }
}
