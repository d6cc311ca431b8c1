import Foundation

/// The site's first page: an introduction, and a card for each chapter.
struct IndexPage {
  var identity: SiteIdentity
  var chapters: [Chapter]
  /// The slugs of the chapters that have a page.
  var published: Set<String>
  var runs: [String: RecordedRun]

  func html() throws -> String {
    let cards = chapters.enumerated().map { index, chapter -> [String: Any] in
      let run = runs[chapter.slug]
      let picture = run.flatMap { cover(of: chapter, $0.record) }
      return [
        "anchor": WebAddress.indexAnchor(of: chapter.slug),
        "slug": WebAddress.encoded(chapter.slug),
        "shortName": chapter.shortName,
        "number": chapter.number ?? index + 1,
        "title": chapter.frontMatter.title,
        "summary": chapter.frontMatter.summary,
        "isPublished": published.contains(chapter.slug),
        "hasPicture": picture != nil,
        "picture": picture ?? "",
        "facts": run.map { Page.facts($0.record, $0.cost).joined(separator: " · ") } ?? "",
      ]
    }
    return try Template.index.render([
      "book": identity.title,
      "summary": identity.summary,
      "description": identity.description,
      "policy": SiteIdentity.policy,
      "root": "",
      "chapters": cards,
      "example": chapters.first { published.contains($0.slug) }?.shortName ?? "1",
    ])
  }

  /// The figure that the chapter chose, or its first drawing.
  private func cover(of chapter: Chapter, _ record: Record) -> String? {
    let chosen = chapter.frontMatter.cover
    let picture = record.pictures.first { picture in
      if let chosen { return picture.file.name.hasPrefix("\(chosen).") }
      return picture.file.name.hasPrefix("fig-") && picture.format == .svg
    }
    return picture.map { picture in
      let address = HTML.escape(
        "\(WebAddress.encoded(chapter.slug))/\(WebAddress.encoded(picture.file.name))")
      return """
        <img src="\(address)" alt="" width="\(picture.width)" height="\(picture.height)" loading="lazy">
        """
    }
  }
}
