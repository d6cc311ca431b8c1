extension PageWriter {
  /// The author's own HTML. Its images and links are checked as those of Markdown are.
  func raw(_ node: Markdown.Node) -> String {
    guard !escapesMarkup else { return HTML.escape(node.literal) }
    let tags = RawTags(node.literal)
    if let unclosed = tags.unclosed {
      report("this HTML has no end: '\(unclosed)'", about: unclosed, in: node)
    }
    for tag in tags.all {
      let tagged = node.beginning(at: tag, in: source)
      if tag.isMedium {
        let source = tag["src"] ?? tag["srcset"] ?? tag["data"] ?? tag["href"]
        reportImage(source ?? "<\(tag.name)>", in: tagged)
        continue
      }
      for (name, value) in tag.attributes.sorted(by: { $0.key < $1.key }) {
        check(value, of: name, in: tagged)
      }
    }
    return node.literal
  }

  /// Reports a link that is refused, or that only Markdown may have.
  private func check(_ value: String, of attribute: String, in node: Markdown.Node) {
    let text = value.trimming(" \n\t")
    if RawTag.links.contains(attribute) {
      guard WebAddress.scheme(of: text) == nil, !text.hasPrefix("#") else {
        _ = address(of: text, in: node)
        return
      }
      report(
        "this link is HTML, which stays as it is: write it in Markdown, [words](\(text))",
        about: text, in: node)
    } else if let scheme = RawTag.script(in: value, of: attribute) {
      report("links to '\(scheme):' are not supported", about: value, in: node)
    }
  }

  /// Reports an image that no cell shows.
  func reportImage(_ source: String, in node: Markdown.Node) {
    report(
      "images must come from cells, so that they can be reproduced: '\(source)' does not",
      about: source, in: node)
  }
}
