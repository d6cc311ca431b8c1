import Tensors

/// Tensors that are set aside while what holds them is written as JSON, which keeps only their numbers
/// on the shelf.
public final class TensorShelf: @unchecked Sendable {
  public fileprivate(set) var tensors: [Tensor]
  public init(_ tensors: [Tensor] = []) { self.tensors = tensors }

  /// Where coders find the shelf.
  public static let key = CodingUserInfoKey(rawValue: "tensors")!
}

/// A tensor among other values: by its place on the coder's `TensorShelf`, or else by shape and numbers.
extension Tensor: Codable {
  private struct Plain: Codable {
    let shape: [Int]
    let scalars: [Float]
  }

  public func encode(to encoder: any Encoder) throws {
    guard let shelf = encoder.userInfo[TensorShelf.key] as? TensorShelf else {
      return try Plain(shape: shape.lengths, scalars: scalars).encode(to: encoder)
    }
    try shelf.tensors.count.encode(to: encoder)
    shelf.tensors.append(detached)
  }

  public init(from decoder: any Decoder) throws {
    func corrupted(_ what: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: what))
    }
    if let shelf = decoder.userInfo[TensorShelf.key] as? TensorShelf {
      let index = try Int(from: decoder)
      guard shelf.tensors.indices.contains(index) else { throw corrupted("no such tensor") }
      self = shelf.tensors[index]
    } else {
      let plain = try Plain(from: decoder)
      guard let shape = Shape(possible: plain.shape), shape.count == plain.scalars.count else {
        throw corrupted("\(plain.scalars.count) numbers in the shape \(plain.shape)")
      }
      self.init(plain.scalars, shape: shape)
    }
  }
}
