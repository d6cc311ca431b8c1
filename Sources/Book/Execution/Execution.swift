import Foundation
import Outputs
import Processes

/// One execution of a compiled chapter.
struct Execution {
  let program: Program
  let executable: URL
  /// The cache that the chapter's scratch folder is made in.
  let workspace: ExecutableCache
  let threads: Int
  let timeout: Double?
  let limits: Limits
  let cancellation: Cancellation
  /// The chapter's checkpoints and their files.
  let checkpoints: CheckpointPlan
  /// The folder for previews of running checkpoints; nil for none.
  let previews: PreviewFolder?
  /// Tells whether it is aborted at a checkpoint that is not cached, and at the timeout.
  let failsFast: Bool

  init(
    program: Program, executable: URL, workspace: ExecutableCache, threads: Int?,
    timeout: Double?, limits: Limits, checkpoints: CheckpointPlan, previews: PreviewFolder?,
    failsFast: Bool, cancellation: Cancellation
  ) {
    self.program = program
    self.executable = executable
    self.workspace = workspace
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    self.timeout = timeout
    self.limits = limits
    self.checkpoints = checkpoints
    self.previews = previews
    self.failsFast = failsFast
    self.cancellation = cancellation
  }

  /// Executes the chapter in an empty scratch folder, which is removed afterwards.
  ///
  /// - Throws: `Cancelled`; `RunAborted`; an error if it cannot be started.
  func run(_ onEvent: @escaping (RunEvent) -> Void) throws -> Transcript {
    let scratch = try workspace.makeScratch()
    let plan = scratch.appendingPathExtension("json")
    defer {
      try? FileManager.default.removeItem(at: scratch)
      try? FileManager.default.removeItem(at: plan)
    }
    try workspace.writing { try JSONEncoder().encode(checkpoints).write(to: plan) }
    let token = UUID().uuidString
    var printed = CapturedStream(token: token)
    var warned = CapturedStream(token: token)
    var events = EventStream()
    var mustTrain = false
    let start = ContinuousClock.now
    let process = Subprocess(
      executable: executable.path,
      environment: environment(token: token, folder: scratch.path, plan: plan.path),
      folder: scratch.path,
      // Longer durations overflow.
      deadline: timeout.map { start + .seconds($0 < 1e9 ? $0 : 1e9) }, limits: limits)
    // Text is reported once the event before it has arrived: then its cell is known.
    func tellPrinted(_ stream: inout CapturedStream, toStderr: Bool) {
      for (piece, text) in stream.news(upTo: events.events.count) {
        guard let cell = events.cell(after: piece) else { continue }
        onEvent(.printed(cell: cell, text: text, toStderr: toStderr))
      }
    }
    var current = 0
    let ending = try process.run(
      [
        (1, { printed.receive($0) }),
        (2, { warned.receive($0) }),
        (
          3,
          { bytes in
            events.receive(bytes) { event in
              mustTrain = mustTrain || (failsFast && event.tellsOfTraining)
              tell(event, in: &current, onEvent)
            }
          }
        ),
      ],
      shouldStop: { events.isOverfull || mustTrain },
      afterEach: {
        tellPrinted(&printed, toStderr: false)
        tellPrinted(&warned, toStderr: true)
      }, cancellation: cancellation)
    if mustTrain || (failsFast && ending == .timedOut) { throw RunAborted() }
    printed.finish()
    warned.finish()
    tellPrinted(&printed, toStderr: false)
    tellPrinted(&warned, toStderr: true)
    return Transcript(
      program: program, printed: printed, warned: warned, events: events, ending: ending,
      start: start, end: .now)
  }

  private func tell(_ event: Event, in cell: inout Int, _ onEvent: (RunEvent) -> Void) {
    switch event {
    case .cell(let index):
      cell = index
      onEvent(.cell(index))
    case .output(let output): onEvent(.shown(cell: cell, output))
    case .check(let message, let passed, _):
      onEvent(.check(cell: cell, message: message, passed: passed))
    case .progress(let label, let completed, let total):
      onEvent(.progress(label: label, completed: completed, total: total))
    case .read(let file, _): onEvent(.read(file: file))
    case .checkpoint(let name, let fate): onEvent(.checkpoint(name: name, fate: fate))
    case .preview(let name, let output): previews?.keep(output, of: name, onEvent)
    default: break
    }
  }

  /// The chapter's environment variables. Results depend on none of them: data, wherever it is stored and however
  /// it is fetched, is compared with the published files.
  private func environment(token: String, folder: String, plan: String) -> [String: String] {
    var environment = Self.inheritedEnvironment(ProcessInfo.processInfo.environment)
    environment.merge([
      "HOME": NSHomeDirectory(), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TMPDIR": folder,
      "TZ": "UTC", "SWIFT_BACKTRACE": Crash.backtraceSettings, "SWIFT_DETERMINISTIC_HASHING": "1",
      RunnerProtocol.descriptor: "3", RunnerProtocol.token: token,
      RunnerProtocol.threads: "\(threads)",
      RunnerProtocol.checkpoints: plan,
    ]) { $1 }
    environment[RunnerProtocol.chapterFolder] = program.chapter.folder ?? folder
    return environment
  }

  /// The user's variables for the folders of data and the network access of curl and pip.
  static func inheritedEnvironment(_ environment: [String: String]) -> [String: String] {
    let folders = ["WALKTHROUGH_DATA", "XDG_CACHE_HOME"]
    let certificates = ["SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"]
    var ways = environment.filter { name, value in
      certificates.contains(name) || name.hasPrefix("PIP_") || name.lowercased().hasSuffix("_proxy")
    }
    // The chapter runs in another folder.
    for name in folders {
      guard let path = environment[name], !path.isEmpty else { continue }
      ways[name] = URL(fileURLWithPath: path).path
    }
    return ways
  }
}

/// The error of a run with `failsFast` that reached a checkpoint without a cached result or the timeout.
public struct RunAborted: Error {}

extension Event {
  /// Tells whether a checkpoint was or will be executed.
  fileprivate var tellsOfTraining: Bool {
    switch self {
    case .checkpoint(_, .reused): false
    case .checkpoint: true
    default: false
    }
  }
}
