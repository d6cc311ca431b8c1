/// The elements that a piece of the author's HTML has opened so far, as browsers count them.
struct OpenElements {
  /// The open elements but those of formatting, outermost first.
  private var open: [String] = []
  /// The number of open elements of each name.
  private var counts: [String: Int] = [:]

  /// Elements that end where their own end tag is, whatever has ended around them.
  private static let formatting: Set<String> = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
  ]
  /// Elements that every page has: another opening tag opens none, and an end tag ends the page's own.
  private static let frame: Set<String> = ["html", "head", "body"]

  /// Takes a tag into account.
  ///
  /// - Returns: false for an end tag of nothing that is open.
  mutating func take(_ tag: RawTag) -> Bool {
    let isFormatting = Self.formatting.contains(tag.name)
    guard tag.isEnd else {
      if Self.frame.contains(tag.name) { return true }
      counts[tag.name, default: 0] += 1
      if !isFormatting { open.append(tag.name) }
      return true
    }
    guard let count = counts[tag.name], count > 0 else { return false }
    if isFormatting {
      counts[tag.name] = count - 1
      return true
    }
    // An end tag also ends the elements within.
    while let last = open.popLast() {
      counts[last, default: 0] -= 1
      if last == tag.name { break }
    }
    return true
  }
}

extension PageWriter {
  /// Reports end tags of elements that the author's HTML did not open: they would end those of the page.
  ///
  /// A block of HTML may end what an earlier block opened beside it, with Markdown between them, and HTML in a
  /// paragraph what the paragraph opened.
  func reportStrayTags(in container: Markdown.Node) {
    var open = OpenElements()
    for child in container.children {
      switch child.kind {
      case .htmlBlock: reportStrayTag(of: child, &open)
      case .paragraph, .heading, .tableCell:
        var open = OpenElements()
        child.walk { node in
          if node.kind == .htmlInline { reportStrayTag(of: node, &open) }
        }
      default: reportStrayTags(in: child)
      }
    }
  }

  /// Reports the first such tag.
  private func reportStrayTag(of node: Markdown.Node, _ open: inout OpenElements) {
    var isReported = false
    for tag in RawTags(node.literal).tags where !open.take(tag) && !isReported {
      isReported = true
      report(
        "'</\(tag.name)>' closes nothing that this HTML has opened, and would close a part of the page: "
          + "remove it, or open <\(tag.name)> before it, in the same paragraph or in HTML between blank lines",
        about: "</\(tag.written)", in: node.beginning(at: tag, in: source))
    }
  }
}

extension Markdown.Node {
  /// The rest of raw HTML from a tag on, for the place of a fault.
  func beginning(at tag: RawTag, in source: SourceText) -> Markdown.Node {
    var rest = self
    rest.startLine += tag.place.line
    if tag.place.line == 0 {
      rest.startColumn += tag.place.column
    } else {
      // The indentation and the marks of quotations are not in the HTML.
      let line = rest.startLine
      var end = source.offset(line: line + 1, column: 1)
      if end > 0, source.bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
      rest.startColumn = max(
        1, end - tag.place.rest - source.offset(line: line, column: 1) + 1)
    }
    return rest
  }
}
