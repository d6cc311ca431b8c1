import Tensors

extension GradientCase {
  package static let all: [GradientCase] = [
    arithmetic, functions, piecewise, reductions, shapes, products, convolutions, normalizations,
    attentions, resamplings, losses, operations,
  ].flatMap { $0 }
}

extension GradientCase {
  static let arithmetic =
    binary("+") { $0 + $1 } + binary("-") { $0 - $1 } + binary("*") { $0 * $1 }
    + binary("/", y: 0.5...2) { $0 / $1 }
    + unary("-x") { -$0 }
    + unary("x + 2") { $0 + 2 } + unary("2 + x") { 2 + $0 }
    + unary("x - 2") { $0 - 2 } + unary("2 - x") { 2 - $0 }
    + unary("x * 3") { $0 * 3 } + unary("3 * x") { 3 * $0 }
    + unary("x / 3") { $0 / 3 } + unary("3 / x", 1...2) { 3 / $0 }
    + unary("x += x * x") { x in
      var y = x
      y += x
      y *= x
      y -= 1
      y /= 2
      return y
    }

  static let functions =
    unary("exp") { exp($0) } + unary("log", 0.5...3) { log($0) }
    + unary("sqrt", 0.5...3) { sqrt($0) } + unary("square") { square($0) }
    + unary("pow 0") { x in pow(x, 0) + x } + unary("pow 2") { pow($0, 2) }
    + unary("pow 3") { pow($0, 3) } + unary("pow -1", 0.5...2) { pow($0, -1) }
    + unary("pow 0.5", 0.5...2) { pow($0, 0.5) } + unary("pow 1.7", 0.5...2) { pow($0, 1.7) }
    + unary("sin", -6...6) { sin($0) } + unary("cos", -6...6) { cos($0) }
    + unary("tanh") { tanh($0) } + unary("sigmoid", -6...6) { sigmoid($0) }
    + unary("softplus", -6...6) { softplus($0) } + unary("silu", -6...6) { silu($0) }
    + unary("gelu") { gelu($0) }

  static let piecewise =
    unary("relu") { relu($0) } + unary("abs") { abs($0) }
    + unary("clamp") { clamp($0, -0.95...1.05) }
    + compared("maximum") { maximum($0, $1) } + compared("minimum") { minimum($0, $1) }
    + binary("select") { x, y in
      let shape = (x * y).shape
      return select(Tensor((0..<shape.count).map { Float($0 % 2) }, shape: shape), x, y) + x * y
    } + [
      GradientCase("select, condition repeated", spread([2, 3]), spread([3])) {
        select(Tensor([[1, 0], [1, 1]]).expanded(at: 2), $0, $1)
      }
    ]
}

extension GradientCase {
  static func along(
    _ name: String, _ operation: @escaping @Sendable (Tensor, Int) -> Tensor
  ) -> [GradientCase] {
    let places: [(Shape, Int)] = [
      ([1], 0), ([5], 0), ([3, 4], 0), ([3, 4], 1), ([2, 3, 4], 1), ([2, 1, 20], 1),
      ([2, 20, 3], -2),
    ]
    return places.map { shape, axis in
      GradientCase("\(name) axis \(axis)", spread(shape)) { operation($0, axis) }
    }
  }

  static let reductions =
    unary("sum") { $0.sum() } + unary("mean") { $0.mean() }
    + unary("variance") { $0.variance() + $0.sum() }
    + unary("max") { $0.max() } + unary("min") { $0.min() }
    + along("sum") { $0.sum(axis: $1) }
    + along("sum, kept") { $0.sum(axis: $1, keepingDimension: true) }
    + along("mean") { $0.mean(axis: $1) }
    + along("mean, kept") { $0.mean(axis: $1, keepingDimension: true) }
    + along("variance") { $0.variance(axis: $1) + $0.sum(axis: $1) }
    + along("variance, kept") { $0.variance(axis: $1, keepingDimension: true) + $0 }
    + along("max") { $0.max(axis: $1) } + along("min") { $0.min(axis: $1) }
    + along("max, kept") { $0.max(axis: $1, keepingDimension: true) }
    + along("min, kept") { $0.min(axis: $1, keepingDimension: true) }
    + along("logSumExp") { logSumExp($0, axis: $1) }
    + along("logSumExp, kept") { logSumExp($0, axis: $1, keepingDimension: true) }
    + along("logSoftmax") { logSoftmax($0, axis: $1) + 0.1 * $0 }
    + along("softmax") { softmax($0, axis: $1) + 0.1 * $0 }
    + along("cumulativeSum") { cumulativeSum($0, axis: $1) }
    + along("cumulativeProduct") { cumulativeProduct($0, axis: $1) }
    + [
      GradientCase("cumulativeProduct through zeros", Tensor([2, 0, 3, 0, 5])) {
        cumulativeProduct($0)
      }
    ]

  static let shapes =
    binary("broadcast") { x, y in
      let shape = (x * y).shape
      return x.broadcast(to: shape) * y.broadcast(to: shape)
    } + [
      GradientCase("reshaped", spread([2, 6])) { $0.reshaped([3, -1]) },
      GradientCase("reshaped to []", spread([1, 1])) { $0.reshaped([]) },
      GradientCase("expanded", spread([2, 3])) { $0.expanded(at: 1) },
      GradientCase("expanded at the end", spread([])) { $0.expanded(at: -1) },
      GradientCase("squeezed", spread([2, 1, 3])) { $0.squeezed(at: 1) },
      GradientCase("transposed", spread([2, 3])) { $0.transposed() },
      GradientCase("transposed", spread([2, 3, 1])) { $0.transposed() },
      GradientCase("transposed, 2 0 1", spread([2, 3, 4])) {
        $0.transposed(permutation: [2, 0, 1])
      },
      GradientCase("transposed, none", spread([])) { $0.transposed(permutation: []) },
      GradientCase("x[1]", spread([3])) { $0[1] },
      GradientCase("x[1]", spread([3, 2])) { $0[1] },
      GradientCase("x[1..<3]", spread([4, 2])) { $0[1..<3] },
      GradientCase("slice axis 1", spread([2, 5, 3])) { $0.slice(axis: 1, 2...3) },
      GradientCase("slice axis -1", spread([2, 5])) { $0.slice(axis: -1, 3...) },
      GradientCase("rows", spread([4, 3])) { $0.rows([2, 0, 2, 2]) },
      GradientCase("rows", spread([3])) { $0.rows([1]) },
      GradientCase("concatenate axis 0", [spread([2, 3]), spread([1, 3]), spread([4, 3])]) {
        concatenate($0, axis: 0)
      },
      GradientCase("concatenate axis 1", [spread([2, 3, 2]), spread([2, 1, 2])]) {
        concatenate($0, axis: 1)
      },
      GradientCase("concatenate, one twice", spread([2, 3])) { concatenate([$0, $0], axis: -1) },
      GradientCase("stack", [spread([2, 3]), spread([2, 3], -1...1)]) { stack($0) },
      GradientCase("stack", [spread([]), spread([], -1...1)]) { stack($0) },
    ]

  static let products = [
    GradientCase("matmul", spread([1, 1]), spread([1, 1])) { matmul($0, $1) },
    GradientCase("matmul", spread([2, 3]), spread([3, 4])) { matmul($0, $1) },
    GradientCase("matmul", spread([7, 18]), spread([18, 17])) { matmul($0, $1) },
    GradientCase("matmul, batches", spread([3, 2, 4]), spread([3, 4, 2])) { matmul($0, $1) },
    GradientCase("matmul, batches", spread([2, 2, 3, 1]), spread([2, 2, 1, 2])) { matmul($0, $1) },
    GradientCase("matmul, one for all", spread([3, 2, 4]), spread([4, 2])) { matmul($0, $1) },
    GradientCase("matmul, itself", spread([3, 3])) { matmul($0, $0) },
    GradientCase("affine", [spread([5, 3]), spread([3, 2]), spread([2])]) {
      affine($0[0], weight: $0[1], bias: $0[2])
    },
    GradientCase("affine, vector", [spread([3]), spread([3, 1]), spread([1])]) {
      affine($0[0], weight: $0[1], bias: $0[2])
    },
    GradientCase("affine, batches", [spread([2, 3, 4]), spread([4, 17]), spread([17])]) {
      affine($0[0], weight: $0[1], bias: $0[2])
    },
    GradientCase("mse", spread([]), spread([], -1...1)) { mse($0, $1) },
    GradientCase("mse", spread([4, 3]), spread([4, 3], -1...1)) { mse($0, $1) },
  ]
}
