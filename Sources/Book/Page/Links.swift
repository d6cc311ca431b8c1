extension PageWriter {
  /// A link. One to another chapter's file leads to its page, one to a place on a page must find it.
  func link(_ node: Markdown.Node, to destination: String, title: String) -> String {
    let address = address(of: destination, in: node)
    let outer = isInsideLink
    isInsideLink = true
    let words = inlines(node.children)
    isInsideLink = outer
    guard let address, !outer else { return words }
    let tip = title.isEmpty ? "" : HTML.attribute("title", title)
    return "<a\(HTML.attribute("href", address))\(tip)>\(words)</a>"
  }

  private func address(of destination: String, in node: Markdown.Node) -> String? {
    if let scheme = destination.prefixMatch(of: #/([A-Za-z][A-Za-z0-9+.-]*):/#) {
      guard ["http", "https", "mailto"].contains(scheme.1.lowercased()) else {
        report("a link to '\(destination)' leads nowhere", about: destination, in: node)
        return nil
      }
      return destination
    }
    let parts = destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let file = String(parts[0])
    let fragment = parts.count > 1 ? String(parts[1]) : nil
    if file.isEmpty, let fragment {
      if !outline.has(fragment) {
        report("nothing here has the id '\(fragment)'", about: destination, in: node)
      }
      return destination
    }
    let slug = file.hasSuffix(".md") ? String(file.dropLast(3)) : file
    guard file.hasSuffix(".md"), let neighbour = surroundings.neighbours[slug] else {
      report("there is no chapter '\(file)'", about: destination, in: node)
      return nil
    }
    if let fragment, !neighbour.outline.has(fragment) {
      report("nothing in \(file) has the id '\(fragment)'", about: destination, in: node)
    }
    guard neighbour.isPublished else { return "../index.html#\(slug)" }
    return "../\(slug)/index.html" + (fragment.map { "#\($0)" } ?? "")
  }
}
