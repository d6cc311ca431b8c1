import Foundation
import Networks
import Outputs
import Tensors

/// The file of a checkpoint: a safetensors file with the weights under their own names, the tensors of the
/// result, and in its metadata a checksum, the cache key and the state of the chapter.
struct CheckpointFile {
  var key: String
  /// The checksum of all parameters before the body was executed.
  var beginning: UInt64
  /// The random streams from which the body drew.
  var streams: [Movement]
  /// The number of steps done; nil where all are.
  var step: Int?
  /// The time of these steps in seconds; 0 where all are done.
  var seconds = 0.0
  /// All tensors, those of the result among them.
  var weights: [String: Tensor]
  private var resultText: String
  private var data = Data()

  /// The positions of a random stream before and after the body.
  struct Movement: Codable {
    var from, to: StreamPosition
  }

  /// The state that only the chapter reads.
  private struct State: Codable {
    var beginning: UInt64
    var streams: [Movement]
    var result: String
    /// Only of an unfinished training: finished results have the same bytes however long they took.
    var seconds: Double?
  }

  /// Encodes a checkpoint.
  ///
  /// - Throws: where the result cannot be encoded.
  init(
    key: String, parts: [CheckpointPart], beginning: UInt64, streams: [Movement],
    progress: (step: Int, seconds: Double)?, weights: [(name: String, tensor: Tensor)],
    result: some Encodable
  ) throws {
    (self.key, self.beginning, self.streams) = (key, beginning, streams)
    (step, seconds) = (progress?.step, progress?.seconds ?? 0)
    let table = TensorSideTable()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.userInfo[TensorSideTable.key] = table
    // Arrays of numbers are stored as tensors, not as text.
    resultText =
      try (result as? [Float]).map { try encoder.text(Tensor($0)) } ?? encoder.text(result)
    let tensors =
      weights + table.tensors.enumerated().map { (CheckpointFile.resultName($0), $1) }
    self.weights = Dictionary(tensors.map { ($0.0, $0.1) }) { first, _ in first }
    encoder.userInfo = [:]
    let state = State(
      beginning: beginning, streams: streams, result: resultText, seconds: progress?.seconds)
    data = SafeTensors.encoded(
      tensors,
      metadata: [
        CheckpointChecksum.key: CheckpointChecksum.blank, "key": key,
        "step": step.map(String.init) ?? "", "state": try encoder.text(state),
        "parts": try encoder.text(parts),
      ])
    CheckpointChecksum.write(into: &data)
  }

  /// Writes the file atomically.
  func write(to path: String) throws {
    let file = URL(fileURLWithPath: path)
    try Self.makeFolder(file.deletingLastPathComponent())
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw Damage(description: "this is a folder, not a file: remove it")
    }
    try data.write(to: file, options: .atomic)
  }

  /// Makes a folder and those around it. The errors of Foundation's own function lack the system's reason.
  private static func makeFolder(_ folder: URL) throws {
    if mkdir(folder.path, 0o777) == 0 || errno == EEXIST { return }
    if errno == ENOENT, folder.pathComponents.count > 1 {
      try makeFolder(folder.deletingLastPathComponent())
      if mkdir(folder.path, 0o777) == 0 || errno == EEXIST { return }
    }
    throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
  }

  /// Reads and verifies a file.
  ///
  /// - Throws: where the file is damaged.
  init(contentsOf path: String) throws {
    do {
      try RegularFile.check(path)
    } catch {
      throw Damage(description: "it \(error)")
    }
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    if let fault = CheckpointChecksum.fault(in: data) { throw Damage(description: fault) }
    let (tensors, metadata) = try SafeTensors.decoded(data, file: path)
    guard let key = metadata["key"], let text = metadata["state"],
      let state = try? JSONDecoder().decode(State.self, from: Data(text.utf8))
    else { throw Damage(description: "it is not a checkpoint") }
    (self.key, beginning, streams) = (key, state.beginning, state.streams)
    step = metadata["step"].flatMap { Int($0) }
    seconds = state.seconds ?? 0
    (weights, resultText) = (tensors, state.result)
  }

  /// Decodes the result of the body; nil where it has another type.
  func result<Result: Decodable>(as type: Result.Type) -> Result? {
    let count = weights.keys.filter { $0.hasPrefix(CheckpointFile.resultName(nil)) }.count
    let tensors = (0..<count).compactMap { weights[CheckpointFile.resultName($0)] }
    let decoder = JSONDecoder()
    decoder.userInfo[TensorSideTable.key] = TensorSideTable(tensors)
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let text = Data(resultText.utf8)
    if type == [Float].self {
      return (try? decoder.decode(Tensor.self, from: text))?.scalars as? Result
    }
    return try? decoder.decode(type, from: text)
  }

  private static func resultName(_ index: Int?) -> String {
    "result." + (index.map(String.init) ?? "")
  }

  private struct Damage: Error, CustomStringConvertible { var description: String }
}

extension JSONEncoder {
  fileprivate func text(_ value: some Encodable) throws -> String {
    String(decoding: try encode(value), as: UTF8.self)
  }
}
