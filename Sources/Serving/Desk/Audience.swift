import Book
import Foundation
import Synchronization

/// The open pages: what each was told, and what who comes later must be told to know as much.
final class Audience: Sendable {
  private let state = Mutex(State())

  fileprivate struct State {
    var pages: [String: PageState] = [:]
    /// What keeps the whole book from being read.
    var problems: [Problem] = []
    var status = Notice.status("idle", "Watching for changes")
    var listeners: [Int: Listener] = [:]
    var count = 0
  }

  fileprivate struct PageState {
    var page = Notice.Page()
    var problems: [Problem] = []
    var isStale = false
    /// What was told of the run under way, or of the one that failed.
    var run: [Notice] = []
    var progress: Notice?
  }

  fileprivate struct Listener {
    var page: String
    var queue: AsyncStream<Data>.Continuation
  }

  /// The notices that wait for a client at most; one that is slower is dropped, and comes again.
  static let queueLimit = 256

  /// A client on a page: first all that is known, then what happens.
  func join(_ page: String) -> AsyncStream<Data> {
    let (stream, queue) = AsyncStream.makeStream(
      of: Data.self, bufferingPolicy: .bufferingOldest(Self.queueLimit))
    state.withLock { state in
      state.count += 1
      let key = state.count
      state.listeners[key] = Listener(page: page, queue: queue)
      queue.onTermination = { [weak self] _ in
        Task { self?.leave(key) }
      }
      var lines = Data("retry: 1000\n\n".utf8)
      for notice in state.story(of: page) { lines += notice.data }
      queue.yield(lines)
    }
    return stream
  }

  private func leave(_ key: Int) {
    _ = state.withLock { $0.listeners.removeValue(forKey: key) }
  }

  /// The number of clients.
  var count: Int { state.withLock { $0.listeners.count } }

  /// How often a page has changed.
  func version(of page: String) -> Int { state.withLock { $0.pages[page]?.page.version ?? 1 } }

  /// Tells everyone what is going on.
  func tellStatus(_ word: String, _ text: String) {
    state.withLock { state in
      state.status = .status(word, text)
      for page in Set(state.listeners.values.map(\.page)) {
        state.send(state.currentStatus(of: page), to: page)
      }
    }
  }

  /// A run of a chapter begins.
  func begin(_ page: String) {
    state.withLock { state in
      state.pages[page, default: PageState()].run = []
      state.pages[page]?.progress = nil
      state.pages[page]?.isStale = false
      state.pages[page]?.page.fates = [:]
      state.send(Notice(.begin), to: page)
    }
  }

  /// Tells of a run under way.
  func tell(_ notice: Notice, page: String) {
    state.withLock { state in
      if notice.kind == .progress {
        state.pages[page, default: PageState()].progress = notice
      } else {
        state.pages[page, default: PageState()].run.append(notice)
      }
      state.send(notice, to: page)
    }
  }

  /// Tells those who look at a page now.
  func pass(_ notice: Notice, page: String) { state.withLock { $0.send(notice, to: page) } }

  /// Says what is wrong with a chapter, or with the whole book where no page is named.
  func tellProblems(_ problems: [Problem], page: String?) {
    state.withLock { state in
      if let page {
        guard state.pages[page, default: PageState()].problems != problems else { return }
        state.pages[page, default: PageState()].problems = problems
        state.send(state.currentProblems(of: page), to: page)
      } else {
        guard state.problems != problems else { return }
        state.problems = problems
        for page in Set(state.listeners.values.map(\.page)) {
          state.send(state.currentProblems(of: page), to: page)
        }
      }
    }
  }

  /// What is known of a page at first: how it shows its cells, and the chapter's parameters.
  func introduce(_ page: String, shown: Chapter?, _ chapter: Chapter) {
    let parameters = chapter.parameterFields
    state.withLock { state in
      state.pages[page, default: PageState()].page.lines = shown?.cells.map(\.fenceLine) ?? []
      state.pages[page]?.page.parameters = parameters
    }
  }

  /// A page has changed: it shows this chapter now.
  ///
  /// - Parameters:
  ///   - fates: what became of its cells, where it was run; nil leaves what is known.
  ///   - hasNewFigures: whether pictures of the same names may be other ones.
  func reload(
    _ page: String, _ chapter: Chapter, fates: [Int: Notice.Fate]? = nil,
    hasNewFigures: Bool = false
  ) {
    let parameters = chapter.parameterFields
    state.withLock { state in
      var known = state.pages[page, default: PageState()]
      known.page.version += 1
      known.page.lines = chapter.cells.map(\.fenceLine)
      known.page.parameters = parameters
      if let fates { known.page.fates = fates }
      if hasNewFigures { known.page.figures += 1 }
      (known.isStale, known.run, known.progress, known.problems) = (false, [], nil, [])
      state.pages[page] = known
      var notice = Notice(.reload)
      notice.page = known.page
      state.send(notice, to: page)
      state.send(state.currentProblems(of: page), to: page)
      state.reloadIndex(hasNewFigures: hasNewFigures)
    }
  }

  /// The cells of a chapter have changed since its page was made, and it is not being run.
  func setStale(_ page: String, _ isStale: Bool) {
    state.withLock { state in
      state.pages[page, default: PageState()].isStale = isStale
      state.send(state.currentStatus(of: page), to: page)
    }
  }

  /// Keeps connections alive, and finds those that are dead.
  func heartbeat() {
    state.withLock { state in
      for key in state.listeners.keys { state.send(Data(": still here\n\n".utf8), toListener: key) }
    }
  }

  /// Sends everyone away.
  func close() {
    state.withLock { state in
      for listener in state.listeners.values { listener.queue.finish() }
      state.listeners = [:]
    }
  }
}

extension Audience.State {
  fileprivate func currentStatus(of page: String) -> Notice {
    guard status.word == "idle", pages[page]?.isStale == true else { return status }
    return .status("stale", "The cells have changed since this page's run")
  }

  fileprivate func currentProblems(of page: String) -> Notice {
    var notice = Notice(.problems)
    notice.problems = problems + (pages[page]?.problems ?? [])
    return notice
  }

  /// All that a page has been told.
  fileprivate func story(of page: String) -> [Notice] {
    let known = pages[page]
    var hello = Notice(.hello)
    hello.page = known?.page ?? Notice.Page()
    return [hello] + (known?.run ?? []) + [known?.progress].compactMap { $0 }
      + [currentStatus(of: page), currentProblems(of: page)]
  }

  /// The pages of no chapter tell of all.
  fileprivate mutating func reloadIndex(hasNewFigures: Bool) {
    pages["", default: Audience.PageState()].page.version += 1
    if hasNewFigures { pages[""]?.page.figures += 1 }
    var notice = Notice(.reload)
    notice.page = pages[""]?.page
    send(notice, to: "")
  }

  fileprivate mutating func send(_ notice: Notice, to page: String) {
    let data = notice.data
    for (key, listener) in listeners where listener.page == page { send(data, toListener: key) }
  }

  fileprivate mutating func send(_ data: Data, toListener key: Int) {
    guard case .dropped? = listeners[key]?.queue.yield(data) else { return }
    listeners.removeValue(forKey: key)?.queue.finish()
  }
}
