/// A table in as little markup as a browser needs: rows and cells end where the next begins, and a column's
/// alignment is said once, by a class of the table.
struct TableMarkup {
  /// Of each column: `right`, `center`, `left` or nothing.
  var alignments: [String]
  var head: [[String]]
  var body: [[String]]

  /// For so many columns the style sheet has rules.
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

extension TableMarkup {
  /// A table as `Table` lowered itself in the run, a tag or a cell to a line. Nil where the markup is
  /// another's.
  init?(recorded html: String) {
    self.init(alignments: [], head: [], body: [])
    var rows: [[String]] = []
    for line in html.split(separator: "\n") {
      switch line {
      case "<table>", "<thead>", "</tr>", "<tbody>", "</table>": continue
      case "<tr>": rows.append([])
      case "</thead>": swap(&head, &rows)
      case "</tbody>": swap(&body, &rows)
      default:
        let cell = #/<t[hd](?: scope="col")?(?: align="(right|center)")?>([^<]*)<\/t[hd]>/#
        guard let match = line.wholeMatch(of: cell), !rows.isEmpty else { return nil }
        let (alignment, column) = (String(match.1 ?? ""), rows[rows.count - 1].count)
        if column == alignments.count { alignments.append(alignment) }
        guard alignments[column] == alignment else { return nil }
        rows[rows.count - 1].append(String(match.2))
      }
    }
    guard rows.isEmpty else { return nil }
  }

  /// A table of the record as a page wants it, with no attribute of the last century.
  static func lighter(_ html: String) -> String {
    TableMarkup(recorded: html)?.html
      ?? html.replacing(#/ align="(right|center)"/#) { " class=\($0.1)" }
  }
}
