import Foundation

/// All chapters of a folder, in the order of their file names.
public struct Book: Sendable {
  public var chapters: [Chapter]

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
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }.sorted()
    } catch {
      throw Diagnostics([
        Diagnostic(file: displayName, line: 1, message: "there is no such folder of chapters")
      ])
    }
    guard !names.isEmpty else {
      throw Diagnostics([
        Diagnostic(
          file: displayName, line: 1,
          message: "this folder has no chapters, files whose names end in .md: "
            + "walkthrough new my-chapter")
      ])
    }
    var problems = sharedNumbers(of: names, displayName: displayName)
    var chapters: [Chapter] = []
    for name in names {
      do {
        chapters.append(
          try Chapter.load(
            path: folder.appendingPathComponent(name).path, displayPath: "\(displayName)/\(name)",
            reusing: known?.chapter(slug: Chapter.slug(of: name))))
      } catch let error as Diagnostics {
        problems += error.all
      }
    }
    let slugs = names.map(Chapter.slug)
    for chapter in chapters { problems += chapter.unknownUses(among: slugs) }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    return Book(chapters: chapters)
  }

  /// The faults of chapters with the number of an earlier one: a command could mean either.
  private static func sharedNumbers(of names: [String], displayName: String) -> [Diagnostic] {
    var first: [Int: String] = [:]
    return names.compactMap { name in
      guard let number = Chapter.number(of: Chapter.slug(of: name)) else { return nil }
      guard let other = first[number] else {
        first[number] = name
        return nil
      }
      return Diagnostic(
        file: "\(displayName)/\(name)", line: 1,
        message: "\(other) has the number \(number) too: rename one of them")
    }
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

  fileprivate static func number(of slug: String) -> Int? { Int(slug.prefix { $0.isNumber }) }

  /// The name in commands: the number, or the slug if there is none.
  var shortName: String { number.map(String.init) ?? slug }

  /// The slug without its number: `swiss-roll`.
  public var bareSlug: String { String(slug.drop { $0.isNumber }.drop { $0 == "-" }) }

  /// Faults of `uses`: a chapter may use earlier chapters only.
  fileprivate func unknownUses(among slugs: [String]) -> [Diagnostic] {
    let earlier = slugs.filter { $0 < slug }
    return frontMatter.uses.filter { !earlier.contains($0) }.map { used in
      Diagnostic(
        file: path, line: frontMatter.usesLine,
        message: slugs.contains(used)
          ? "“uses” names \(used), which does not come before this chapter"
          : "“uses” names \(used), which is no chapter" + suggestion(for: used, among: earlier))
    }
  }
}
