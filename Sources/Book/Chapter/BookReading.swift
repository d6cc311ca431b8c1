import Foundation

/// The chapters of a folder, some of which may have faults.
struct BookReading {
  /// The slugs of all chapters, in order.
  let slugs: [String]
  /// The chapters without faults, those that use others with faults included.
  private(set) var chapters: [Chapter] = []
  private(set) var problems: [Diagnostic] = []

  /// Reads every `.md` file of a folder.
  ///
  /// - Throws: `Diagnostics` where there is no chapter.
  init(folder: URL, displayName: String, reusing known: Book? = nil) throws {
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
    slugs = names.map(Chapter.slug)
    let refused = ChapterName.faults(of: names, folder: displayName)
    problems = Array(refused.values)
    var usesProblems: [Diagnostic] = []
    for name in names {
      do {
        let chapter = try Chapter.load(
          path: folder.appendingPathComponent(name).path,
          displayPath: "\(displayName)/\(ChapterName.shown(name))",
          reusing: known?.chapter(slug: Chapter.slug(of: name)))
        let unknown = chapter.unknownUses(among: slugs)
        if unknown.isEmpty, refused[name] == nil { chapters.append(chapter) }
        usesProblems += unknown
      } catch let error as Diagnostics {
        problems += error.all
      }
    }
    problems = (problems + usesProblems).sorted(by: Diagnostic.precedes)
  }

  /// The chapters that use, directly or not, one with faults, which is named for each.
  var blocked: [Diagnostic] {
    var sound: Set<String> = []
    var blocked: [Diagnostic] = []
    for chapter in chapters {
      if let used = chapter.frontMatter.uses.first(where: { !sound.contains($0) }) {
        blocked.append(
          Diagnostic(
            file: chapter.path, line: chapter.frontMatter.usesLine,
            message: "“uses” names \(used), which has errors"))
      } else {
        sound.insert(chapter.slug)
      }
    }
    return blocked
  }
}

extension Chapter {
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
