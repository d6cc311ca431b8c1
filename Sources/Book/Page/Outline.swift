/// The names and numbers of a chapter's headings, figures, tables and equations: the targets of its
/// cross-references, known before anything is executed.
struct Outline {
  /// A target of `@label`.
  struct Target: Equatable {
    enum Kind: String {
      case figure = "Figure"
      case table = "Table"
      case equation = "Equation"
      case section = "Section"
    }
    var kind: Kind
    var number: Int
    /// The heading's text; empty for a target with a number.
    var title: String

    /// The name in the text: `Figure 3`, or the heading of a section.
    var name: String { kind == .section ? title : "\(kind.rawValue)\u{A0}\(number)" }

    /// The number alone, or the heading of a section.
    var shortName: String { kind == .section ? title : "\(number)" }
  }

  /// By label, which is also the id on the page.
  private(set) var targets: [String: Target] = [:]
  /// The labels of cells that are neither figure nor table.
  private var cellNames: Set<String> = []
  /// The ids of the headings, in order.
  private(set) var headingIDs: [String] = []
  /// The numbers of targets so far, by kind.
  private var counts: [Target.Kind: Int] = [:]
  /// The ids of headings by the fragments that GitHub gives them.
  private var headingsByFragment: [String: String] = [:]
  /// The ids in the author's own HTML.
  private var ownIDs: Set<String> = []
  /// The ids of the page's own frame, which no heading may take.
  static let reserved = [
    "main", "contents", "references", "run", "top", "search", "found",
  ]

  /// Labels used twice, with the line of the second use.
  private(set) var duplicates: [(label: String, line: Int)] = []
  /// Labels that are ids of the page's own frame, with their lines.
  private(set) var reservedLabels: [(label: String, line: Int)] = []

  init(_ chapter: Chapter) {
    for cell in chapter.cells where cell.options.include && cell.options.eval {
      guard let label = cell.options.label else { continue }
      if label.hasPrefix("fig-") {
        add(label, .figure, line: cell.fenceLine)
      } else if label.hasPrefix("tbl-") {
        add(label, .table, line: cell.fenceLine)
      } else {
        check(label, line: cell.fenceLine)
        cellNames.insert(label)
      }
    }
    var headings: [(label: String?, title: String)] = []
    visit(chapter.document, &headings)
    // Labels come before slugs, so that an unlabelled heading never takes a label's place.
    var taken = cellNames.union(targets.keys).union(ownIDs)
    var ids = NumberedNames()
    var fragments = NumberedNames()
    var takenFragments: Set<String> = []
    for heading in headings {
      let slug = HTML.slug(heading.title)
      // A number makes no other id of that of a reference.
      let name = slug.hasPrefix("ref-") ? "section-\(slug)" : slug
      let id =
        heading.label
        ?? ids.unused(name) { !Self.isReserved($0) && taken.insert($0).inserted }
      // The fragment that GitHub gives to a heading.
      let fragment = fragments.unused(slug) { takenFragments.insert($0).inserted }
      headingsByFragment[fragment] = id
      headingIDs.append(id)
    }
  }

  /// Tells whether an id is one of the page's own frame, its notes or its references.
  private static func isReserved(_ id: String) -> Bool {
    if reserved.contains(id) { return true }
    if id.hasPrefix("ref-") { return id != "ref-" }
    guard id.hasPrefix("note-") else { return false }
    let rest = id.dropFirst("note-".count).drop { $0.isASCII && $0.isNumber }
    return (rest.isEmpty || rest == "-reference") && id.dropFirst("note-".count) != rest
  }

  /// Tells whether the page has an element with this id.
  func contains(id: String) -> Bool { self.id(of: id) != nil }

  /// The id of the element that a link's fragment means: that of a heading may differ where the page's frame has
  /// the same. Nil where there is no such element.
  func id(of fragment: String) -> String? {
    let isThere =
      targets[fragment] != nil || cellNames.contains(fragment) || ownIDs.contains(fragment)
    if isThere { return fragment }
    if let id = headingsByFragment[fragment] { return id }
    return headingIDs.contains(fragment) || Self.reserved.contains(fragment) ? fragment : nil
  }

  private mutating func visit(
    _ node: Markdown.Node, _ headings: inout [(label: String?, title: String)]
  ) {
    switch node.kind {
    case .heading:
      let heading = Labeled(heading: node)
      let title = heading.nodes.map(\.plainText).joined()
      headings.append((heading.label, title))
      if let label = heading.label { add(label, .section, title: title, line: node.startLine) }
    case .codeBlock(let info):
      if let label = Labeled(mathInfo: info)?.label {
        add(label, .equation, line: node.startLine)
      }
    case .htmlBlock, .htmlInline:
      for tag in RawTag.all(in: node.literal) {
        guard let id = tag["id"] else { continue }
        check(id, line: node.startLine)
        ownIDs.insert(id)
      }
    default: break
    }
    for child in node.children { visit(child, &headings) }
  }

  /// Notes a label that something else has.
  private mutating func check(_ label: String, line: Int) {
    if Self.isReserved(label) {
      reservedLabels.append((label, line))
    } else if targets[label] != nil || cellNames.contains(label) || ownIDs.contains(label) {
      duplicates.append((label, line))
    }
  }

  private mutating func add(
    _ label: String, _ kind: Target.Kind, title: String = "", line: Int
  ) {
    check(label, line: line)
    counts[kind, default: 0] += 1
    targets[label] = Target(kind: kind, number: counts[kind, default: 0], title: title)
  }
}

/// A heading or formula without the `{#label}` at its end, and the label.
struct Labeled {
  var nodes: [Markdown.Node] = []
  var label: String?

  init(heading: Markdown.Node) {
    nodes = heading.children
    guard let last = nodes.indices.last, nodes[last].kind == .text else { return }
    let text = nodes[last].literal
    guard let match = text.firstMatch(of: #/\s*\{#([A-Za-z][A-Za-z0-9_-]*)\}\s*$/#) else { return }
    label = String(match.1)
    nodes[last].literal = String(text[..<match.range.lowerBound])
  }

  /// Reads the label of a formula from its fence. Nil where the code block is no formula.
  init?(mathInfo: String) {
    guard let match = mathInfo.wholeMatch(of: #/math(?:\s+\{#([A-Za-z][A-Za-z0-9_-]*)\})?\s*/#)
    else {
      return nil
    }
    label = match.1.map(String.init)
  }
}

extension Markdown.Node {
  /// The text of a node, without markup.
  var plainText: String {
    switch kind {
    case .softBreak, .lineBreak: " "
    case .htmlInline, .htmlBlock, .footnoteReference: ""
    default: literal + children.map(\.plainText).joined()
    }
  }
}

/// Names with a number where they are not free: `part`, `part-1`, `part-2`.
private struct NumberedNames {
  /// The last number given to a name.
  private var numbers: [String: Int] = [:]

  /// - Parameter isFree: tells whether a name is free, and takes it.
  mutating func unused(_ name: String, isFree: (String) -> Bool) -> String {
    var number = numbers[name] ?? 0
    var result = number == 0 ? name : "\(name)-\(number)"
    while !isFree(result) {
      number += 1
      result = "\(name)-\(number)"
    }
    numbers[name] = number
    return result
  }
}
