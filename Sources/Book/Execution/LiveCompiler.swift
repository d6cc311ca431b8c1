import Foundation
import Outputs
import Processes

/// Compiles live figures for pages: to WebAssembly as Embedded Swift, with fused multiply-add and without.
struct LiveCompiler {
  let toolchain: Toolchain
  let library: LessonLibrary
  let cancellation: Cancellation
  let timeout: Double

  /// The names of the two builds of a module.
  static let kinds = ["relaxed", "plain"]

  /// Tells whether the toolchain can make modules.
  var isAvailable: Bool {
    let folder = URL(fileURLWithPath: toolchain.swiftc).resolvingSymlinksInPath()
      .deletingLastPathComponent()
    let linker = folder.appending(path: "wasm-ld").path
    return package != nil && FileManager.default.isExecutableFile(atPath: linker)
  }

  private var package: URL? { library.package }

  /// A hash of everything that a program's modules are made from.
  private func key(of program: LiveProgram) -> String {
    var parts = [toolchain.identity] + program.sources.map(\.text)
    for folder in ["WebAssembly", "Platform", "Tensors", "Networks", "Figures", "Outputs"] {
      guard let root = package?.appending(path: "Sources/\(folder)") else { break }
      let files = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
      for name in (files ?? []).sorted() {
        let file = root.appending(path: name)
        guard let data = try? RegularFile.data(file.path) else { continue }
        parts.append("\(folder)/\(name)\n\(SHA256.hex(Array(data)))")
      }
    }
    return SHA256.hex(Array(parts.joined(separator: "\u{0}").utf8))
  }

  /// Compiles a program's live figures, or finds them in the cache.
  ///
  /// - Throws: `Diagnostics` at the chapter's lines.
  func compile(_ program: LiveProgram, of chapter: Chapter, onEvent: (RunEvent) -> Void) throws
    -> LiveModules
  {
    let key = key(of: program)
    let cache = library.cache.deletingLastPathComponent().appending(path: "webassembly")
    let entry = cache.appending(path: "chapters/\(key)")
    if let modules = LiveModules(in: entry, sources: program.sources) {
      RecentFiles.touch(entry)
      return modules
    }
    onEvent(.compilingLive)
    let scratch = try ExecutableCache(folder: library.cache).makeScratch()
    defer { try? FileManager.default.removeItem(at: scratch) }
    try ExecutableCache(folder: library.cache).writing {
      for source in program.sources {
        try source.text.write(
          to: scratch.appending(path: source.name), atomically: false, encoding: .utf8)
      }
    }
    try build(program, of: chapter, in: scratch, cache)
    return try ExecutableCache(folder: cache).writing {
      guard let modules = try LiveModules(built: scratch, sources: program.sources) else {
        throw Diagnostics([Self.failure(of: chapter, "no module was made")])
      }
      try FileManager.default.createDirectory(
        at: entry.deletingLastPathComponent(), withIntermediateDirectories: true)
      try ExecutableCache.place(scratch, at: entry) {
        LiveModules(in: entry, sources: program.sources) != nil
      }
      return modules
    }
  }

  private func build(
    _ program: LiveProgram, of chapter: Chapter, in scratch: URL, _ cache: URL
  ) throws {
    guard let package else { return }
    let script = package.appending(path: "Sources/WebAssembly/build").path
    var environment = ProcessInfo.processInfo.environment
    environment["LC_ALL"] = "C.UTF-8"
    environment["TMPDIR"] = scratch.path
    for kind in Self.kinds {
      let process = Subprocess(
        executable: script,
        arguments: [
          kind, cache.appending(path: kind).path, "chapter",
          scratch.appending(path: "\(kind).wasm").path,
        ] + program.sources.map(\.name),
        environment: environment, folder: scratch.path, deadline: .now + .seconds(timeout))
      var bytes: [UInt8] = []
      let keep: (UnsafeRawBufferPointer) -> Void = { if bytes.count < 1 << 22 { bytes += $0 } }
      let ending = try process.run([(1, keep), (2, keep)], cancellation: cancellation)
      guard ending != .exited(0) else { continue }
      let output = String(decoding: bytes, as: UTF8.self)
      let errors = CompilerMessages(output, sources: program.sources).errors
      guard errors.isEmpty else { throw Diagnostics(errors.map(Self.explained)) }
      try ExecutableCache(folder: cache).probe()
      throw Diagnostics([
        Self.failure(
          of: chapter,
          ending == .timedOut
            ? "the compiler was stopped after \(String(format: "%g s", timeout))"
            : "the compiler failed", details: output)
      ])
    }
  }

  private static func failure(of chapter: Chapter, _ words: String, details: String = "")
    -> Diagnostic
  {
    Diagnostic(
      file: chapter.path, line: 1,
      message: "the live figures cannot be compiled for a page: \(words)", details: details)
  }

  /// An error with what an author should know of pages.
  private static func explained(_ error: Diagnostic) -> Diagnostic {
    var error = error
    if let match = error.message.firstMatch(of: #/cannot find (?:type )?'(.+?)' in scope/#) {
      error.message =
        "a page does not have “\(match.1)”, which a live figure uses: a page has tensors, networks, random numbers, "
        + "plots, and image grids; write inputs.recorded { … } around what the book's run computes"
    } else if error.message.contains("embedded Swift") {
      error.message =
        "a live figure cannot use this: \(error.message); in a page write types in full, without “any”, "
        + "key paths and reflection"
    } else {
      error.message = "in a page: \(error.message)"
    }
    return error
  }
}
