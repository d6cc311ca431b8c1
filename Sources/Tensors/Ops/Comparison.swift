extension Tensor {
  /// 1 where `x` is less, else 0; broadcast as `+`. Comparisons are constants: no gradient flows through.
  public static func .< (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".<", x, y) { Lanes().replacing(with: 1, where: $0 .< $1) }
  }

  /// 1 where `x` is less or equal, else 0, as `.<`.
  public static func .<= (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".<=", x, y) { Lanes().replacing(with: 1, where: $0 .<= $1) }
  }

  /// 1 where both are equal, else 0, as `.<`.
  public static func .== (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".==", x, y) { Lanes().replacing(with: 1, where: $0 .== $1) }
  }

  /// 1 where `x` is greater, else 0, as `.<`.
  public static func .> (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".>", x, y) { Lanes().replacing(with: 1, where: $0 .> $1) }
  }

  /// 1 where `x` is greater or equal, else 0, as `.<`.
  public static func .>= (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".>=", x, y) { Lanes().replacing(with: 1, where: $0 .>= $1) }
  }

  /// 1 where an element compares so with the number, else 0, as `.<`.
  public static func .< (x: Tensor, y: Float) -> Tensor { x .< Tensor(y) }
  public static func .<= (x: Tensor, y: Float) -> Tensor { x .<= Tensor(y) }
  public static func .== (x: Tensor, y: Float) -> Tensor { x .== Tensor(y) }
  public static func .> (x: Tensor, y: Float) -> Tensor { x .> Tensor(y) }
  public static func .>= (x: Tensor, y: Float) -> Tensor { x .>= Tensor(y) }
}

/// `x` where `condition` is not 0, else `y`: all three broadcast against each other.
public func select(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
  let shape = broadcastShape(
    "select", condition.shape, broadcastShape("select", x.shape, y.shape))
  func whole(_ x: Tensor) -> Tensor { recording(as: "select") { x.broadcast(to: shape) } }
  let (x, y) = (whole(x), whole(y))
  let choice = condition.constant(broadcastTo: shape)
  let result = filled(shape) { out, vectors in
    for i in vectors {
      Lanes(x.pointer + i)
        .replacing(with: Lanes(y.pointer + i), where: Lanes(choice.pointer + i) .== 0)
        .store(to: out + i)
    }
  }
  return result.recorded(
    "select",
    x, { elementwise($0, sameShape: choice) { $0.replacing(with: 0, where: $1 .== 0) } },
    y, { elementwise($0, sameShape: choice) { $0.replacing(with: 0, where: $1 .!= 0) } })
}
