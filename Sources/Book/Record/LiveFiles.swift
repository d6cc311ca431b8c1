import Foundation
import Outputs

/// The files beside a page with live figures: their modules and the weights that they restore, as scripts, since a
/// page opened from the file system may load these and no other data.
struct LiveFiles: Sendable {
  /// The modules' bytes by kind, and the compiler that made them; nil where this machine cannot make them, and the
  /// published ones stay.
  private let modules: (modules: LiveCompiler.Modules, toolchain: String)?
  /// Numbers of each figure's last frame.
  private let numbers: [[Float]]
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
    modules: LiveCompiler.Modules?, toolchain: String, weights: [String: Int?], numbers: [[Float]]
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
    /// Numbers of each figure's last frame, for browsers that round otherwise.
    var numbers: [[Float]]
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
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let details = try encoder.encode(Details(lines: modules.lines, numbers: numbers))
    files[Self.detailsName] = Self.script("details", "details", details)
    return files
  }

  /// Writes the files into a chapter's folder of the site, where its checkpoints are, and removes others.
  static func write(_ live: LiveFiles?, in folder: URL) throws {
    let manager = FileManager.default
    var files: [String: Data] = [:]
    for (name, count) in live?.weights ?? [:] {
      let file = folder.appending(path: "\(name).\(CheckpointFolders.fileExtension)")
      guard let data = try? RegularFile.data(file.path),
        let part = FirstWeights(of: data, count: count)
      else { continue }
      files[weightsName(name)] = script("weights", name, part.data)
    }
    files.merge(try live?.scripts() ?? [:]) { _, new in new }
    for file in try manager.contentsOfDirectory(atPath: folder.path) where isOwn(file) {
      let isKept = live != nil && live?.modules == nil && !file.hasSuffix(weightsEnding)
      if files[file] == nil, !isKept { try manager.removeItem(at: folder.appending(path: file)) }
    }
    for (name, data) in files {
      let file = folder.appending(path: name)
      if (try? Data(contentsOf: file)) == data { continue }
      try data.write(to: file, options: .atomic)
    }
    guard let live else { return }
    var written = List(toolchain: read(folder)?.toolchain ?? "", files: [:])
    if let modules = live.modules { written.toolchain = modules.toolchain }
    for name in try manager.contentsOfDirectory(atPath: folder.path)
    where isOwn(name) && name != List.fileName {
      let data = try Data(contentsOf: folder.appending(path: name))
      written.files[name] = List.File(bytes: data.count, sha256: SHA256.hex(Array(data)))
    }
    try writeJSON(written, to: folder.appending(path: List.fileName))
  }

  private static func isOwn(_ name: String) -> Bool {
    name == List.fileName || name == detailsName || name.hasSuffix(weightsEnding)
      || LiveCompiler.kinds.contains { name == moduleName($0) }
  }

  private static func script(_ function: String, _ name: String, _ data: Data) -> Data {
    Data("liveFigures.\(function)(\"\(name)\", \"\(data.base64EncodedString())\");\n".utf8)
  }

  /// The differences of the published files from what a run made: modules are compared where the same compiler made
  /// them.
  static func differences(of live: LiveFiles?, from folder: URL) throws -> [String] {
    guard let live else { return [] }
    guard let list = read(folder) else { return ["\(List.fileName) is missing or damaged"] }
    var differences: [String] = []
    for (name, file) in list.files.sorted(by: { $0.key < $1.key }) {
      let data = try? RegularFile.data(folder.appending(path: name).path)
      guard let data else {
        differences.append("\(name) is missing")
        continue
      }
      if SHA256.hex(Array(data)) != file.sha256 {
        differences.append("\(name): its bytes are not those recorded")
      }
    }
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
    return try? JSONDecoder().decode(List.self, from: data)
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

extension LiveCompiler {
  /// The warning of a machine that cannot compile for pages.
  static func missing(for chapter: Chapter) -> Diagnostic {
    Diagnostic(
      file: chapter.path, line: 1,
      message:
        "this toolchain has no wasm-ld, so the live figures' published modules stay as they are")
  }
}
