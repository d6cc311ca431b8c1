import Foundation

/// The runner's instructions for a chapter's checkpoints, in a JSON file. Without a plan no checkpoint is
/// saved or reused.
public struct CheckpointPlan: Codable, Sendable {
  /// The instructions, by the names of the checkpoints.
  public var entries: [String: Entry] = [:]
  /// The files that checkpoints depend on, by name: the hashes of which the keys are made, empty for a file
  /// that cannot be read.
  public var files: [String: String] = [:]

  /// The instructions for one checkpoint.
  public struct Entry: Codable, Sendable {
    /// The cache key: it changes whenever something changes that the checkpoint depends on.
    public var key: String
    /// The dependencies of which the key is made.
    public var parts: [CheckpointPart]
    /// The files that may hold the finished checkpoint, in the order in which to look.
    public var sources: [String]
    /// The file to write once the body has been executed.
    public var finished: String
    /// The file that holds an unfinished training.
    public var unfinished: String

    /// Instructions. For the parameters see the properties.
    public init(
      key: String, parts: [CheckpointPart], sources: [String], finished: String, unfinished: String
    ) {
      self.key = key
      self.parts = parts
      self.sources = sources
      self.finished = finished
      self.unfinished = unfinished
    }
  }

  /// A plan without checkpoints.
  public init() {}

  /// The plan of the runner that started this process.
  public static let current: CheckpointPlan = {
    guard let path = ProcessInfo.processInfo.environment[RunnerProtocol.checkpoints],
      let data = try? Data(contentsOf: URL(fileURLWithPath: path))
    else { return CheckpointPlan() }
    return (try? JSONDecoder().decode(CheckpointPlan.self, from: data)) ?? CheckpointPlan()
  }()
}

/// A dependency of a checkpoint.
public struct CheckpointPart: Codable, Equatable, Sendable {
  /// The name that it declares, or its first words.
  public var name: String
  /// The hash of its code, independent of layout.
  public var hash: String
  /// Its place: `Chapters/03-toy.md:41`.
  public var place: String

  /// A dependency. For the parameters see the properties.
  public init(name: String, hash: String, place: String) {
    self.name = name
    self.hash = hash
    self.place = place
  }
}

/// The outcome of a checkpoint in a run.
public enum CheckpointOutcome: Codable, Equatable, Sendable {
  /// Its body was not executed: this file held its results.
  case reused(file: String)
  /// An interrupted training resumes.
  case resumed(step: Int, of: Int)
  /// Its body was executed, and this file holds its results.
  case trained(file: String)
  /// A file with its key began with other weights or random numbers.
  case outdated(file: String)
  /// A file that should hold it cannot be used.
  case damaged(file: String, fault: String)
  /// Its body was executed, but its results could not be saved.
  case unsaved(file: String, fault: String)
}

/// The version of the engine's arithmetic, a part of every checkpoint's key. Increment it with every change of
/// the bits that the engine computes, and with them of the bits recorded in the tests.
public let numericsVersion = 2
