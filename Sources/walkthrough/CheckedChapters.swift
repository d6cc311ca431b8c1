import Book
import Foundation

/// The chapters that a command executes, checked before any of them is: those that can be executed with their
/// programs, and the faults of the others.
struct CheckedChapters {
  let programs: [Program]
  let book: Book
  let publication: Publication
  /// By file and line.
  let faults: [Diagnostic]

  /// - Parameters:
  ///   - names: the names of the chapters; all without any.
  ///   - output: the folder of their pages; nil for the site.
  /// - Throws: `Diagnostics` with the faults of all chapters where none can be executed.
  init(
    _ names: [String], _ place: BookOptions, _ parameters: ParameterOptions, output: URL? = nil
  ) throws {
    try place.recoverSite()
    let part = try place.folders.soundPart()
    var faults = part.problems
    let chosen = try Self.chosen(names, in: part)
    do {
      publication = try place.folders.publication(
        of: part.book, into: output ?? place.folders.site, mathematics: Mathematics())
      faults += try publication.faults(of: chosen)
    } catch let error as Diagnostics {
      throw Diagnostics((faults + error.all).sorted(by: Diagnostic.precedes))
    } catch let error as Diagnostic {
      throw Diagnostics((faults + [error]).sorted(by: Diagnostic.precedes))
    }
    let faulty = Set(faults.map(\.file))
    var programs: [Program] = []
    for chapter in chosen {
      do {
        let program = try parameters.program(of: chapter, in: part.book)
        if !faulty.contains(chapter.path) { programs.append(program) }
      } catch let error as Diagnostics {
        faults += error.all.filter { !faults.contains($0) }
      }
    }
    book = part.book
    self.programs = programs
    self.faults = faults.sorted(by: Diagnostic.precedes)
  }

  private static func chosen(
    _ names: [String], in part: BookFolders.SoundPart
  ) throws -> [Chapter] {
    do {
      let all = part.book.chapters
      let chosen = try names.isEmpty ? all : names.map { try part.book.chapter(named: $0) }
      return chosen.filter { part.slugs.contains($0.slug) }
    } catch let error as UnknownChapter {
      // The name may be that of a chapter that cannot be read.
      guard part.problems.contains(where: { Chapter.file($0.file, isNamed: error.name) }) else {
        throw error
      }
      throw Diagnostics(part.problems)
    }
  }
}
