extension PageWriter {
  /// Text with its references (`@fig-loss`) and citations (`[@ho2020; @sohl2015]`, `@ho2020`).
  func text(_ node: Markdown.Node) -> String {
    let text = node.literal
    guard text.contains("@") else { return plain(text[...]) }
    var html = ""
    var rest = text[...]
    while let match = rest.firstMatch(of: Self.mention) {
      html += plain(rest[..<match.range.lowerBound]) + plain(match.before ?? "")
      if let group = match.group {
        let citations = citations(group, in: node)
        html += openBrackets > 0 ? citations : "(\(citations))"
      } else if let label = match.label {
        html += reference(String(label), in: node)
      } else if let work = match.work {
        html += citation(String(work), inSentence: true, in: node)
      }
      rest = rest[match.range.upperBound...]
    }
    return html + plain(rest)
  }

  /// Text without mentions; brackets are counted, so that none opens within another.
  func plain(_ text: Substring) -> String {
    for character in text {
      if character == "(" { openBrackets += 1 }
      if character == ")" { openBrackets = max(0, openBrackets - 1) }
    }
    return HTML.text(text)
  }

  typealias Mention = Regex<
    (Substring, group: Substring?, before: Substring?, label: Substring?, work: Substring?)
  >

  /// What an `@` may introduce. Outside brackets it follows a blank or a bracket, as in an address of
  /// electronic mail it follows a name; works are then told by the year at the end of their id.
  static var mention: Mention {
    #/
    \[ (?<group> @[^\]]+ ) \]
    | (?<before> ^ | [\s(\[\u{2013}\u{2014}] )
      @ (?: (?<label> (?:fig|tbl|eq|sec) - [A-Za-z0-9_\-]* [A-Za-z0-9] )
          | (?<work> [a-z] [A-Za-z\-]* [0-9]{4} [a-z]? \b ) )
    /#
  }

  private func reference(_ label: String, in node: Markdown.Node) -> String {
    guard let target = outline.targets[label] else {
      report("nothing here has the label '\(label)'", about: "@\(label)", in: node)
      return ""
    }
    return linked("#\(label)", HTML.escape(target.name))
  }

  private func citations(_ group: Substring, in node: Markdown.Node) -> String {
    group.split(separator: ";").map { part in
      let part = part.trimming(" ")
      guard part.hasPrefix("@") else {
        report("expected '@' and the id of a work, not '\(part)'", about: part, in: node)
        return ""
      }
      return citation(String(part.dropFirst()), inSentence: false, in: node)
    }.joined(separator: "; ")
  }

  /// `Ho et al., 2020`, or in a sentence `Ho et al. (2020)`.
  private func citation(_ id: String, inSentence: Bool, in node: Markdown.Node) -> String {
    let bibliography = surroundings.bibliography
    guard let work = bibliography[id] else {
      report(
        "no work in \(Bibliography.fileName) has the id '\(id)'", about: "@\(id)", in: node)
      return ""
    }
    if !cited.contains(id) { cited.append(id) }
    return linked("#ref-\(id)", HTML.escape(bibliography.words(for: work, inSentence: inSentence)))
  }

  /// A link, or only its words where another link is open.
  func linked(_ address: String, _ words: String) -> String {
    isInsideLink ? words : "<a\(HTML.attribute("href", address))>\(words)</a>"
  }

  /// The works that the page cites, by author and year.
  func references() -> String {
    let bibliography = surroundings.bibliography
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
