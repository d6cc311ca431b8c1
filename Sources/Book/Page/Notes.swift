extension PageWriter {
  /// The superscript number of a footnote. Its text follows the block: in the margin of a wide page, below
  /// the paragraph on a narrow one.
  func noteReference(_ label: String, _ node: Markdown.Node) -> String {
    guard let number = notes.firstIndex(where: { $0.label == label }) else {
      report("there is no footnote '\(label)'", about: "[^\(label)]", in: node)
      return ""
    }
    let name = number + 1
    let isFirst = placedNotes.insert(label).inserted
    if isFirst {
      let text = blocks(notes[number].node.children)
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

  /// The footnotes' texts, in the order of the document.
  private var notes: [(label: String, node: Markdown.Node)] {
    chapter.document.children.compactMap { node in
      guard case .footnoteDefinition(let label) = node.kind else { return nil }
      return (label, node)
    }
  }
}
