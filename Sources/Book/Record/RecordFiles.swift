import Foundation

extension Record {
  /// Reads the record in a chapter's folder of the site.
  ///
  /// - Throws: a `Diagnostic` if it is damaged; the reading error if it is missing.
  public static func load(_ folder: URL) throws -> Record {
    let file = folder.appendingPathComponent(fileName)
    let record: Record = try read(file)
    // A name that leads elsewhere would have files outside the site read and removed.
    if let name = record.files.map(\.name).first(where: { !isFileName($0) }) {
      throw Diagnostic(
        file: file.relativePath, line: 1,
        message: "this record is damaged: “\(name)” is not the name of a file beside it; "
          + "remove it and run the chapter again")
    }
    return record
  }

  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.contains { "/\\\0".contains($0) }
      && name.utf8.count <= 255
  }

  /// Reads the record; nil if there is none.
  static func loadIfPresent(_ folder: URL) throws -> Record? {
    let file = folder.appendingPathComponent(fileName)
    return FileManager.default.fileExists(atPath: file.path) ? try load(folder) : nil
  }

  /// Writes the record into a folder: the same bytes for the same record.
  public func save(_ folder: URL) throws {
    try write(self, to: folder.appendingPathComponent(Self.fileName))
  }
}

extension Cost {
  /// Reads the costs beside a record; nil if there are none.
  ///
  /// - Throws: a `Diagnostic` if they are damaged.
  static func loadIfPresent(_ folder: URL) throws -> Cost? {
    let file = folder.appendingPathComponent(fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let cost: Cost = try read(file)
    let seconds = [cost.runSeconds, cost.compileSeconds] + cost.cellSeconds
    let possible = 0...Double(Int32.max)
    guard seconds.allSatisfy(possible.contains), cost.peakBytes >= 0 else {
      throw Diagnostic(
        file: file.relativePath, line: 1,
        message: "these costs are damaged; remove the file and run the chapter again")
    }
    return cost
  }

  /// Writes the costs into a folder, beside the record.
  public func save(_ folder: URL) throws {
    try write(self, to: folder.appendingPathComponent(Self.fileName))
  }
}

private func read<Value: Decodable>(_ file: URL) throws -> Value {
  let data = try Data(contentsOf: file)
  do {
    return try JSONDecoder().decode(Value.self, from: data)
  } catch {
    throw Diagnostic(
      file: file.relativePath, line: 1,
      message: "this record is damaged; remove it and run the chapter again")
  }
}

private func write(_ value: some Encodable, to file: URL) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  try (encoder.encode(value) + Data("\n".utf8)).write(to: file, options: .atomic)
}
