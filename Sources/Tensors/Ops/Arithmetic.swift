extension Tensor {
  /// Elementwise, with broadcasting: aligned at the last axis, an axis of length 1 or a missing one is
  /// repeated.
  public static func + (x: Tensor, y: Tensor) -> Tensor {
    let (shapeX, shapeY) = (x.shape, y.shape)
    return elementwise("+", x, y) { $0 + $1 }
      .recorded(x, { $0.summed(to: shapeX) }, y, { $0.summed(to: shapeY) })
  }

  public static func - (x: Tensor, y: Tensor) -> Tensor {
    let (shapeX, shapeY) = (x.shape, y.shape)
    return elementwise("-", x, y) { $0 - $1 }
      .recorded(x, { $0.summed(to: shapeX) }, y, { (-$0).summed(to: shapeY) })
  }

  public static func * (x: Tensor, y: Tensor) -> Tensor {
    elementwise("*", x, y) { $0 * $1 }
      .recorded(x, { ($0 * y).summed(to: x.shape) }, y, { ($0 * x).summed(to: y.shape) })
  }

  public static func / (x: Tensor, y: Tensor) -> Tensor {
    let quotient = elementwise("/", x, y) { $0 / $1 }
    return quotient.recorded(
      x, { ($0 / y).summed(to: x.shape) },
      y, { (-($0 * quotient) / y).summed(to: y.shape) })
  }

  public static prefix func - (x: Tensor) -> Tensor {
    elementwise(x) { -$0 }.recorded(x) { -$0 }
  }

  public static func += (x: inout Tensor, y: Tensor) { x = x + y }
  public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
  public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
  public static func /= (x: inout Tensor, y: Tensor) { x = x / y }
}

extension Tensor {
  public static func + (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 + y }.recorded(x) { $0 }
  }

  public static func + (x: Float, y: Tensor) -> Tensor { y + x }

  public static func - (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 - y }.recorded(x) { $0 }
  }

  public static func - (x: Float, y: Tensor) -> Tensor {
    elementwise(y) { x - $0 }.recorded(y) { -$0 }
  }

  public static func * (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 * y }.recorded(x) { $0 * y }
  }

  public static func * (x: Float, y: Tensor) -> Tensor { y * x }

  public static func / (x: Tensor, y: Float) -> Tensor {
    elementwise(x) { $0 / y }.recorded(x) { $0 / y }
  }

  public static func / (x: Float, y: Tensor) -> Tensor {
    elementwise(y) { x / $0 }
      .recorded(y) { elementwise($0, sameShape: y) { upstream, y in -upstream * x / (y * y) } }
  }

  public static func += (x: inout Tensor, y: Float) { x = x + y }
  public static func -= (x: inout Tensor, y: Float) { x = x - y }
  public static func *= (x: inout Tensor, y: Float) { x = x * y }
  public static func /= (x: inout Tensor, y: Float) { x = x / y }
}
