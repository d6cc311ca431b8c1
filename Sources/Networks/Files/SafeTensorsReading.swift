import Foundation
import Tensors

extension SafeTensors {
  /// The tensors and the metadata in the bytes of `file`. Throws as `read` does.
  public static func decoded(
    _ data: Data, file: String
  ) throws(any Error) -> (tensors: [String: Tensor], metadata: [String: String]) {
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
      let size = entry.type.size * entry.shape.count
      let scalars = numbers.dropFirst(entry.begin).prefix(size)
        .withUnsafeBytes { bytes in entry.type.floats(bytes) }
      tensors[entry.name] = Tensor(scalars, shape: entry.shape)
      position += size
    }
    try ensure(
      position == numbers.count, file, nil,
      "has \(numbers.count - position) bytes that belong to no tensor")
    return (tensors, metadata)
  }

  /// The header's fields, and the bytes behind it.
  private static func parts(
    of data: Data, file: String
  ) throws(any Error) -> (fields: [String: Any], numbers: Data) {
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
    let type: SafeTensorsType
    let shape: Shape
    /// Counted from the end of the header.
    let begin: Int

    /// Checks that the described bytes are there and as many as the shape needs.
    init(_ name: String, _ description: Any, available: Int, file: String) throws(any Error) {
      func without(_ part: String) -> SafeTensorsError {
        SafeTensorsError(file, name, "is described without a proper \(part)")
      }
      guard let parts = description as? [String: Any] else { throw without("entry") }
      guard let typeName = parts["dtype"] as? String else { throw without("dtype") }
      guard let lengths = parts["shape"] as? [Int] else { throw without("shape") }
      guard let offsets = parts["data_offsets"] as? [Int], offsets.count == 2 else {
        throw without("data_offsets")
      }
      let (begin, end) = (offsets[0], offsets[1])
      guard let type = SafeTensorsType.all.first(where: { $0.name == typeName }) else {
        let known = SafeTensorsType.all.map(\.name).joined(separator: ", ")
        throw SafeTensorsError(file, name, "has the type \(typeName); read are \(known)")
      }
      guard let shape = Shape(possible: lengths) else {
        throw SafeTensorsError(file, name, "has an impossible shape, \(lengths)")
      }
      try ensure(
        0 <= begin && begin <= end && end <= available, file, name,
        "is cut off: it takes bytes \(begin) to \(end) of \(available)")
      let size = type.size * shape.count
      try ensure(
        end - begin == size, file, name,
        "takes \(end - begin) bytes, but the shape \(shape) needs \(size)")
      (self.name, self.type, self.shape, self.begin) = (name, type, shape, begin)
    }
  }
}

extension Shape {
  /// Nil where no tensor can have these lengths: too many, negative, or too large alone or together.
  init?(possible lengths: [Int]) {
    guard lengths.count <= 8, lengths.allSatisfy({ 0...Int(Int32.max) ~= $0 }),
      lengths.reduce(8, { $0 * Double(max(1, $1)) }) < 0x1p62
    else { return nil }
    self.init(lengths)
  }
}
