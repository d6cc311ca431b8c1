import Book
import Foundation
import Synchronization

/// The book as it is now, and what its pages show: where it is newer than the site, the pages themselves.
/// From any thread.
final class Shelf: Sendable {
  private let state = Mutex(State())

  private struct State {
    /// As it was read last.
    var book: Book?
    /// The chapters as their pages show them.
    var shown: [String: Chapter] = [:]
    /// Pages that the site does not have yet, by slug.
    var fresh: [String: Data] = [:]
    /// What pages show of runs that the site does not have yet.
    var sketches: [String: Sketch] = [:]
    /// What pages load, as this program would write it.
    var assets: [String: Data] = [:]
  }

  var book: Book? { state.withLock(\.book) }

  /// A chapter as its author left it.
  func chapter(_ slug: String) -> Chapter? { book?.chapter(slug: slug) }

  /// A chapter as its page shows it; nil where it has none.
  func shown(_ slug: String) -> Chapter? { state.withLock { $0.shown[slug] } }

  /// A page newer than the site's.
  func page(_ slug: String) -> Data? { state.withLock { $0.fresh[slug] } }

  /// What a chapter's page shows before it is published.
  func sketch(_ slug: String) -> Sketch? { state.withLock { $0.sketches[slug] } }

  /// A file below `assets/`.
  func asset(_ name: String) -> Data? { state.withLock { $0.assets[name] } }

  // MARK: Changes

  func put(_ book: Book, assets: [String: Data]) {
    state.withLock { ($0.book, $0.assets) = (book, assets) }
  }

  /// What a chapter's page in the site shows.
  func put(shown: Chapter?, of slug: String) { state.withLock { $0.shown[slug] = shown } }

  /// A page that shows a chapter now.
  func put(_ page: String, of chapter: Chapter) {
    state.withLock {
      $0.fresh[chapter.slug] = Data(page.utf8)
      $0.shown[chapter.slug] = chapter
    }
  }

  /// What a chapter's page shows from now on instead of what the site has; nil where that is no more.
  func put(_ sketch: Sketch?, of slug: String) { state.withLock { $0.sketches[slug] = sketch } }

  /// The site's page of a chapter shows this now.
  func published(_ chapter: Chapter) {
    state.withLock {
      ($0.fresh[chapter.slug], $0.sketches[chapter.slug]) = (nil, nil)
      $0.shown[chapter.slug] = chapter
    }
  }

  /// The site's pages show these chapters now, where they are still the same, and where the site has what
  /// they show.
  func published(_ book: Book) {
    state.withLock { state in
      for chapter in book.chapters
      where state.book?.chapter(slug: chapter.slug)?.source == chapter.source
        && state.sketches[chapter.slug] == nil
      {
        state.fresh[chapter.slug] = nil
      }
    }
  }
}
