import Foundation

/// All chapters of a folder, in the order of their file names.
public struct Book: Sendable {
  public var chapters: [Chapter]
  /// The slugs of the chapters that are missing here for their errors.
  var unread: Set<String> = []

  public init(chapters: [Chapter]) { self.chapters = chapters }

  /// Reads every `.md` file of a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder of the chapters.
  ///   - displayName: the folder's name in messages: `Chapters`.
  /// - Throws: `Diagnostics` with the faults of all chapters.
  public static func load(folder: URL, displayName: String) throws -> Book {
    let reading = try BookReading(folder: folder, displayName: displayName)
    guard reading.problems.isEmpty else { throw Diagnostics(reading.problems) }
    return Book(chapters: reading.chapters)
  }

  /// The chapter of this slug.
  public func chapter(slug: String) -> Chapter? { chapters.first { $0.slug == slug } }

  /// The chapter with this file name, slug, slug without the number, or number.
  ///
  /// - Throws: `UnknownChapter`.
  public func chapter(named name: String) throws -> Chapter {
    let ranked = chapters.compactMap { chapter in
      Chapter.rank(of: name, for: chapter.slug).map { (rank: $0, chapter: chapter) }
    }
    guard let best = ranked.min(by: { $0.rank < $1.rank }) else {
      throw UnknownChapter(name: name, known: chapters.flatMap { [$0.slug, $0.bareSlug] })
    }
    return best.chapter
  }
}

/// The error for a name that is no chapter's.
public struct UnknownChapter: Error, CustomStringConvertible {
  public var name: String
  public var known: [String]

  public var description: String {
    "there is no chapter “\(name)”" + suggestion(for: name, among: known)
  }
}

extension Chapter {
  /// The number at the beginning of the file's name.
  public var number: Int? { Self.number(of: slug) }

  static func number(of slug: String) -> Int? { Int(slug.prefix { $0.isNumber }) }

  /// The name in commands: the number, or the slug if there is none.
  var shortName: String { number.map(String.init) ?? slug }

  /// The slug without its number: `swiss-roll`.
  public var bareSlug: String { Self.bare(slug) }

  private static func bare(_ slug: String) -> String {
    String(slug.drop { $0.isNumber }.drop { $0 == "-" })
  }

  /// Tells whether a command's name of a chapter is that of a file, which may not be readable.
  public static func file(_ path: String, isNamed name: String) -> Bool {
    rank(of: name, for: slug(of: path)) != nil
  }

  /// The precedence of a command's name for a chapter: 0 for its slug, with or without “.md”, 1 for the slug without
  /// its number, 2 for the number; nil for another chapter's name.
  fileprivate static func rank(of name: String, for slug: String) -> Int? {
    let word = name.hasSuffix(".md") ? Self.slug(of: name) : name
    if word == slug { return 0 }
    if word == bare(slug) { return 1 }
    return Int(word) != nil && Int(word) == number(of: slug) ? 2 : nil
  }
}
