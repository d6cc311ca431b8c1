extension Output.Content {
  /// The value in words, for terminals and notebooks, and for a page whose cell has no `alt`.
  public var text: String {
    let words =
      switch self {
      case .text(let text): text
      case .table(let table): table.text
      case .drawing(let summary, _): summary
      case .images(let grid): grid.text
      case .film(let film): film.text
      }
    return note.map { "\(words)\n  \($0)" } ?? words
  }

  /// The words under the value: the data that it does not show. Nil where it shows all.
  public var note: String? {
    switch self {
    case .text: nil
    case .table(let table): table.rows.isEmpty ? "No rows." : nil
    case .drawing(_, let note): note
    case .images(let grid): grid.note
    case .film(let film): film.note
    }
  }

  /// The text for readers who do not see the picture.
  ///
  /// - Parameter words: the author's description, to which the note is added; without it, the value in
  ///   words.
  public func alternative(_ words: String?) -> String {
    guard let words else { return text }
    return note.map { "\(words) \($0)" } ?? words
  }
}

extension Output.Table {
  /// The table in columns of equal width, numbers flush right.
  fileprivate var text: String {
    let widths = columns.indices.map { column in
      ([columns[column].heading] + rows.map { $0[column] }).map(\.count).max() ?? 0
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return columns[index].isNumeric ? space + cell : cell + space
      }
      var text = padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    return ([line(columns.map(\.heading)), rule] + rows.map(line)).joined(separator: "\n")
  }
}

extension Output.ImageGrid {
  /// `30 images of 28 × 28, 10 in a row: data, samples`.
  public var text: String {
    let each = "\(width) × \(height)" + (hasColor ? " in color" : "")
    let images = count == 1 ? "1 image of \(each)" : "\(count) images of \(each)"
    let shape = rows > 1 ? ", \(columns) in a row" : ""
    let missing =
      switch missingValues {
      case 0: ""
      case 1: "; 1 value is not finite and its pixel transparent"
      default: "; \(missingValues) values are not finite and their pixels transparent"
      }
    let names = labels + rowLabels
    return images + shape + missing + (names.isEmpty ? "" : ": " + names.joined(separator: ", "))
  }
}

extension Output.Film {
  /// The title, and below it `41 frames of 240 × 240, from t = 0 to t = 40`.
  fileprivate var text: String {
    let ends = labels.count > 1 ? ", from \(labels[0]) to \(labels[labels.count - 1])" : ""
    return "\(title)\n  \(labels.count) frames of \(width) × \(height)\(ends)"
  }
}
