import Book
import Foundation

/// What the desk finds in the site and in the chapters.
extension Desk {
  /// Whether the site, which someone may have removed, holds a run of the chapter.
  func hasRecord(_ chapter: Chapter) -> Bool {
    let file = folders.site.appending(path: "\(chapter.slug)/\(Record.fileName)")
    return FileManager.default.fileExists(atPath: file.path)
  }

  /// Whether the site holds a run of just this program.
  func isRecorded(_ program: Program) -> Bool {
    (try? RecordStatus(of: program, in: folders.site))?.isCurrent ?? false
  }

  /// What an error says, each at its line, with the cell on the page in or behind which that is.
  func problems(of error: any Error, _ chapter: Chapter? = nil) -> [Problem] {
    let all: [Diagnostic]
    switch error {
    case let error as Diagnostics: all = error.all
    case let error as Diagnostic: all = [error]
    default: return [Problem("\(error)")]
    }
    return all.prefix(20).map { diagnostic in
      let name = URL(fileURLWithPath: diagnostic.file).lastPathComponent
      let text = try? String(contentsOf: folders.chapters.appending(path: name), encoding: .utf8)
      let lines = text?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
      let source = lines.indices.contains(diagnostic.line - 1) ? lines[diagnostic.line - 1] : ""
      var cell: Int?
      if let chapter, diagnostic.file == chapter.path {
        let map = CellMap(from: chapter, to: shelf.shown(chapter.slug))
        cell = chapter.cells.last { $0.fenceLine <= diagnostic.line }.flatMap { map[$0.index] }
      }
      return Problem(diagnostic, source: String(source), cell: cell)
    }
  }
}
