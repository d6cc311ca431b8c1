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
        html += openParentheses > 0 ? citations : "(\(citations))"
      } else if let label = match.label {
        html += reference(String(label), in: node)
      } else if let work = match.work {
        html += citation(String(work), inSentence: true, in: node)
      }
      rest = rest[match.range.upperBound...]
    }
    return html + plain(rest)
  }

  /// Text without mentions. Parentheses are counted, so that none opens within another.
  func plain(_ text: Substring) -> String {
    for character in text {
      if character == "(" { openParentheses += 1 }
      if character == ")" { openParentheses = max(0, openParentheses - 1) }
    }
    return HTML.text(text)
  }

  typealias Mention = Regex<
    (Substring, group: Substring?, before: Substring?, label: Substring?, work: Substring?)
  >

  /// The references and citations that an `@` introduces. Outside brackets, the `@` follows white space or a
  /// parenthesis (in an e-mail address it follows a name), and the id of a work ends in a year.
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
      report(
        "no figure, table, equation or section has the label '\(label)'", about: "@\(label)",
        in: node)
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

  /// A citation as a link, and the work in the list of references.
  private func citation(_ id: String, inSentence: Bool, in node: Markdown.Node) -> String {
    let bibliography = context.bibliography
    guard let work = bibliography[id] else {
      report(
        "no work in \(Bibliography.fileName) has the id '\(id)'", about: "@\(id)", in: node)
      return ""
    }
    if !cited.contains(id) { cited.append(id) }
    let text = bibliography.citation(of: work, inSentence: inSentence)
    return linked("#ref-\(id)", HTML.escape(text))
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
