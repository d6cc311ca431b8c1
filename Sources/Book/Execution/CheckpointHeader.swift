import Foundation
import Outputs

/// The metadata in the header of a checkpoint's file.
struct CheckpointHeader {
  var key: String
  var parts: [CheckpointPart]
  /// The number of completed steps; nil if all are.
  var step: Int?

  /// The fault of a damaged file.
  struct Damage: Error, CustomStringConvertible { var description: String }

  /// The metadata field of a safetensors header.
  private struct Header: Decodable {
    var metadata: [String: String]
    enum CodingKeys: String, CodingKey { case metadata = "__metadata__" }
  }

  /// - Throws: `Damage` if the file is not as it was written.
  init(contentsOf file: URL) throws {
    do {
      try RegularFile.check(file.path)
    } catch {
      throw Damage(description: "it \(error)")
    }
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
