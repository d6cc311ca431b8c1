import Foundation

extension Record {
  /// Reads the record in a chapter's folder of the site.
  ///
  /// - Throws: a `Diagnostic` if it is damaged; the reading error if it is missing.
  public static func load(_ folder: URL) throws -> Record {
    try read(folder.appendingPathComponent(fileName))
  }

  /// Reads the record; nil if there is none.
  static func loadIfPresent(_ folder: URL) throws -> Record? {
    try readIfPresent(folder.appendingPathComponent(fileName))
  }

  /// Writes the record into a folder: the same bytes for the same record.
  public func save(_ folder: URL) throws {
    try write(self, to: folder.appendingPathComponent(Self.fileName))
  }
}

extension Cost {
  /// Reads the costs beside a record; nil if there are none.
  static func loadIfPresent(_ folder: URL) throws -> Cost? {
    try readIfPresent(folder.appendingPathComponent(fileName))
  }

  /// Writes the costs into a folder, beside the record.
  public func save(_ folder: URL) throws {
    try write(self, to: folder.appendingPathComponent(Self.fileName))
  }
}

private func readIfPresent<Value: Decodable>(_ file: URL) throws -> Value? {
  FileManager.default.fileExists(atPath: file.path) ? try read(file) : nil
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
