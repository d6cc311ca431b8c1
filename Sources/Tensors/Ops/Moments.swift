extension Tensor {
  // Sums are taken in double precision and rounded once, whatever their length. Those of float32 in other
  // libraries, PyTorch's and NumPy's among them, err by more; so last digits differ.

  /// The sum of all numbers.
  public func sum() -> Tensor { summed("sum", over: nil) }

  /// The mean of all numbers; NaN where there is none.
  public func mean() -> Tensor { summed("mean", over: nil, isMean: true) }

  /// The sum over one axis, −1 being the last, which goes away unless it is kept with length 1.
  public func sum(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    summed("sum", over: axis, keepingDimension: keeps)
  }

  /// The mean over one axis, as `sum`; NaN over an axis of length 0.
  public func mean(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    summed("mean", over: axis, keepingDimension: keeps, isMean: true)
  }

  /// The variance of all numbers: the mean squared distance to their mean. PyTorch's `var` divides by n − 1
  /// instead of n: multiply by n / (n − 1) for its value.
  public func variance() -> Tensor { variance(over: nil) }

  /// The variance over one axis, as `sum`: divided by its length n, not by n − 1 as in PyTorch.
  public func variance(axis: Int, keepingDimension keeps: Bool = false) -> Tensor {
    variance(over: axis, keepingDimension: keeps)
  }

  /// The sum or the mean over an axis, or over all.
  private func summed(
    _ op: StaticString, over axis: Int?, keepingDimension keeps: Bool = false, isMean: Bool = false
  ) -> Tensor {
    let (source, line) = (shape, Line(op, shape, axis, keeps))
    let divisor = isMean ? line.view.axis : 1
    let result = Tensor(uninitialized: line.result)
    Reduction.sum(line.view, pointer, over: divisor, into: result.pointer)
    return result.recorded(op, self) { upstream in
      let share = isMean ? elementwise(upstream) { $0 / Float(divisor) } : upstream
      return share.viewed(as: line.kept).constant(broadcastTo: source)
    }
  }

  private func variance(over axis: Int?, keepingDimension keeps: Bool = false) -> Tensor {
    let line = Line("variance", shape, axis, keeps)
    let mean = detached.summed("variance", over: axis, isMean: true).viewed(as: line.kept)
    let distance = elementwise("variance", self, mean) { $0 - $1 }
    let result = elementwise(distance) { $0 * $0 }
      .summed("variance", over: axis, keepingDimension: keeps, isMean: true)
    return result.recorded("variance", self) { upstream in
      let share = elementwise(upstream) { 2 * $0 / Float(line.view.axis) }
      return elementwise("variance", distance, share.viewed(as: line.kept)) { $0 * $1 }
    }
  }
}

/// A reduction over one axis of a shape, or over all: the memory seen around it, and the shapes that remain.
struct Line {
  let view: AxisView
  /// The shape with the axis of length 1, and the one of the result.
  let kept, result: Shape

  /// Traps unless the shape has the axis, naming the op.
  init(_ op: StaticString, _ shape: Shape, _ axis: Int?, _ keeps: Bool) {
    guard let axis else {
      view = (1, shape.count, 1)
      (kept, result) = (Shape(repeatElement(1, count: shape.rank)), [])
      return
    }
    let resolved = shape.resolved(axis, for: "\(op)")
    view = shape.split(at: resolved)
    kept = shape.replacing(resolved, with: 1)
    result = keeps ? kept : shape.removing(resolved)
  }
}
