import Foundation
import Outputs
import Processes

/// Compiles programs, with a cache of executables.
struct Compiler {
  let toolchain: Toolchain
  let library: LessonLibrary
  let cancellation: Cancellation
  /// The seconds after which a compilation is stopped.
  let timeout: Double
  /// Tells whether to compile cached programs again.
  var ignoresCaches = false
  /// Tells whether to optimize. Results do not depend on it.
  var isOptimizing = true

  /// A compiled chapter.
  struct Product {
    var executable: URL
    var messages: Messages
  }

  /// The compiler's messages, cached beside the executable.
  struct Messages: Codable {
    var warnings: [Diagnostic] = []
    /// The errors of the cells that must not compile, by the cells' indices.
    var failures: [Int: String] = [:]
    /// The hash of the executable.
    var executable: String?
  }

  /// The compiler's arguments. Frame pointers and `-enable-tail-merge=false` give each trap a line of its own in
  /// backtraces.
  private static let arguments = [
    "-wmo", "-swift-version", "5", "-module-name", "Chapter",
    "-enforce-exclusivity=unchecked", "-Xcc", "-fno-omit-frame-pointer",
    "-Xllvm", "-enable-tail-merge=false", "-no-color-diagnostics", "-diagnostic-style", "swift",
  ]

  /// Compiles a program, or finds it in the cache.
  ///
  /// - Throws: `Diagnostics` at the chapter's lines.
  func compile(_ program: Program, onEvent: (RunEvent) -> Void) throws -> Product {
    let cache = ExecutableCache(folder: library.cache)
    let key = key(of: program)
    if !ignoresCaches, let product = cache.find(key) { return product }
    onEvent(.compiling)
    let scratch = try cache.makeScratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    var messages = Messages()
    let executable = scratch.appendingPathComponent(ExecutableCache.executableName)
    let answer = try swiftc(
      program.sources, ["-o", executable.path], in: scratch, chapter: program.chapter)
    guard answer.ending == .exited(0), FileManager.default.fileExists(atPath: executable.path)
    else { throw failure(of: program.chapter, answer) }
    messages.warnings = answer.words.warnings
    for (index, sources) in program.mustNotCompile.sorted(by: { $0.key < $1.key }) {
      messages.failures[index] = try failure(of: program.chapter.cells[index], sources, program)
    }
    return try cache.writing { try cache.keep(scratch, messages: messages, as: key) }
  }

  /// The error of a chapter that was not compiled.
  private func failure(of chapter: Chapter, _ answer: Answer) -> any Error {
    guard answer.words.errors.isEmpty else { return Diagnostics(answer.words.errors) }
    let reasons = [ENOSPC, EDQUOT, EROFS].map { String(cString: strerror($0)) }
    if let reason = reasons.first(where: answer.output.contains) {
      return ExecutableCache(folder: library.cache).unwritable(reason)
    }
    var message = "the compiler failed"
    if case .signaled(let number) = answer.ending {
      message = Signal(number: number).sentence(about: "the compiler")
    }
    return Diagnostics([
      Diagnostic(file: chapter.path, line: 1, message: message, details: answer.output)
    ])
  }

  /// The compiler's errors about a cell that must not compile.
  private func failure(
    of cell: Cell, _ sources: [Program.Source], _ program: Program
  ) throws -> String {
    let scratch = try ExecutableCache(folder: library.cache).makeScratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let answer = try swiftc(sources, ["-typecheck"], in: scratch, chapter: program.chapter)
    let errors = answer.words.errors.filter {
      $0.file == program.chapter.path && (cell.fenceLine...cell.closingLine).contains($0.line)
    }
    guard !errors.isEmpty else {
      throw Diagnostics([
        Diagnostic(
          file: program.chapter.path, line: cell.fenceLine,
          message: "this cell is marked “error: compile”, and compiles")
      ])
    }
    let code = cell.fenceLine + 1 + CellOptions.lineCount(in: cell.code)..<cell.closingLine
    return errors.map { $0.withoutPlace(code) }.joined(separator: "\n")
  }

  /// The end of a compilation.
  private struct Answer {
    var words: CompilerMessages
    var output: String
    var ending: Subprocess.TerminationStatus
  }

  /// - Throws: `Diagnostics` where the compiler takes too long.
  private func swiftc(
    _ sources: [Program.Source], _ arguments: [String], in folder: URL, chapter: Chapter
  ) throws -> Answer {
    try ExecutableCache(folder: library.cache).writing {
      for source in sources {
        try source.text.write(
          to: folder.appendingPathComponent(source.name), atomically: false, encoding: .utf8)
      }
    }
    var environment = ProcessInfo.processInfo.environment
    environment["LC_ALL"] = "C.UTF-8"
    // The user's may be missing or full.
    environment["TMPDIR"] = folder.path
    let process = Subprocess(
      executable: toolchain.swiftc,
      arguments: compilerArguments + arguments + sources.map(\.name),
      environment: environment, folder: folder.path, deadline: .now + .seconds(timeout))
    var bytes: [UInt8] = []
    let keep: (UnsafeRawBufferPointer) -> Void = { if bytes.count < 1 << 22 { bytes += $0 } }
    let ending = try process.run([(1, keep), (2, keep)], cancellation: cancellation)
    guard ending != .timedOut else {
      throw Diagnostics([
        Diagnostic(
          file: chapter.path, line: 1,
          message: "the compiler was stopped after \(String(format: "%g s", timeout)): write long "
            + "expressions as several, with types, or give it more time with --timeout")
      ])
    }
    let output = String(decoding: bytes, as: UTF8.self)
    return Answer(
      words: CompilerMessages(output, sources: sources), output: output, ending: ending)
  }

  private var compilerArguments: [String] {
    // Backtraces need lines only.
    (isOptimizing ? ["-O", "-g"] : ["-Onone", "-gline-tables-only"]) + Self.arguments
      + library.compilerArguments
  }

  /// Everything that the executable depends on.
  private func key(of program: Program) -> String {
    let trials = program.mustNotCompile.sorted { $0.key < $1.key }
    let texts = program.sources.map(\.text) + trials.map { "\($0.key)\n" + $0.value[0].text }
    let parts =
      compilerArguments + [toolchain.identity, FileIdentity.of(library.file.path)] + texts
    return SHA256.hex(Array(parts.joined(separator: "\u{0}").utf8))
  }
}
