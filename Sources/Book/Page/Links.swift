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

  /// The address on the page of a link's destination; nil, and a report, where there is none.
  func address(of destination: String, in node: Markdown.Node) -> String? {
    if let scheme = WebAddress.refusedScheme(of: destination) {
      report("links to '\(scheme):' are not supported", about: destination, in: node)
      return nil
    }
    guard WebAddress.scheme(of: destination) == nil else { return destination }
    let link = RelativeLink(destination, from: chapter.folderName)
    if link.file.isEmpty, let fragment = link.fragment {
      guard let id = outline.id(of: fragment) else {
        report("no heading or cell has the id '\(fragment)'", about: destination, in: node)
        return nil
      }
      return "#\(id)"
    }
    guard let slug = link.slug else {
      report(
        "a link leads to a chapter, by its file's name, to a heading or to the web, and '\(link.file)' is none of these",
        about: destination, in: node)
      return nil
    }
    guard let other = context.linkedChapters[slug] else {
      report("there is no chapter '\(link.file)'", about: destination, in: node)
      return nil
    }
    let id = link.fragment.flatMap(other.outline.id)
    if let fragment = link.fragment, id == nil {
      report(
        "no heading or cell of \(link.file) has the id '\(fragment)'", about: destination, in: node)
    }
    guard other.isPublished else { return "../\(WebAddress.card(of: slug))" }
    return "../\(WebAddress.encoded(slug))/index.html" + (id.map { "#\($0)" } ?? "")
  }
}

extension Chapter {
  /// The name of the folder of the chapters: `Chapters`.
  fileprivate var folderName: String {
    path.split(separator: "/").dropLast().last.map(String.init) ?? ""
  }

  /// The slugs of the files that the prose and the captions link to.
  var linkedSlugs: Set<String> {
    var slugs: Set<String> = []
    func collect(_ document: Markdown.Node) {
      document.walk { node in
        guard case .link(let destination, _) = node.kind else { return }
        slugs.formUnion([RelativeLink(destination, from: folderName).slug].compactMap { $0 })
      }
    }
    collect(document)
    for case let caption? in cells.map(\.options.caption) where caption.contains("](") {
      collect(Markdown.parse(caption))
    }
    return slugs
  }
}
