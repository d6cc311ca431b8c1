import Tensors

/// All parts of a U-Net's training step but the optimizer, on images of 28 × 28 × 1.
///
/// Operations are counted as 2 · batch · pixels · kernel² · inputs · outputs for a convolution, likewise for
/// matrix products, and twice as many for their gradients (half of that for the first layer, whose input
/// needs none). What norms, activations and the optimizer compute is not counted.
struct UNetParts {
  private(set) var all: [Part] = []
  private let batch: Int
  private let kind: UNetKind
  private var timeLayers: [(Int, Int)]

  var trainingOperations: Double {
    all.reduce(0) { $0 + Double($1.count) * ($1.forward + $1.backward) }
  }
  var samplingOperations: Double { all.reduce(0) { $0 + Double($1.count) * $1.forward } }

  init(batch: Int, _ kind: UNetKind = .large) {
    (self.batch, self.kind) = (batch, kind)
    let width = kind.width
    timeLayers = [(width, 4 * width), (4 * width, 4 * width)]
    let (widths, sizes) = ([width] + kind.multipliers.map { $0 * width }, [28, 14, 7])
    let deepest = widths[3]
    add(.convolution(batch, kernel: 7, 1, width, size: 28, isFirst: true))
    for level in 0..<3 {
      let (inner, outer, size) = (widths[level], widths[level + 1], sizes[level])
      for _ in 0..<2 { addBlock(inner, inner, size) }
      addAttention(level, inner, size)
      if level < 2 {
        let half = size / 2
        let shape = [size, size, inner]
        addMove("space to depth, \(size)×\(size)×\(inner)", 4 * size * size * inner, [shape]) {
          spaceToDepth($0[0])
        }
        add(.convolution(batch, kernel: 1, 4 * inner, outer, size: half))
      } else {
        add(.convolution(batch, kernel: 3, inner, outer, size: size))
      }
    }
    addBlock(deepest, deepest, 7)
    addAttention(2, deepest, 7)
    addBlock(deepest, deepest, 7)
    for level in (0..<3).reversed() {
      let (inner, outer, size) = (widths[level], widths[level + 1], sizes[level])
      for _ in 0..<2 {
        addJoin(outer, inner, size)
        addBlock(outer + inner, outer, size)
      }
      addAttention(level, outer, size)
      if level > 0 {
        let shape = [size, size, outer]
        addMove("upsampling, \(size)×\(size)×\(outer)", 10 * size * size * outer, [shape]) {
          upsampleNearest($0[0])
        }
      }
      add(.convolution(batch, kernel: 3, outer, inner, size: level > 0 ? 2 * size : size))
    }
    addJoin(width, width, 28)
    addBlock(2 * width, width, 28)
    add(.convolution(batch, kernel: 1, width, 1, size: 28))
    add(.time(batch, timeLayers))
  }

  /// Counts a part that is there already once more.
  private mutating func add(_ part: Part) {
    if let index = all.firstIndex(where: { $0.name == part.name }) {
      all[index].count += 1
    } else {
      all.append(part)
    }
  }

  private mutating func addBlock(_ inputs: Int, _ outputs: Int, _ size: Int) {
    timeLayers.append((4 * kind.width, 2 * outputs))
    add(.convolution(batch, kernel: 3, inputs, outputs, size: size))
    add(.norm(batch, outputs, size: size, isModulated: true))
    add(.convolution(batch, kernel: 3, outputs, outputs, size: size))
    add(.norm(batch, outputs, size: size, isModulated: false))
    if inputs != outputs { add(.convolution(batch, kernel: 1, inputs, outputs, size: size)) }
    addSum(outputs, size)
  }

  private mutating func addAttention(_ level: Int, _ channels: Int, _ size: Int) {
    add(
      .attention(
        batch, level == 2 ? .softmax : .linear, channels, size: size, heads: kind.heads,
        headWidth: kind.headWidth))
    addSum(channels, size)
  }

  private mutating func addSum(_ channels: Int, _ size: Int) {
    let shape = [size, size, channels]
    addMove(
      "residual sum, \(size)×\(size)×\(channels)", 3 * size * size * channels, [shape, shape]
    ) { $0[0] + $0[1] }
  }

  private mutating func addJoin(_ a: Int, _ b: Int, _ size: Int) {
    addMove(
      "joining \(size)×\(size)×(\(a) + \(b))", 4 * size * size * (a + b),
      [[size, size, a], [size, size, b]]
    ) { concatenate($0, axis: 3) }
  }

  /// One that moves `numbers` numbers of each image, forward and backward together.
  private mutating func addMove(
    _ name: String, _ numbers: Int, _ shapes: [[Int]], _ move: @escaping ([Tensor]) -> Tensor
  ) {
    add(.move(name, traffic: batch * numbers, shapes.map { Shape([batch] + $0) }, move))
  }
}
