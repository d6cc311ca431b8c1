extension PageWriter {
  /// The author's own HTML. Its images and links are checked as those of Markdown are.
  func raw(_ node: Markdown.Node) -> String {
    guard !escapesMarkup else { return HTML.escape(node.literal) }
    for tag in RawTag.all(in: node.literal) {
      if tag.isMedium {
        let source = tag["src"] ?? tag["srcset"] ?? tag["data"] ?? tag["href"]
        reportImage(source ?? "<\(tag.name)>", in: node)
        continue
      }
      for name in ["href", "xlink:href", "action", "formaction"] {
        guard let destination = tag[name] else { continue }
        let text = destination.trimming(" \n\t")
        if WebAddress.scheme(of: text) != nil || text.hasPrefix("#") {
          _ = address(of: text, in: node)
          continue
        }
        report(
          "this link is HTML, which stays as it is: write it in Markdown, [words](\(text))",
          about: text, in: node)
      }
    }
    return node.literal
  }

  /// Reports an image that no cell shows.
  func reportImage(_ source: String, in node: Markdown.Node) {
    report(
      "images must come from cells, so that they can be reproduced: '\(source)' does not",
      about: source, in: node)
  }
}

/// An opening tag in HTML.
struct RawTag {
  /// In lower case.
  var name: String
  private var attributes: [String: String] = [:]

  /// Tells whether the element shows an image, a film or a document of its own.
  var isMedium: Bool {
    ["img", "image", "source", "video", "audio", "iframe", "embed", "object"].contains(name)
  }

  /// The value of an attribute.
  subscript(attribute: String) -> String? { attributes[attribute] }

  /// The opening tags outside of comments.
  static func all(in html: String) -> [RawTag] {
    let pattern = #/<([A-Za-z][A-Za-z0-9:-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/#
    return html.replacing(#/(?s)<!--.*?-->/#, with: "").matches(of: pattern).map { match in
      var tag = RawTag(name: match.1.lowercased())
      let attribute = #/([^\s"'>\/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/#
      for match in match.2.matches(of: attribute) {
        let value = match.2 ?? match.3 ?? match.4 ?? ""
        tag.attributes[match.1.lowercased()] = decoded(value)
      }
      return tag
    }
  }

  /// A value with its entities decoded, by the parser of Markdown.
  private static func decoded(_ value: Substring) -> String {
    guard value.contains("&") else { return String(value) }
    var text = ""
    // Browsers read an entity without its semicolon, too.
    let open = #/&(#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z]+)(?![0-9A-Za-z;])/#
    let closed = value.replacing(open) { "&\($0.1);" }
    Markdown.parse("[x](<\(closed)>)").walk { node in
      if case .link(let destination, _) = node.kind { text = destination }
    }
    return text.isEmpty ? String(value) : text
  }
}
