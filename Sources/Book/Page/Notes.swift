extension PageWriter {
  /// The superscript number of a footnote. Its text follows the block: in the margin of a wide page, below
  /// the paragraph on a narrow one.
  func noteReference(_ label: String, _ node: Markdown.Node) -> String {
    guard let (number, note) = notes[label] else {
      report("there is no footnote '\(label)'", about: "[^\(label)]", in: node)
      return ""
    }
    let name = number
    let isFirst = placedNotes.insert(label).inserted
    if isFirst {
      let text = blocks(note.children)
      pendingNotes.append(
        """
        <aside class="sidenote" id="note-\(name)" role="note">\
        <a class="number" href="#note-\(name)-reference" \
        aria-label="Back to the text of note \(name)">\(name)</a>
        \(text)</aside>

        """)
    }
    let id = isFirst ? " id=\"note-\(name)-reference\"" : ""
    return
      "<sup\(id)><a class=\"number\" href=\"#note-\(name)\" aria-label=\"Note \(name)\">\(name)</a></sup>"
  }

  /// The footnotes by their labels, with their numbers, which follow the document.
  static func notes(of document: Markdown.Node) -> [String: (number: Int, node: Markdown.Node)] {
    var notes: [String: (number: Int, node: Markdown.Node)] = [:]
    var count = 0
    for node in document.children {
      guard case .footnoteDefinition(let label) = node.kind else { continue }
      count += 1
      if notes[label] == nil { notes[label] = (count, node) }
    }
    return notes
  }
}
