import Foundation

/// Compiled chapters, each in a folder named by its key; those used longest ago are thrown away.
struct ExecutableCache {
  static let executableName = "chapter"
  private static let messagesName = "messages.json"
  /// The number of chapters that are kept.
  static let capacity = 24

  let folder: URL

  func find(_ key: String) -> Compiler.Product? {
    let entry = folder.appendingPathComponent(key)
    let executable = entry.appendingPathComponent(Self.executableName)
    guard let data = try? Data(contentsOf: entry.appendingPathComponent(Self.messagesName)),
      let messages = try? JSONDecoder().decode(Compiler.Messages.self, from: data),
      FileManager.default.isExecutableFile(atPath: executable.path)
    else { return nil }
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: entry.path)
    return Compiler.Product(executable: executable, messages: messages)
  }

  /// A folder to work in, beside the entries.
  func makeScratch() throws -> URL {
    let scratch = folder.appendingPathComponent("scratch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    return scratch
  }

  /// Makes an entry of a folder in which a chapter was compiled.
  func keep(_ scratch: URL, messages: Compiler.Messages, as key: String) throws -> Compiler.Product
  {
    let data = try JSONEncoder().encode(messages)
    try data.write(to: scratch.appendingPathComponent(Self.messagesName))
    let entry = folder.appendingPathComponent(key)
    // Another process may have been quicker, or left half an entry behind.
    try? FileManager.default.removeItem(at: entry)
    try FileManager.default.moveItem(at: scratch, to: entry)
    prune()
    return Compiler.Product(
      executable: entry.appendingPathComponent(Self.executableName), messages: messages)
  }

  private func prune() {
    let key = URLResourceKey.contentModificationDateKey
    let entries =
      (try? FileManager.default.contentsOfDirectory(
        at: folder, includingPropertiesForKeys: [key])) ?? []
    let dated = entries.map { entry in
      (entry, (try? entry.resourceValues(forKeys: [key]).contentModificationDate) ?? .distantPast)
    }
    let newestFirst = dated.sorted { $0.1 > $1.1 }
    let hourAgo = Date().addingTimeInterval(-3600)
    for (index, (entry, date)) in newestFirst.enumerated()
    where index >= Self.capacity && date < hourAgo {
      try? FileManager.default.removeItem(at: entry)
    }
  }
}
