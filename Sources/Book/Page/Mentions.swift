extension PageWriter {
  /// Text with its references (`@fig-loss`) and citations (`[@ho2020; @sohl2015]`, `@ho2020`).
  func text(_ node: Markdown.Node) -> String {
    let isWork = { [context] in context.bibliography[$0] != nil }
    return Mention.pieces(of: node.literal[...], isWork: isWork).map { piece in
      switch piece {
      case .text(let text): return plain(text)
      case .mention(let mention): return html(of: mention, in: node)
      }
    }.joined()
  }

  private func html(of mention: Mention, in node: Markdown.Node) -> String {
    let parts = mention.parts.map { part in
      switch part.target {
      case .label(let label): return reference(label, part, in: node)
      case .work(""):
        report("this '@' has no id of a work: write one, @ho2020", about: part, in: node)
        return ""
      case .work(let id):
        let form: Bibliography.Form = part.isShort ? .year : mention.isGroup ? .group : .sentence
        let citation = citation(id, form, part, in: node)
        return form == .year && !mention.isGroup ? parenthesized(citation) : citation
      case .unknown(let text):
        report("expected '@' and the id of a work, not '\(text)'", about: part, in: node)
        return ""
      }
    }.joined(separator: mention.hasWorks ? "; " : ", ")
    return mention.isGroup && mention.hasWorks ? parenthesized(parts) : parts
  }

  private func parenthesized(_ words: String) -> String {
    openParentheses > 0 ? words : "(\(words))"
  }

  /// Text without mentions. Parentheses are counted, so that none opens within another.
  func plain(_ text: Substring) -> String {
    for character in text {
      if character == "(" { openParentheses += 1 }
      if character == ")" { openParentheses = max(0, openParentheses - 1) }
    }
    return HTML.text(text)
  }

  private func reference(_ label: String, _ part: Mention.Part, in node: Markdown.Node) -> String {
    guard let target = outline.targets[label] else {
      report(
        "no figure, table, equation or section has the label '\(label)'",
        about: part, in: node)
      return ""
    }
    return linked("#\(label)", HTML.escape(part.isShort ? target.shortName : target.name))
  }

  /// A citation as a link, and the work in the list of references.
  private func citation(
    _ id: String, _ form: Bibliography.Form, _ part: Mention.Part, in node: Markdown.Node
  ) -> String {
    let bibliography = context.bibliography
    guard let work = bibliography[id] else {
      report("no work in \(Bibliography.fileName) has the id '\(id)'", about: part, in: node)
      return ""
    }
    if !cited.contains(id) { cited.append(id) }
    return linked("#ref-\(id)", HTML.escape(bibliography.citation(of: work, form)))
  }

  /// Reports a fault of a part of a text.
  private func report(_ message: String, about part: Mention.Part, in node: Markdown.Node) {
    // Of a caption, only the line of its cell is known.
    guard !escapesMarkup else { return report(message, about: String(part.words), in: node) }
    // Each '@' that is not escaped is one of the source, whatever is escaped between them.
    let before = node.literal[..<part.words.startIndex]
    let count = before.utf8.reduce(part.words.hasPrefix("@") ? 1 : 0) {
      $0 + ($1 == UInt8(ascii: "@") ? 1 : 0)
    }
    var place = (node.startLine, max(1, node.startColumn))
    if count > 0, let at = source.place(ofMark: count, UInt8(ascii: "@"), from: place) {
      place = at
    }
    if !part.words.hasPrefix("@") {
      place.1 += before.utf8.reversed().prefix { $0 != UInt8(ascii: "@") }.count
      if count > 0 { place.1 += 1 }
    }
    report(message, at: place)
  }

  /// A link, or only its text inside another link.
  func linked(_ address: String, _ words: String) -> String {
    isInsideLink ? words : "<a\(HTML.attribute("href", address))>\(words)</a>"
  }

  /// The list of the works that the page cites, by author and year.
  func references() -> String {
    let bibliography = context.bibliography
    let works = bibliography.works(of: cited)
    guard !works.isEmpty else { return "" }
    let items = works.map { work in
      let authors = work.authors.count > 6 ? "\(work.authors[0]) et al." : list(work.authors)
      let title = HTML.escape(work.title)
      let linked = work.url.map { "<a\(HTML.attribute("href", $0))>\(title)</a>" } ?? title
      let venue = work.venue.map { " <em>\(HTML.escape($0))</em>." } ?? ""
      let year = bibliography.year(of: work)
      return """
        <li\(HTML.attribute("id", "ref-\(work.id)"))>\(HTML.escape(authors)) (\(year)). \(linked).\(venue)

        """
    }
    return """
      <section class=references aria-labelledby=references>
      <h2 id=references>References</h2>
      <ul>
      \(items.joined())</ul>
      </section>

      """
  }

  private func list(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " & " + names[names.count - 1]
  }
}
