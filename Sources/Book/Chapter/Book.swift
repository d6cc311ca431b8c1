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
  ///   - known: an earlier reading; unchanged chapters are taken from it.
  /// - Throws: `Diagnostics` with the faults of all chapters.
  public static func load(
    folder: URL, displayName: String, reusing known: Book? = nil
  ) throws -> Book {
    let reading = try BookReading(folder: folder, displayName: displayName, reusing: known)
    guard reading.problems.isEmpty else { throw Diagnostics(reading.problems) }
    return Book(chapters: reading.chapters)
  }

  /// The chapter of this slug.
  public func chapter(slug: String) -> Chapter? { chapters.first { $0.slug == slug } }

  /// The chapter with this file name, slug, slug without the number, or number.
  ///
  /// - Throws: `UnknownChapter`.
  public func chapter(named name: String) throws -> Chapter {
    let word = name.hasSuffix(".md") ? Chapter.slug(of: name) : name
    if let exact = chapter(slug: word) { return exact }
    if let bare = chapters.first(where: { $0.bareSlug == word }) { return bare }
    if let number = Int(word), let match = chapters.first(where: { $0.number == number }) {
      return match
    }
    throw UnknownChapter(name: name, known: chapters.flatMap { [$0.slug, $0.bareSlug] })
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
    let (slug, word) = (slug(of: path), name.hasSuffix(".md") ? Self.slug(of: name) : name)
    return [slug, bare(slug)].contains(word) || (Int(word).map { $0 == number(of: slug) } ?? false)
  }
}
