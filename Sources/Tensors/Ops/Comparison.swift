// Comparisons, elementwise with broadcasting: 1 where true, 0 where false. They are constants, no
// gradient flows through.

extension Tensor {
  public static func .< (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".<", x, y) { Lanes().replacing(with: 1, where: $0 .< $1) }
  }

  public static func .<= (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".<=", x, y) { Lanes().replacing(with: 1, where: $0 .<= $1) }
  }

  public static func .== (x: Tensor, y: Tensor) -> Tensor {
    elementwise(".==", x, y) { Lanes().replacing(with: 1, where: $0 .== $1) }
  }

  public static func .> (x: Tensor, y: Tensor) -> Tensor { y .< x }
  public static func .>= (x: Tensor, y: Tensor) -> Tensor { y .<= x }

  public static func .< (x: Tensor, y: Float) -> Tensor { x .< Tensor(y) }
  public static func .<= (x: Tensor, y: Float) -> Tensor { x .<= Tensor(y) }
  public static func .== (x: Tensor, y: Float) -> Tensor { x .== Tensor(y) }
  public static func .> (x: Tensor, y: Float) -> Tensor { x .> Tensor(y) }
  public static func .>= (x: Tensor, y: Float) -> Tensor { x .>= Tensor(y) }
}

/// `x` where `condition` is not 0, else `y`, all three broadcast against each other.
public func select(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
  let shape = broadcastShape(
    "select", condition.shape, broadcastShape("select", x.shape, y.shape))
  let (x, y) = (x.broadcast(to: shape), y.broadcast(to: shape))
  let choice = condition.spread(to: shape)
  let result = Tensor(uninitialized: shape)
  map(result.count, choice.pointer, x.pointer, y.pointer, into: result.pointer) {
    $1.replacing(with: $2, where: $0 .== 0)
  }
  return result.recorded(
    x, { elementwise($0, sameShape: choice) { $0.replacing(with: 0, where: $1 .== 0) } },
    y, { elementwise($0, sameShape: choice) { $0.replacing(with: 0, where: $1 .!= 0) } })
}
