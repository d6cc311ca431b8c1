/// The state of an edited chapter: a stage, and the code that the site and the page hold results of.
///
/// `handle` is the only way from one state to the next. It performs nothing itself; `EditSession` performs
/// the effects that it returns.
struct ChapterState: Equatable, Sendable {
  /// The chapter's code as its file has it.
  var code: CodeFingerprint
  /// The code that the site's run is of; nil where the site has no run, or one of unknown code.
  var published: CodeFingerprint?
  /// The code of the partial run that the page shows in place of the site's run.
  var partial: CodeFingerprint?
  var stage = Stage.examining

  enum Stage: Equatable, Sendable {
    /// The site's run is being compared with the code.
    case examining
    /// The site has a run of the code.
    case current
    /// The code has changed since the site's run, and nothing is running.
    case stale
    /// This code is running: the part that the edit affects, or all of it.
    case running(CodeFingerprint)
    /// The page shows a partial run of this code, and all of it is running or waits to run.
    case confirming(CodeFingerprint)
    /// A run of this code is being written into the site.
    case publishing(CodeFingerprint)
    /// The last run failed.
    case failed
  }

  enum Event: Equatable, Sendable {
    /// The chapter's file has changed.
    case edited(CodeFingerprint, siteHasRun: Bool)
    /// A chapter whose cells this one uses has changed.
    case dependencyEdited(CodeFingerprint)
    case runRequested
    /// The site's run has been compared with this code.
    case examined(CodeFingerprint, isCurrent: Bool)
    /// The execution of this code has ended.
    case ran(CodeFingerprint, Result)
    /// A run of this code has been written into the site, or could not be.
    case published(CodeFingerprint), publishingFailed(CodeFingerprint)
  }

  enum Result: CaseIterable, Sendable {
    /// The part that the edit affects has run.
    case partial
    /// All of the code has run.
    case complete
    /// The site's run is already of this code.
    case unchanged
    case failed, cancelled
  }

  enum Effect: Equatable, Sendable {
    /// Compare the site's run with the code.
    case examine
    /// Run what the edit affects, at once; or all of the code, after a moment without edits.
    case run, confirm
    case cancel
    /// Write the finished run into the site.
    case publish
    /// Show the chapter's text around the results of the partial run, or of the site's where there is none.
    case render
    /// Show the results of the new partial run.
    case showPartialRun
    /// Show the page that has been written into the site.
    case showPublishedPage
    /// Send the page its status.
    case showStatus
  }

  /// Moves to the next state, and returns the effects to perform.
  mutating func handle(_ event: Event) -> [Effect] {
    switch event {
    case .edited(let code, let siteHasRun):
      self.code = code
      return edited(siteHasRun: siteHasRun)
    case .dependencyEdited(let code):
      self.code = code
      return isBusy ? [] : examine()
    case .runRequested:
      return isBusy ? [] : start()
    case .examined(let code, let isCurrent):
      guard stage == .examining, code == self.code else { return [] }
      (published, stage) = isCurrent ? (code, .current) : (nil, .stale)
      return [.showStatus]
    case .ran(let code, let result):
      guard stage == .running(code) || stage == .confirming(code) else { return [] }
      return ran(code, result)
    case .published(let code):
      return publishedRun(of: code)
    case .publishingFailed(let code):
      if stage == .publishing(code) { stage = .failed }
      return []
    }
  }

  /// True while something runs that leads to a new page.
  private var isBusy: Bool {
    switch stage {
    case .running, .confirming, .publishing: true
    case .examining, .current, .stale, .failed: false
    }
  }

  private mutating func edited(siteHasRun: Bool) -> [Effect] {
    if case .publishing(let running) = stage {
      // The page to come has the text as it is now.
      guard running != code else { return partial == code ? [.render] : [] }
      // Until it is written, the site's run is unknown.
      published = nil
    }
    if partial == code {
      guard stage != .confirming(code), stage != .running(code) else { return [.render] }
      stage = .confirming(code)
      return [.render, .confirm]
    }
    if published == code, siteHasRun {
      let wasBusy = isBusy
      (partial, stage) = (nil, .current)
      return wasBusy ? [.cancel, .render] : [.render]
    }
    return stage == .running(code) ? [] : start()
  }

  private mutating func ran(_ code: CodeFingerprint, _ result: Result) -> [Effect] {
    switch result {
    case .partial:
      (partial, stage) = (code, .confirming(code))
      return [.showPartialRun, .confirm]
    case .complete:
      stage = .publishing(code)
      return [.publish]
    case .unchanged:
      (published, partial) = (code, nil)
      return [.render] + settle()
    case .failed:
      stage = .failed
      return []
    case .cancelled:
      stage = .stale
      return [.showStatus]
    }
  }

  private mutating func publishedRun(of code: CodeFingerprint) -> [Effect] {
    published = code
    // A later edit may have gone on to other code; what the page shows of that stays.
    let isShown = stage == .publishing(code) || partial == nil || partial == code
    if isShown { partial = nil }
    return (isShown ? [.showPublishedPage] : []) + (stage == .publishing(code) ? settle() : [])
  }

  private mutating func start() -> [Effect] {
    stage = .running(code)
    return [.run]
  }

  private mutating func examine() -> [Effect] {
    stage = .examining
    return [.examine]
  }

  /// The end of a run: the site's run is of the code, unless a chapter whose cells it uses was edited.
  private mutating func settle() -> [Effect] {
    stage = .current
    return published == code ? [] : examine()
  }
}
