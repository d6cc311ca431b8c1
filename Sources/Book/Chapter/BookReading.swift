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
        Diagnostic(file: displayName, line: 1, message: Self.fault(of: folder))
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

  /// The reason for which a folder's files cannot be listed.
  private static func fault(of folder: URL) -> String {
    var status = stat()
    guard stat(folder.path, &status) == 0 else {
      return errno == ENOENT
        ? "there is no such folder of chapters"
        : "this folder of chapters cannot be read: \(String(cString: strerror(errno)))"
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return "this is no folder: --chapters takes the folder that holds the chapters"
    }
    return "this folder of chapters cannot be read: check its permissions"
  }

  /// The chapters that use, directly or not, one with faults, which is named for each.
  var blocked: [Diagnostic] {
    var sound: Set<String> = []
    var blocked: [Diagnostic] = []
    for chapter in chapters {
      if let used = chapter.frontMatter.uses.first(where: { !sound.contains($0) }) {
        blocked.append(chapter.blocked(by: used))
      } else {
        sound.insert(chapter.slug)
      }
    }
    return blocked
  }
}

extension Chapter {
  /// The fault of a chapter that cannot be executed for the errors of one that it uses.
  public func blocked(by used: String) -> Diagnostic {
    Diagnostic(
      file: path, line: frontMatter.usesLine, message: "“uses” names \(used), which has errors")
  }

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
