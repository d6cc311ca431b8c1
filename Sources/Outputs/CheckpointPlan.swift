import Foundation

/// What a runner tells a chapter about its checkpoints, in a JSON file: for each name under which key it
/// is kept, where it may be found and where it goes. Without a plan nothing is kept.
public struct CheckpointPlan: Codable, Sendable {
  public var entries: [String: Entry] = [:]

  /// What is known of one checkpoint before the chapter runs.
  public struct Entry: Codable, Sendable {
    /// Changes whenever something does that the checkpoint depends on.
    public var key: String
    /// What the key is made of.
    public var parts: [CheckpointPart]
    /// The files that may hold the finished checkpoint, in the order in which to look.
    public var sources: [String]
    /// Where it goes once it is finished, and where a training under way is kept meanwhile.
    public var finished: String
    public var unfinished: String

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

  public init() {}

  /// The plan of the runner that started this process.
  public static let current: CheckpointPlan = {
    guard let path = ProcessInfo.processInfo.environment[Wire.checkpoints],
      let data = try? Data(contentsOf: URL(fileURLWithPath: path))
    else { return CheckpointPlan() }
    return (try? JSONDecoder().decode(CheckpointPlan.self, from: data)) ?? CheckpointPlan()
  }()
}

/// Something that a checkpoint depends on.
public struct CheckpointPart: Codable, Equatable, Sendable {
  /// What it declares, or how it begins.
  public var name: String
  /// The hash of its code, blind to layout.
  public var hash: String
  /// `Chapters/03-toy.md:41`.
  public var place: String

  public init(name: String, hash: String, place: String) {
    self.name = name
    self.hash = hash
    self.place = place
  }
}

/// What became of a checkpoint in a run.
public enum CheckpointFate: Codable, Equatable, Sendable {
  /// Its body was not executed: what it once gave was in this file.
  case reused(file: String)
  /// A training that was interrupted goes on.
  case resumed(step: Int, of: Int)
  /// Its body was executed, and what it gave is in this file.
  case trained(file: String)
  /// A file of its key began with other weights or random numbers.
  case outdated(file: String)
  /// A file that should hold it cannot be used.
  case damaged(file: String, fault: String)
  /// Its body was executed, but what it gave could not be written.
  case unkept(fault: String)
}

/// The version of the engine's arithmetic: part of every checkpoint's key. Whoever changes the bits that
/// the engine computes, and with them the recorded ones in the tests, counts it up.
public let numericsVersion = 2
