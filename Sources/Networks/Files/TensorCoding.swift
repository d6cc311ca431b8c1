import Tensors

/// A table of tensors beside a JSON text, which holds only their indices.
public final class TensorSideTable: @unchecked Sendable {
  /// The tensors by index.
  public fileprivate(set) var tensors: [Tensor]

  /// An empty table to encode with, or a filled one to decode with.
  public init(_ tensors: [Tensor] = []) { self.tensors = tensors }

  /// The key of the table in a coder's `userInfo`.
  public static let key = CodingUserInfoKey(rawValue: "tensors")!
}

/// A tensor among other values: its index in the coder's `TensorSideTable`, or else its shape and numbers.
extension Tensor: Codable {
  private struct Plain: Codable {
    let shape: [Int]
    let scalars: [Float]
  }

  public func encode(to encoder: any Encoder) throws(any Error) {
    guard let table = encoder.userInfo[TensorSideTable.key] as? TensorSideTable else {
      return try Plain(shape: shape.lengths, scalars: scalars).encode(to: encoder)
    }
    try table.tensors.count.encode(to: encoder)
    table.tensors.append(detached)
  }

  public init(from decoder: any Decoder) throws(any Error) {
    func corrupted(_ what: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: what))
    }
    if let table = decoder.userInfo[TensorSideTable.key] as? TensorSideTable {
      let index = try Int(from: decoder)
      guard table.tensors.indices.contains(index) else { throw corrupted("no such tensor") }
      self = table.tensors[index]
    } else {
      let plain = try Plain(from: decoder)
      guard let shape = Shape(possible: plain.shape), shape.count == plain.scalars.count else {
        throw corrupted("\(plain.scalars.count) numbers in the shape \(plain.shape)")
      }
      self.init(plain.scalars, shape: shape)
    }
  }
}
