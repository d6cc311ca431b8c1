extension PageWriter {
  /// A link. The file of another chapter becomes the address of its page; a fragment must exist.
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
        report("links to '\(scheme.1):' are not supported", about: destination, in: node)
        return nil
      }
      return destination
    }
    let parts = destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let file = String(parts[0])
    let fragment = parts.count > 1 ? String(parts[1]) : nil
    if file.isEmpty, let fragment {
      if !outline.contains(id: fragment) {
        report("no heading or cell has the id '\(fragment)'", about: destination, in: node)
      }
      return destination
    }
    let slug = file.hasSuffix(".md") ? String(file.dropLast(3)) : file
    guard file.hasSuffix(".md"), let other = context.linkedChapters[slug] else {
      report("there is no chapter '\(file)'", about: destination, in: node)
      return nil
    }
    if let fragment, !other.outline.contains(id: fragment) {
      report("no heading or cell of \(file) has the id '\(fragment)'", about: destination, in: node)
    }
    guard other.isPublished else { return "../index.html#\(slug)" }
    return "../\(slug)/index.html" + (fragment.map { "#\($0)" } ?? "")
  }
}
