import Foundation

/// The site's first page: an introduction, and a card for each chapter.
struct IndexPage {
  var chapters: [Chapter]
  var runs: [String: RecordedRun]

  func html() throws -> String {
    let cards = chapters.enumerated().map { index, chapter -> [String: Any] in
      let run = runs[chapter.slug]
      let picture = run.flatMap { cover(of: chapter, $0.record) }
      return [
        "slug": chapter.slug,
        "shortName": chapter.shortName,
        "number": chapter.number ?? index + 1,
        "title": chapter.frontMatter.title,
        "summary": chapter.frontMatter.summary,
        "isPublished": run != nil,
        "hasPicture": picture != nil,
        "picture": picture ?? "",
        "facts": run.map { Page.facts($0.record, $0.cost).joined(separator: " · ") } ?? "",
      ]
    }
    return try Template.index.render([
      "book": SiteIdentity.title,
      "policy": SiteIdentity.policy,
      "chapters": cards,
      "example": chapters.first { runs[$0.slug] != nil }?.shortName ?? "1",
    ])
  }

  /// The figure that the chapter chose, or its first, among those that are pictures by themselves; what was
  /// chosen may have markup of its own, as a grid of pixels has.
  private func cover(of chapter: Chapter, _ record: Record) -> String? {
    let chosen = chapter.frontMatter.cover
    for case .shown(_, let html, let file?) in record.cells.flatMap(\.outputs)
    where file.name.hasPrefix(chosen.map { "\($0)." } ?? "fig-")
      && file.mediaType.hasPrefix("image/") && (html == nil || chosen != nil)
    {
      return picture(file, of: chapter)
    }
    return nil
  }

  private func picture(_ file: RecordedFile, of chapter: Chapter) -> String {
    let address = HTML.escape("\(chapter.slug)/\(file.name)")
    return """
      <img src="\(address)" alt="" width="\(file.width)" height="\(file.height)" loading="lazy">
      """
  }
}
