import Foundation
import Outputs

extension Record {
  /// Reads the record in a chapter's folder of the site.
  ///
  /// - Throws: a `Diagnostic` if it is damaged; the reading error if it is missing.
  public static func load(_ folder: URL) throws -> Record {
    let file = folder.appendingPathComponent(fileName)
    let record: Record = try read(file)
    func damaged(_ reason: String) -> Diagnostic {
      Diagnostic(
        file: file.relativePath, line: 1,
        message: "this record is damaged: \(reason); remove it and run the chapter again")
    }
    // A name that leads elsewhere would have files outside the site read and removed, or weights and pages.
    if let name = record.files.map(\.name).first(where: { !isFileName($0) }) {
      throw damaged("“\(name.shown)” is not the name of a file beside it")
    }
    if let hash = record.files.map(\.sha256).first(where: { !isHash($0) }) {
      throw damaged("“\(hash.shown)” is not a SHA-256")
    }
    let sizes = record.pictures.flatMap { [$0.width, $0.height] }
    if let size = sizes.first(where: { !(0...1 << 24).contains($0) }) {
      throw damaged("a picture \(size) pixels wide or high")
    }
    for case .shown(let content, _) in record.cells.flatMap(\.outputs) {
      if let damage = content.damage { throw damaged(damage) }
    }
    return record
  }

  /// Tells whether a run may have given a figure or its data this name.
  private static func isFileName(_ name: String) -> Bool {
    let formats: [Output.Picture.Format] = [.svg, .png]
    let endings = formats.map(\.fileExtension) + [SeriesFile.fileExtension]
    let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, endings.contains(String(parts[1])), name.utf8.count <= 255 else {
      return false
    }
    return parts[0].wholeMatch(of: #/[A-Za-z0-9_\-]+/#) != nil
  }

  private static func isHash(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  /// Reads the record; nil if there is none.
  static func loadIfPresent(_ folder: URL) throws -> Record? {
    let file = folder.appendingPathComponent(fileName)
    return RegularFile.isNamed(file.path) ? try load(folder) : nil
  }

  /// Writes the record into a folder: the same bytes for the same record.
  public func save(_ folder: URL) throws {
    try writeJSON(self, to: folder.appendingPathComponent(Self.fileName))
  }
}

extension Cost {
  /// Reads the costs beside a record; nil if there are none.
  ///
  /// - Throws: a `Diagnostic` if they are damaged.
  static func loadIfPresent(_ folder: URL) throws -> Cost? {
    let file = folder.appendingPathComponent(fileName)
    guard RegularFile.isNamed(file.path) else { return nil }
    let cost: Cost = try read(file)
    let seconds =
      [cost.runSeconds, cost.compileSeconds] + cost.cellSeconds
      + (cost.training ?? []).map(\.seconds)
    let possible = 0...Double(Int32.max)
    let counts = [cost.threads, cost.keptCheckpoints ?? 0, cost.cores ?? 1]
    guard seconds.allSatisfy(possible.contains), cost.peakBytes >= 0,
      counts.allSatisfy((0...1 << 20).contains)
    else {
      throw Diagnostic(
        file: file.relativePath, line: 1,
        message: "these costs are damaged; remove the file and run the chapter again")
    }
    return cost
  }

  /// Writes the costs into a folder, which need not exist.
  public func save(_ folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try writeJSON(self, to: folder.appendingPathComponent(Self.fileName))
  }
}

extension String {
  /// The beginning of a text from a damaged file, in one line.
  fileprivate var shown: String {
    let line = map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 } ? "�" : $0 }
    return line.count > 80 ? String(line.prefix(80)) + "…" : String(line)
  }
}

private func read<Value: Decodable>(_ file: URL) throws -> Value {
  let data: Data
  do {
    data = try RegularFile.data(file.path)
  } catch {
    guard error != .missing else { throw CocoaError(.fileReadNoSuchFile) }
    throw Diagnostic(file: file.relativePath, line: 1, message: "this record \(error)")
  }
  do {
    return try JSONDecoder().decode(Value.self, from: data)
  } catch {
    throw Diagnostic(
      file: file.relativePath, line: 1,
      message: "this record is damaged; remove it and run the chapter again")
  }
}

/// Writes a value as JSON: the same bytes for the same value.
func writeJSON(_ value: some Encodable, to file: URL) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  try (encoder.encode(value) + Data("\n".utf8)).write(to: file, options: .atomic)
}
