import Foundation
import Tensors

extension SafeTensors {
  /// The tensors and the metadata in the bytes of `file`. Throws as `read` does.
  public static func decoded(
    _ data: Data, file: String
  ) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
    var (fields, numbers) = try parts(of: data, file: file)
    // All keys but one are names of tensors; its value may be anything in files of other programs.
    let metadata = fields.removeValue(forKey: "__metadata__") as? [String: String] ?? [:]
    // In the order of names first, so that of several faults the same one is reported each time.
    let entries = try fields.sorted { $0.key < $1.key }
      .map { try Entry($0, $1, available: numbers.count, file: file) }
    var tensors: [String: Tensor] = [:]
    var position = 0
    for entry in entries.sorted(by: { $0.begin < $1.begin }) {
      try ensure(
        entry.begin == position || entry.shape.count == 0, file, entry.name,
        "starts at byte \(entry.begin), the one before ends at \(position)")
      let scalars = [Float](unsafeUninitializedCapacity: entry.shape.count) { target, count in
        count = numbers.dropFirst(entry.begin).copyBytes(to: target) / 4
      }
      tensors[entry.name] = Tensor(scalars, shape: entry.shape)
      position += 4 * scalars.count
    }
    try ensure(
      position == numbers.count, file, nil,
      "has \(numbers.count - position) bytes that belong to no tensor")
    return (tensors, metadata)
  }

  /// The header's fields, and the bytes behind it.
  private static func parts(
    of data: Data, file: String
  ) throws -> (fields: [String: Any], numbers: Data) {
    let rest = data.dropFirst(8)
    try ensure(data.count >= 8, file, nil, "is cut off: \(data.count) bytes, too few for a header")
    let length = data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    try ensure(
      length <= rest.count, file, nil,
      "announces a header of \(length) bytes, but only \(rest.count) follow")
    let header = rest.prefix(Int(length))
    guard let json = try? JSONSerialization.jsonObject(with: header, options: .fragmentsAllowed)
    else { throw SafeTensorsError(file, nil, "has a header that is not JSON") }
    guard let fields = json as? [String: Any] else {
      throw SafeTensorsError(file, nil, "has a header that is not a list of tensors")
    }
    return (fields, rest.dropFirst(Int(length)))
  }

  /// The header's description of a tensor.
  private struct Entry {
    let name: String
    let shape: Shape
    /// Counted from the end of the header.
    let begin: Int

    /// Checks that the described bytes are there and as many as the shape needs.
    init(_ name: String, _ description: Any, available: Int, file: String) throws {
      func without(_ part: String) -> SafeTensorsError {
        SafeTensorsError(file, name, "is described without a proper \(part)")
      }
      guard let parts = description as? [String: Any] else { throw without("entry") }
      guard let type = parts["dtype"] as? String else { throw without("dtype") }
      guard let lengths = parts["shape"] as? [Int] else { throw without("shape") }
      guard let offsets = parts["data_offsets"] as? [Int], offsets.count == 2 else {
        throw without("data_offsets")
      }
      let (begin, end) = (offsets[0], offsets[1])
      try ensure(type == "F32", file, name, "has the type \(type); only F32 is read")
      guard let shape = Shape(possible: lengths) else {
        throw SafeTensorsError(file, name, "has an impossible shape, \(lengths)")
      }
      try ensure(
        0 <= begin && begin <= end && end <= available, file, name,
        "is cut off: it takes bytes \(begin) to \(end) of \(available)")
      try ensure(
        end - begin == 4 * shape.count, file, name,
        "takes \(end - begin) bytes, but the shape \(shape) needs \(4 * shape.count)")
      (self.name, self.shape, self.begin) = (name, shape, begin)
    }
  }
}

extension Shape {
  /// Nil where no tensor can have these lengths: too many, negative, or too large alone or together.
  init?(possible lengths: [Int]) {
    guard lengths.count <= 8, lengths.allSatisfy({ 0...Int(Int32.max) ~= $0 }),
      lengths.reduce(4, { $0 * Double(max(1, $1)) }) < 0x1p62
    else { return nil }
    self.init(lengths)
  }
}
