extension Tensor {
  /// The sum, elementwise with broadcasting: shapes are aligned at the last axis, and an axis of length 1 or
  /// a missing one is repeated, as in NumPy. Traps where lengths differ and neither is 1.
  public static func + (x: Tensor, y: Tensor) -> Tensor {
    let (shapeX, shapeY) = (x.shape, y.shape)
    return elementwise("+", x, y) { $0 + $1 }
      .recorded("+", x, { $0.unbroadcast(to: shapeX) }, y, { $0.unbroadcast(to: shapeY) })
  }

  /// The difference, broadcast as `+`.
  public static func - (x: Tensor, y: Tensor) -> Tensor {
    let (shapeX, shapeY) = (x.shape, y.shape)
    return elementwise("-", x, y) { $0 - $1 }
      .recorded("-", x, { $0.unbroadcast(to: shapeX) }, y, { (-$0).unbroadcast(to: shapeY) })
  }

  /// The elementwise product, broadcast as `+`; `matmul` is the matrix product.
  public static func * (x: Tensor, y: Tensor) -> Tensor {
    elementwise("*", x, y) { $0 * $1 }
      .recorded(
        "*", x, { ($0 * y).unbroadcast(to: x.shape) }, y, { ($0 * x).unbroadcast(to: y.shape) })
  }

  /// The quotient, broadcast as `+`: infinite or NaN where `y` is 0.
  public static func / (x: Tensor, y: Tensor) -> Tensor {
    let quotient = elementwise("/", x, y) { $0 / $1 }
    return quotient.recorded(
      "/", x, { ($0 / y).unbroadcast(to: x.shape) },
      y, { (-($0 * quotient) / y).unbroadcast(to: y.shape) })
  }

  /// The negative of each element.
  public static prefix func - (x: Tensor) -> Tensor {
    // The sign alone: the vector's own negation subtracts from 0, and makes 0 of 0.
    elementwise(x) { Lanes(bits: bits($0) ^ Int32.min) }.recorded("-", x) { -$0 }
  }

  /// Assigns the result of the operator; the tensor that `x` was stays as it is.
  public static func += (x: inout Tensor, y: Tensor) { x = x + y }
  public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
  public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
  public static func /= (x: inout Tensor, y: Tensor) { x = x / y }

  /// The sum of each element and a number.
  public static func + (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 + y }.recorded("+", x) { $0 }
  }

  /// The sum of a number and each element.
  public static func + (x: Float, y: Tensor) -> Tensor { y + x }

  /// Each element less a number.
  public static func - (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 - y }.recorded("-", x) { $0 }
  }

  /// A number less each element.
  public static func - (x: Float, y: Tensor) -> Tensor {
    elementwise(y) { x - $0 }.recorded("-", y) { -$0 }
  }

  /// The product of each element and a number.
  public static func * (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 * y }.recorded("*", x) { $0 * y }
  }

  /// The product of a number and each element.
  public static func * (x: Float, y: Tensor) -> Tensor { y * x }

  /// Each element divided by a number.
  public static func / (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 / y }.recorded("/", x) { $0 / y }
  }

  /// A number divided by each element.
  public static func / (x: Float, y: Tensor) -> Tensor {
    elementwise(y) { x / $0 }
      .recorded("/", y) { elementwise($0, sameShape: y) { upstream, y in -upstream * x / (y * y) } }
  }

  /// Assigns the result of the operator; the tensor that `x` was stays as it is.
  public static func += (x: inout Tensor, y: Float) { x = x + y }
  public static func -= (x: inout Tensor, y: Float) { x = x - y }
  public static func *= (x: inout Tensor, y: Float) { x = x * y }
  public static func /= (x: inout Tensor, y: Float) { x = x / y }
}
