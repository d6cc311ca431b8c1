import Tensors

/// Tensors that are set aside while what holds them is written as JSON, which keeps only their numbers
/// on the shelf.
public final class TensorShelf: @unchecked Sendable {
  public private(set) var tensors: [Tensor]
  public init(_ tensors: [Tensor] = []) { self.tensors = tensors }

  fileprivate func put(_ tensor: Tensor) -> Int {
    tensors.append(tensor.detached)
    return tensors.count - 1
  }

  /// Where coders find the shelf.
  public static let key = CodingUserInfoKey(rawValue: "tensors")!
}

/// A tensor among other values: by its place on the coder's `TensorShelf`, or else by shape and numbers.
extension Tensor: Codable {
  private enum CodingKeys: CodingKey { case shape, scalars }

  public func encode(to encoder: any Encoder) throws {
    if let shelf = encoder.userInfo[TensorShelf.key] as? TensorShelf {
      var container = encoder.singleValueContainer()
      return try container.encode(shelf.put(self))
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(shape.lengths, forKey: .shape)
    try container.encode(scalars, forKey: .scalars)
  }

  public init(from decoder: any Decoder) throws {
    func corrupted(_ what: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: what))
    }
    if let shelf = decoder.userInfo[TensorShelf.key] as? TensorShelf {
      let index = try decoder.singleValueContainer().decode(Int.self)
      guard shelf.tensors.indices.contains(index) else { throw corrupted("no such tensor") }
      self = shelf.tensors[index]
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let lengths = try container.decode([Int].self, forKey: .shape)
    let scalars = try container.decode([Float].self, forKey: .scalars)
    guard lengths.allSatisfy({ $0 >= 0 }), Shape(lengths).count == scalars.count else {
      throw corrupted("\(scalars.count) numbers in the shape \(lengths)")
    }
    self.init(scalars, shape: Shape(lengths))
  }
}
