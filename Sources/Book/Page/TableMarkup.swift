/// The HTML of a table without optional tags: rows and cells end where the next begins, and the alignment of a
/// column is a class of the table.
struct TableMarkup {
  /// The alignment of each column: `right`, `center`, `left` or nothing.
  var alignments: [String]
  var head: [[String]]
  var body: [[String]]

  /// The number of columns for which the style sheet has rules.
  private static let alignedColumns = 12

  var html: String {
    func rows(_ rows: [[String]], _ tag: String) -> String {
      rows.map { "<tr>" + zip($0.indices, $0).map { cell($1, tag, column: $0) }.joined() + "\n" }
        .joined()
    }
    let classes = alignments.prefix(Self.alignedColumns).enumerated().compactMap {
      switch $0.element {
      case "right": "r\($0.offset + 1)"
      case "center": "c\($0.offset + 1)"
      default: nil as String?
      }
    }
    let names = classes.isEmpty ? "" : HTML.attribute("class", classes.joined(separator: " "))
    let top = head.isEmpty ? "" : "<thead>\(rows(head, "th"))"
    return "<table\(names)>\(top)<tbody>\n\(rows(body, "td"))</table>"
  }

  private func cell(_ content: String, _ tag: String, column: Int) -> String {
    let isBeyond = column >= Self.alignedColumns && column < alignments.count
    let own = isBeyond && !alignments[column].isEmpty
    return "<\(tag)\(own ? HTML.attribute("class", alignments[column]) : "")>\(content)"
  }
}
