import Foundation

/// The time that the body of a checkpoint took, without its interruptions. It lies in a file of its own beside the
/// cached results, whose bytes are the same however long they took.
public struct TrainingTime: Codable, Equatable, Sendable {
  /// Seconds of wall-clock time.
  public var seconds: Double
  /// The engine's threads.
  public var threads: Int

  /// A time. For the parameters see the properties.
  public init(seconds: Double, threads: Int) {
    self.seconds = seconds
    self.threads = threads
  }

  /// The extension of its file, which replaces that of the cached results.
  public static let fileExtension = "time"

  /// Reads the time of the results in this file; nil where none is known.
  public init?(of results: URL) {
    let file = Self.file(for: results)
    guard let data = try? RegularFile.data(file.path),
      let time = try? JSONDecoder().decode(Self.self, from: data),
      (0...Double(Int32.max)).contains(time.seconds)
    else { return nil }
    self = time
  }

  /// Writes the time of the results in this file.
  ///
  /// - Throws: where the file cannot be written.
  public func save(for results: URL) throws {
    try JSONEncoder().encode(self).write(to: Self.file(for: results), options: .atomic)
  }

  /// The file with the time of these results.
  public static func file(for results: URL) -> URL {
    results.deletingPathExtension().appendingPathExtension(fileExtension)
  }
}
