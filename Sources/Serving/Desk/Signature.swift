import Book

/// Everything in a chapter that its program is made of, as written: where this is the same, nothing need
/// be executed again. (Where it is not, the program's hash tells whether more than the layout differs.)
struct Signature: Equatable, Sendable {
  private var parts: [String]

  init(_ chapter: Chapter, in book: Book) {
    parts = Self.code(of: chapter)
    parts += chapter.inlineValues.map(\.expression)
    parts.append("\(chapter.frontMatter.seed)")
    var seen: Set<String> = []
    func add(_ slugs: [String]) {
      for slug in slugs where seen.insert(slug).inserted {
        guard let used = book.chapter(slug: slug) else { continue }
        parts += Self.code(of: used, exportsOnly: true)
        add(used.frontMatter.uses)
      }
    }
    add(chapter.frontMatter.uses)
  }

  private static func code(of chapter: Chapter, exportsOnly: Bool = false) -> [String] {
    [chapter.slug]
      + chapter.cells.filter { !exportsOnly || $0.options.export }.map(\.code)
  }
}

/// Which cell of the page that is shown stands for a cell of the chapter as it is now: those before and
/// behind an edit are the same, those in it are counted from its beginning.
struct CellMap: Sendable {
  private var places: [Int?]

  init(from chapter: Chapter, to shown: Chapter?) {
    let new = chapter.cells.map(\.code)
    let old = shown?.cells.map(\.code) ?? []
    let same = zip(new, old).prefix { $0 == $1 }.count
    let room = min(new.count, old.count) - same
    let end = zip(new.reversed(), old.reversed()).prefix { $0 == $1 }.prefix(room).count
    places = new.indices.map { index in
      if index < same { return index }
      if index >= new.count - end { return index - new.count + old.count }
      return old.isEmpty ? nil : min(index, max(0, old.count - end - 1))
    }
  }

  /// The shown cell's index.
  subscript(_ cell: Int) -> Int? { places.indices.contains(cell) ? places[cell] : nil }
}
