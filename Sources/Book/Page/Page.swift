import Foundation

/// The page of one chapter: the chapter, its recorded run, and its place in the book.
struct Page {
  var chapter: Chapter
  var record: Record
  var cost: Cost?
  /// Counts from 1.
  var number: Int
  var previous: Link?
  var next: Link?
  /// The chapters whose exported cells this one uses.
  var uses: [Link]
  /// True where the script with the plots is beside the page.
  var hasDrawings = false
  var context: PageContext

  /// A link of the page's frame.
  struct Link {
    var address: String
    var title: String
  }

  /// The whole page.
  ///
  /// - Throws: `Diagnostics` with every fault of the chapter.
  func html() throws -> String {
    let writer = writer()
    let body = writer.body()
    guard writer.diagnostics.isEmpty else { throw Diagnostics(writer.diagnostics) }
    let frame: [String: Any] = [
      "book": context.identity.title,
      "policy": record.hasLiveFigures ? SiteIdentity.livePolicy : SiteIdentity.policy,
      "root": "../",
      "slug": WebAddress.encoded(chapter.slug),
      "number": number,
      "title": chapter.frontMatter.title,
      "summary": chapter.frontMatter.summary,
      "facts": Self.facts(record, cost),
      "uses": uses.map(Self.fields),
      "hasUses": !uses.isEmpty,
      "contents": Self.contents(writer),
      "body": body,
      "references": writer.references(),
      "cost": (cost?.rows ?? []).map { ["name": $0.name, "value": $0.value] },
      "hasCost": cost != nil,
      "hasDrawings": hasDrawings,
      "hasLive": record.hasLiveFigures,
      "shortName": chapter.shortName,
      "change": change.map { ["shortName": chapter.shortName, "setting": $0] },
      "previous": [previous].compactMap { $0 }.map(Self.fields),
      "next": [next].compactMap { $0 }.map(Self.fields),
    ]
    return try Template.page.render(frame)
  }

  private func writer() -> PageWriter {
    PageWriter(chapter: chapter, record: record, cost: cost, context: context)
  }

  /// The faults of the chapter.
  func faults() -> [Diagnostic] {
    let writer = writer()
    _ = writer.body()
    return writer.diagnostics
  }

  /// A parameter to try, `epochs=1`, with the chapter's own quick value if it has one.
  private var change: [String] {
    let quick = chapter.frontMatter.quick
    let first = record.parameters.first { quick[$0.name] != nil } ?? record.parameters.first
    guard let first else { return [] }
    let setting = "\(first.name)=\(quick[first.name] ?? first.value)"
    let isPlain = setting.allSatisfy { $0.isLetter || $0.isNumber || "=._-".contains($0) }
    return [isPlain ? setting : "'\(setting.replacing("'", with: "'\\''"))'"]
  }

  private static func fields(_ link: Link) -> [String: Any] {
    ["address": link.address, "title": link.title]
  }

  /// Facts about a run: its time, `Seed 1`, the files it read.
  static func facts(_ record: Record, _ cost: Cost?) -> [String] {
    let files = record.readNames
    let reads = files.isEmpty ? nil : "Reads \(files.joined(separator: ", "))"
    return [cost?.timeInShort, "Seed \(record.seed)", reads].compactMap { $0 } + record.untracked
  }

  /// The table of contents: headings of the second level, those of the third nested, and the closing sections.
  private static func contents(_ writer: PageWriter) -> String {
    var entries = writer.contents
    if !writer.cited.isEmpty { entries.append((2, "references", "References")) }
    entries.append((2, "run", "Run this chapter"))
    var html = ""
    var isNested = false
    for (index, entry) in entries.enumerated() {
      let nests = entry.level == 3
      if nests && !isNested { html += index == 0 ? "<li><ol>\n" : "<ol>\n" }
      if !nests && isNested { html += "</ol>\n" }
      html += "<li><a\(HTML.attribute("href", "#\(entry.id)"))>\(entry.html)</a>\n"
      isNested = nests
    }
    return html
  }
}
