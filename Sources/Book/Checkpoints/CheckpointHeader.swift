import Foundation
import Outputs

/// What the file of a checkpoint says of itself.
struct CheckpointHeader {
  var key: String
  var parts: [CheckpointPart]
  /// The number of steps done; nil where all are.
  var step: Int?

  /// What is wrong with a file.
  struct Damage: Error, CustomStringConvertible { var description: String }

  /// The field of a safetensors header that holds texts.
  private struct Header: Decodable {
    var metadata: [String: String]
    enum CodingKeys: String, CodingKey { case metadata = "__metadata__" }
  }

  /// - Throws: `Damage` where the file is not as it was written.
  init(contentsOf file: URL) throws {
    let data = try Data(contentsOf: file)
    if let fault = CheckpointChecksum.fault(in: data) { throw Damage(description: fault) }
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= data.count - 8,
      let header = try? JSONDecoder().decode(Header.self, from: data[8..<8 + Int(length)]),
      let key = header.metadata["key"], let parts = header.metadata["parts"]
    else { throw Damage(description: "it is not a checkpoint") }
    self.key = key
    self.parts =
      (try? JSONDecoder().decode([CheckpointPart].self, from: Data(parts.utf8))) ?? []
    step = header.metadata["step"].flatMap { Int($0) }
  }
}
