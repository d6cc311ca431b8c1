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
  }

  /// By label, which is also the id on the page.
  private(set) var targets: [String: Target] = [:]
  /// The labels of cells that are neither figure nor table.
  private var cellNames: Set<String> = []
  /// The ids of the headings, in order.
  private(set) var headingIDs: [String] = []
  /// The ids of the page's own frame, which no heading may take.
  static let reserved = ["main", "contents", "references", "run", "top"]

  /// Labels used twice, with the line of the second use.
  private(set) var duplicates: [(label: String, line: Int)] = []

  init(_ chapter: Chapter) {
    for cell in chapter.cells where cell.options.include && cell.options.eval {
      guard let label = cell.options.label else { continue }
      if label.hasPrefix("fig-") {
        add(label, .figure, line: cell.fenceLine)
      } else if label.hasPrefix("tbl-") {
        add(label, .table, line: cell.fenceLine)
      } else {
        cellNames.insert(label)
      }
    }
    var headings: [(label: String?, title: String)] = []
    visit(chapter.document, &headings)
    // Labels come before slugs, so that an unlabelled heading never takes a label's place.
    var taken = cellNames.union(Self.reserved).union(targets.keys)
    for heading in headings {
      var id = heading.label ?? HTML.slug(heading.title)
      if heading.label == nil {
        let slug = id
        var number = 0
        while !taken.insert(id).inserted {
          number += 1
          id = "\(slug)-\(number)"
        }
      }
      headingIDs.append(id)
    }
  }

  /// Tells whether the page has an element with this id.
  func contains(id: String) -> Bool {
    targets[id] != nil || headingIDs.contains(id) || cellNames.contains(id)
      || Self.reserved.contains(id)
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
    default:
      for child in node.children { visit(child, &headings) }
    }
  }

  private mutating func add(
    _ label: String, _ kind: Target.Kind, title: String = "", line: Int
  ) {
    if targets[label] != nil || Self.reserved.contains(label) { duplicates.append((label, line)) }
    let number = 1 + targets.values.count { $0.kind == kind }
    targets[label] = Target(kind: kind, number: number, title: title)
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
