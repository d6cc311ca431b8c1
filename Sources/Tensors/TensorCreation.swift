extension Tensor {
  /// A single number, of shape `[]`.
  public init(_ scalar: Float) { self = Tensor.full([], scalar) }

  /// A vector.
  public init(_ values: [Float]) { self.init(values, shape: [values.count]) }

  /// Values row by row in `shape`. Traps unless there are as many as the shape holds.
  public init(_ values: [Float], shape: Shape) {
    require(
      values.count == shape.count,
      "Tensor: \(values.count) values do not fill the shape \(shape), which holds \(shape.count)")
    self.init(uninitialized: shape)
    pointer.update(from: values, count: values.count)
  }

  /// Bytes from 0…255 as numbers in 0…1, row by row in `shape`.
  package init(bytes: UnsafeRawBufferPointer, shape: Shape) {
    require(bytes.count == shape.count, "Tensor: \(bytes.count) bytes do not fill \(shape)")
    self.init(uninitialized: shape)
    let target = pointer
    forChunks(count) { start, end in
      for i in start..<end { target[i] = Float(bytes[i]) / 255 }
    }
  }

  /// A matrix. Traps unless all rows have the same length.
  @_disfavoredOverload  // so that [] is a vector
  public init(_ rows: [[Float]]) {
    let width = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      require(
        row.count == width,
        "Tensor: row \(index) has \(row.count) values where row 0 has \(width)")
    }
    self.init(rows.flatMap { $0 }, shape: [rows.count, width])
  }

  /// Zero everywhere.
  public static func zeros(_ shape: Shape) -> Tensor { full(shape, 0) }

  /// One everywhere.
  public static func ones(_ shape: Shape) -> Tensor { full(shape, 1) }

  /// The same value everywhere.
  public static func full(_ shape: Shape, _ value: Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    result.pointer.update(repeating: value, count: shape.count)
    return result
  }

  /// A vector of `count` numbers at equal distances, both ends included.
  public static func linspace(from first: Float, through last: Float, count: Int) -> Tensor {
    require(count >= 0, "linspace: a count of \(count)")
    let step = (Double(last) - Double(first)) / Double(Swift.max(1, count - 1))
    var values = (0..<count).map { Float(Double(first) + step * Double($0)) }
    if count > 1 { values[count - 1] = last }
    return Tensor(values)
  }

  /// The vector 0, 1, … `count` − 1.
  public static func arange(_ count: Int) -> Tensor {
    require(count >= 0, "arange: a count of \(count)")
    return Tensor((0..<count).map { Float($0) })
  }

  /// The vector from `first`, included, to `end`, excluded, at distances of `step`, in double precision as
  /// PyTorch's. Traps unless `step` leads from one to the other; equal ends give no numbers.
  public static func arange(from first: Double, to end: Double, by step: Double = 1) -> Tensor {
    let steps = ((end - first) / step).rounded(.up)
    require(
      step != 0 && steps >= 0 && steps.isFinite,
      "arange: steps of \(step) do not lead from \(first) to \(end)")
    let count = axisLength("arange", steps)
    return Tensor((0..<count).map { Float(first.addingProduct(Double($0), step)) })
  }

  /// A row for each label with 1 at its class and 0 elsewhere, `[labels, classes]`. Traps on a label that is not
  /// in 0..<classes.
  public static func oneHot(_ labels: [Int], classes: Int) -> Tensor {
    let result = zeros([labels.count, classes])
    for (row, label) in labels.enumerated() {
      require(label >= 0 && label < classes, "oneHot: label \(label) is not in 0..<\(classes)")
      result.pointer[row * classes + label] = 1
    }
    return result
  }

  /// The identity matrix, `[size, size]`.
  public static func eye(_ size: Int) -> Tensor {
    let result = zeros([size, size])
    for i in 0..<size { result.pointer[i * size + i] = 1 }
    return result
  }
}
