import Foundation
import Outputs
import Processes

/// The error of a cancelled run, for those who run chapters.
@_exported import struct Processes.Cancelled

/// Compiles and executes a chapter, and records its outputs.
public final class Runner: Sendable {
  private let cancellation = Cancellation()

  public init() {}

  /// Cancels the present run and all later ones, from any thread; `run` throws `Cancelled`.
  public func cancel() { cancellation.cancel() }

  /// Executes a program.
  ///
  /// - Throws: `Diagnostics` at the chapter's lines if it fails; `Cancelled`; `RunAborted` if the options say
  ///   `failsFast`; errors of the toolchain.
  public func run(
    _ program: Program, options: RunOptions = RunOptions(),
    onEvent: @escaping (RunEvent) -> Void = { _ in }
  ) throws -> Run {
    try options.checkpoints?.requireFileNames(for: program)
    let toolchain = try Toolchain()
    let library = LessonLibrary(folder: options.libraryFolder)
    if options.libraryFolder == nil {
      try library.prepare(toolchain, cancellation: cancellation, onEvent: onEvent)
    }
    let figures = try options.compilesLive ? LiveProgram(program) : nil
    let start = ContinuousClock.now
    let compiler = Compiler(
      toolchain: toolchain, library: library, cancellation: cancellation,
      timeout: options.compileTimeout, ignoresCaches: options.ignoresCaches,
      isOptimizing: options.isOptimized)
    let product = try compiler.compile(program, onEvent: onEvent)
    for warning in program.warnings + product.messages.warnings { onEvent(.warning(warning)) }
    let compiled = ContinuousClock.now
    let execution = Execution(
      program: program, executable: product.executable,
      workspace: ExecutableCache(folder: library.cache), threads: options.threads,
      timeout: options.timeout, limits: options.limits,
      checkpoints: options.checkpoints?.plan(for: program, ignoresCaches: options.ignoresCaches)
        ?? CheckpointPlan(),
      previews: options.previews.map { PreviewFolder($0, program: program) },
      failsFast: options.failsFast,
      cancellation: cancellation)
    let transcript = try execution.run(onEvent)
    let symbolizer = Symbolizer(toolchain: toolchain)
    let throwSite = try symbolizer.frames(
      of: transcript.events.lastThrow, in: product.executable,
      paths: program.sources.map(\.compiledPath), cancellation: cancellation)
    try transcript.requireSuccess(throwSite: throwSite, options)
    let page = try RecordedPage(transcript, compileFailures: product.messages.failures)
    let live = try figures.map { live -> LiveFiles in
      try live.requireFigures(in: page.record, of: program.chapter)
      let compiler = LiveCompiler(
        toolchain: toolchain, library: library, cancellation: cancellation,
        timeout: options.compileTimeout)
      let modules =
        compiler.isAvailable
        ? try compiler.compile(live, of: program.chapter, onEvent: onEvent) : nil
      if modules == nil { onEvent(.warning(LiveCompiler.missing(for: program.chapter))) }
      return LiveFiles(
        modules: modules, toolchain: toolchain.identity, weights: live.weights(in: page.record),
        numbers: live.cells.map { page.liveNumbers[$0] ?? [] })
    }
    let checkpoints = transcript.checkpoints
    // A cancellation while nothing was running counts too.
    if cancellation.isCancelled { throw Cancelled() }
    options.checkpoints?.clean(using: Array(checkpoints.values))
    return Run(
      record: page.record, files: page.files,
      cost: transcript.cost(
        compileSeconds: start.duration(to: compiled).seconds, threads: execution.threads,
        folders: options.checkpoints),
      failedChecks: page.failedChecks, checkpoints: checkpoints, live: live)
  }
}

extension Duration {
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
