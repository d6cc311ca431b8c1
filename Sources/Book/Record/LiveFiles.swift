import Foundation
import Outputs

/// The files beside a page with live figures: their modules and the weights that they restore, as scripts, since a
/// page opened from the file system may load these and no other data.
struct LiveFiles: Sendable {
  /// The modules, and the compiler that made them; nil where this machine cannot make them, and the
  /// published ones stay.
  private let modules: (modules: LiveModules, toolchain: String)?
  /// Numbers of each figure's last frame, as bit patterns.
  private let numbers: [[UInt32]]
  /// The weights that the figures restore: the number of numbers by checkpoint, nil for all.
  private let weights: [String: Int?]

  /// A list of the files, beside them.
  struct List: Codable, Equatable {
    static let fileName = "live.json"
    /// The compiler that made the modules.
    var toolchain: String
    var files: [String: File]

    struct File: Codable, Equatable {
      var bytes: Int
      var sha256: String
    }

    /// Tells whether the page's figures can run.
    var hasModules: Bool {
      LiveCompiler.kinds.allSatisfy { files[LiveFiles.moduleName($0)] != nil }
    }
  }

  init(
    modules: LiveModules?, toolchain: String, weights: [String: Int?], numbers: [[UInt32]]
  ) {
    self.modules = modules.map { ($0, toolchain) }
    (self.weights, self.numbers) = (weights, numbers)
  }

  static let modulePrefix = "live"
  static func moduleName(_ kind: String) -> String { "\(modulePrefix)-\(kind).js" }
  static func weightsName(_ checkpoint: String) -> String { "\(checkpoint)\(weightsEnding)" }
  static let weightsEnding = ".weights.js"
  static let detailsName = "\(modulePrefix)-details.js"

  /// Data that a page loads in special cases only.
  private struct Details: Encodable {
    /// The chapter's lines of each module's calls, for the line of a trap.
    var lines: [String: ModuleLines]
    /// Numbers of each figure's last frame, as bit patterns, for browsers that round otherwise.
    var numbers: [[UInt32]]
  }

  /// The scripts that a run's modules make, by name.
  private func scripts() throws -> [String: Data] {
    guard let modules = modules?.modules else { return [:] }
    var files: [String: Data] = [:]
    for (kind, bytes) in modules.bytes {
      files[Self.moduleName(kind)] = Self.script("module", kind, bytes)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let details = try encoder.encode(Details(lines: modules.lines, numbers: numbers))
    files[Self.detailsName] = Self.script("details", "details", details)
    return files
  }

  /// Writes the files into a chapter's folder of the site, where its checkpoints are, and removes others.
  static func write(_ live: LiveFiles?, in folder: URL) throws {
    var files: [String: Data] = [:]
    for (name, count) in live?.weights ?? [:] {
      let file = folder.appending(path: "\(name).\(CheckpointFolders.fileExtension)")
      guard let data = try? RegularFile.data(file.path),
        let part = FirstWeights(of: data, count: count)
      else { continue }
      files[weightsName(name)] = script("weights", name, part.data)
    }
    files.merge(try live?.scripts() ?? [:]) { _, new in new }
    for name in try own(in: folder) where files[name] == nil {
      let isKept = live != nil && live?.modules == nil && !name.hasSuffix(weightsEnding)
      if !isKept { try FileManager.default.removeItem(at: folder.appending(path: name)) }
    }
    for (name, data) in files.sorted(by: { $0.key < $1.key }) {
      let file = folder.appending(path: name)
      if (try? Data(contentsOf: file)) == data { continue }
      do {
        try data.write(to: file, options: .atomic)
      } catch {
        throw FileFailure(file.shownPath, "this cannot be written", reason: error.systemReason)
      }
    }
    guard let live else { return }
    var written = List(toolchain: read(folder)?.toolchain ?? "", files: [:])
    if let modules = live.modules { written.toolchain = modules.toolchain }
    for name in try own(in: folder) where name != List.fileName {
      let data = try Data(contentsOf: folder.appending(path: name))
      written.files[name] = List.File(bytes: data.count, sha256: SHA256.hex(Array(data)))
    }
    try writeJSON(written, to: folder.appending(path: List.fileName))
  }

  /// Tells whether a file of the site has a name that the program gives.
  private static func isOwn(_ name: String) -> Bool {
    name == List.fileName || name == detailsName
      || (name.hasSuffix(weightsEnding) && !name.contains("/"))
      || LiveCompiler.kinds.contains { name == moduleName($0) }
  }

  /// The program's own files in a chapter's folder.
  private static func own(in folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      isOwn($0) && (try? RegularFile.check(folder.appending(path: $0).path)) != nil
    }
  }

  private static func script(_ function: String, _ name: String, _ data: Data) -> Data {
    Data("liveFigures.\(function)(\"\(name)\", \"\(data.base64EncodedString())\");\n".utf8)
  }

  /// The differences of the published files from what a run made: modules are compared where the same compiler made
  /// them.
  static func differences(of live: LiveFiles?, from folder: URL) throws -> [String] {
    guard let live else { return [] }
    var differences = damage(in: folder).map { $0.name + $0.words }
    guard let list = read(folder) else { return differences }
    guard let modules = live.modules, modules.toolchain == list.toolchain else {
      return differences
    }
    for (name, script) in try live.scripts().sorted(by: { $0.key < $1.key })
    where list.files[name]?.sha256 != SHA256.hex(Array(script)) {
      differences.append("\(name): it is not the one compiled now")
    }
    return differences
  }

  /// The list in a chapter's folder of the site; nil where there is none.
  static func read(_ folder: URL) -> List? {
    let file = folder.appending(path: List.fileName)
    guard let data = try? RegularFile.data(file.path) else { return nil }
    let list = try? JSONDecoder().decode(List.self, from: data)
    return list?.files.keys.allSatisfy(isOwn) == true ? list : nil
  }

  /// The faults of the files beside a page with live figures.
  static func faults(of record: Record, in folder: URL) -> [Diagnostic] {
    guard record.hasLiveFigures else { return [] }
    return damage(in: folder).map { name, words in
      Diagnostic(
        file: folder.appending(path: name).relativePath, line: 1,
        message: "this file\(words): run the chapter again")
    }
  }

  /// The defects of the files beside a page with live figures: the file's name, and words.
  static func damage(in folder: URL) -> [(name: String, words: String)] {
    guard let list = read(folder) else { return [(List.fileName, " is missing or damaged")] }
    return list.files.sorted { $0.key < $1.key }.compactMap { name, file in
      switch RecordedFile(name: name, sha256: file.sha256).damage(in: folder) {
      case nil: nil
      case .otherBytes: (name, " is damaged: its bytes are not those recorded")
      case .fault(let fault): (name, fault == .missing ? " is missing" : " \(fault)")
      }
    }
  }
}

extension LiveProgram {
  /// Makes sure that each cell shows one live figure.
  ///
  /// - Throws: `Diagnostics` at the cells' lines.
  func requireFigures(in record: Record, of chapter: Chapter) throws {
    let problems = cells.filter { cell in
      record.cells[cell].outputs.compactMap(\.liveFigure).count != 1
    }.map { cell in
      Diagnostic(
        file: chapter.path, line: chapter.cells[cell].fenceLine,
        message: "a cell with “live” ends with Live { inputs in … }, and shows nothing else")
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
  }

  /// The weights that the figures restore, by checkpoint: as many numbers as the run restored, or all where it restored
  /// none.
  func weights(in record: Record) -> [String: Int?] {
    var counts: [String: Int?] = [:]
    for name in checkpoints { counts[name] = .some(nil) }
    for figure in cells.flatMap({ record.cells[$0].outputs.compactMap(\.liveFigure) }) {
      for weights in figure.weights {
        counts[weights.checkpoint] = max((counts[weights.checkpoint] ?? nil) ?? 0, weights.count)
      }
    }
    return counts
  }
}

extension Record {
  /// Tells whether any cell shows a live figure.
  var hasLiveFigures: Bool {
    cells.flatMap(\.outputs).contains { $0.liveFigure != nil }
  }
}

extension LiveCompiler {
  /// The warning of a machine that cannot compile for pages.
  static func missing(for chapter: Chapter) -> Diagnostic {
    Diagnostic(
      file: chapter.path, line: 1,
      message:
        "this toolchain has no wasm-ld, so the live figures' published modules stay as they are")
  }
}
