/// A 3 × 3 or 5 × 5 convolution by minimal filtering F(4 × 4, 3 × 3) or F(2 × 2, 5 × 5) (Winograd 1980; Lavin
/// and Gray 2016): thirty-six products per pair of channels give a window's sixteen outputs where the
/// definition takes 144, or its four where that takes 100.
///
/// Windows of 6 × 6 pixels are transformed (`SixPoints`); each of their thirty-six places is then a matrix
/// product over channels, with the kernel transformed beforehand; and the products are transformed back. A
/// block of windows at a time, so that all of it stays in the second-level cache.
struct Winograd {
  let convolution: Convolution
  /// Outputs of a window along an axis, and taps of the kernel.
  let step, taps: Int
  let windowRows, windowColumns: Int

  init(_ convolution: Convolution) {
    self.convolution = convolution
    taps = convolution.kernelHeight
    step = 7 - taps
    windowRows = (convolution.outputHeight + step - 1) / step
    windowColumns = (convolution.outputWidth + step - 1) / step
  }

  /// True for 3 × 3 and 5 × 5 kernels between channels that fill vectors.
  static func applies(to convolution: Convolution) -> Bool {
    convolution.kernelHeight == convolution.kernelWidth
      && (convolution.kernelHeight == 3 || convolution.kernelHeight == 5)
      && convolution.inputs % 16 == 0 && convolution.outputs % 16 == 0
  }

  /// `kernel` is a transformed one.
  func run(
    _ x: UnsafePointer<Float>, _ kernel: Storage, _ bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>
  ) {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let windows = convolution.batch * windowsInImage
    // A block's places fit the second-level cache; its windows fill the tiles.
    let blocks = max((windows * (inputs + outputs) + (1 << 11) - 1) >> 11, Engine.threads)
    let tile = MicroKernel.rows
    let block = ((windows + blocks - 1) / blocks + tile - 1) / tile * tile
    parallel(chunks: (windows + block - 1) / block) { chunk in
      let range = chunk * block..<min(windows, (chunk + 1) * block)
      let (stride, sumStride) = (placeStride(block * inputs), placeStride(block * outputs))
      let filtered = Storage(count: 36 * stride)
      let sums = Storage(count: 36 * sumStride)
      let (zeros, places) = (zeros(inputs), Storage(count: 576))
      for window in range {
        filter(
          x, window, zeros, places, into: filtered.pointer + (window - range.lowerBound) * inputs,
          stride)
      }
      for place in 0..<36 {
        Tiles(
          rows: 0..<range.count, columns: 0..<outputs, a: filtered.pointer + place * stride,
          aRowStride: inputs, aStep: 1, steps: inputs,
          b: kernel.pointer + place * kernelStride, bStep: 16, bPanelStride: inputs * 16,
          c: Matrix(sums.pointer + place * sumStride, range.count, outputs), start: .zero
        ).run(tileRows: MicroKernel.rows, panels: MicroKernel.panels)
      }
      for window in range {
        gather(
          sums.pointer + (window - range.lowerBound) * outputs, sumStride, bias, window, places,
          into: y)
      }
    }
  }

  var windowsInImage: Int { windowRows * windowColumns }

  /// From one place of the windows to the next: an odd number of cache lines, since places a power of two apart
  /// would keep one another out of the first-level cache.
  func placeStride(_ count: Int) -> Int { count / 16 % 2 == 0 ? count + 16 : count }

  /// From one place of a transformed kernel to the next.
  var kernelStride: Int { placeStride(convolution.inputs * convolution.outputs) }

  /// A kernel's transform, `[36, outputs / 16, inputs, 16]`: `stride` says how far apart its taps, inputs and
  /// sixteens of outputs lie.
  func transformed(
    _ kernel: UnsafePointer<Float>, _ stride: (tap: Int, input: Int, panel: Int)
  ) -> Storage {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let result = Storage(count: 36 * kernelStride)
    parallel(chunks: outputs / 16, if: inputs * outputs > 1 << 10) { panel in
      let places = Storage(count: 576)
      for i in 0..<inputs {
        let kernel = kernel + panel * stride.panel + i * stride.input
        spread(
          taps, places, { Lanes(kernel + ($0 * taps + $1) * stride.tap) },
          into: result.pointer + (panel * inputs + i) * 16, kernelStride)
      }
    }
    return result
  }

  /// The transform of a filter of `taps` by `taps`: its thirty-six places, `stride` apart.
  @inline(__always)
  func spread(
    _ taps: Int, _ places: Storage, _ filter: (Int, Int) -> Lanes,
    into target: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    @inline(__always) func run(_ taps: Int) {
      for column in 0..<taps {
        SixPoints.store(
          SixPoints.spread(taps) { filter($0, column) }, places.pointer + column * 16, 96)
      }
      for row in 0..<6 {
        SixPoints.store(
          SixPoints.spread(taps) { Lanes(places.pointer + (6 * row + $0) * 16) },
          target + 6 * row * stride, stride)
      }
    }
    switch taps {
    case 2: run(2)
    case 3: run(3)
    case 4: run(4)
    default: run(5)
    }
  }

  /// The transform of one window of the input: its thirty-six places, `stride` apart.
  @inline(__always)
  func filter(
    _ x: UnsafePointer<Float>, _ window: Int, _ zeros: Storage, _ places: Storage,
    into target: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    let (image, row, column) = place(ofWindow: window)
    let (height, width, channels) = (convolution.height, convolution.width, convolution.inputs)
    let rows = WindowPixels(
      x + image * height * width * channels, height, width, channels,
      row: row - convolution.paddingY, column: column - convolution.paddingX, zeros)
    var i = 0
    while i < channels {
      for column in 0..<6 {
        let isInside = rows.columns.contains(column)
        let six = SixPoints.six { isInside ? Lanes(rows[$0] + column * channels + i) : Lanes() }
        SixPoints.store(SixPoints.filtered(six), places.pointer + column * 16, 96)
      }
      for row in 0..<6 {
        SixPoints.store(
          SixPoints.filtered(SixPoints.six { Lanes(places.pointer + row * 96 + $0 * 16) }),
          target + 6 * row * stride + i, stride)
      }
      i += 16
    }
  }

  /// A window's image, and its first output's row and column there.
  @inline(__always)
  func place(ofWindow window: Int) -> (image: Int, row: Int, column: Int) {
    let (image, inside) = window.quotientAndRemainder(dividingBy: windowsInImage)
    let (row, column) = inside.quotientAndRemainder(dividingBy: windowColumns)
    return (image, step * row, step * column)
  }

  /// The zeros that stand for a window's row past the image's edges.
  func zeros(_ channels: Int) -> Storage {
    let zeros = Storage(count: 6 * channels)
    zeros.pointer.update(repeating: 0, count: 6 * channels)
    return zeros
  }

  /// The outputs of a window from its places, `stride` apart.
  @inline(__always)
  private func gather(
    _ sums: UnsafePointer<Float>, _ stride: Int, _ bias: UnsafePointer<Float>?,
    _ window: Int, _ places: Storage, into y: UnsafeMutablePointer<Float>
  ) {
    let (image, row, column) = place(ofWindow: window)
    let (outputs, width) = (convolution.outputs, convolution.outputWidth)
    let (rows, columns) = (min(step, convolution.outputHeight - row), min(step, width - column))
    let target = y + ((image * convolution.outputHeight + row) * width + column) * outputs
    var o = 0
    while o < outputs {
      let bias = bias.map { Lanes($0 + o) } ?? Lanes(repeating: 0)
      @inline(__always) func put(_ row: Int, _ column: Int, _ lanes: Lanes) {
        if column < columns {
          (lanes + bias).store(to: target + (row * width + column) * outputs + o)
        }
      }
      if step == 4 {
        gather(4, rows, sums + o, stride, places, put)
      } else {
        gather(2, rows, sums + o, stride, places, put)
      }
      o += 16
    }
  }

  /// The inverse transform: `put` takes the first `rows` of `outputs` rows by as many columns that follow from
  /// thirty-six places, `stride` apart.
  @inline(__always)
  func gather(
    _ outputs: Int, _ rows: Int, _ sums: UnsafePointer<Float>, _ stride: Int, _ places: Storage,
    _ put: (_ row: Int, _ column: Int, _ lanes: Lanes) -> Void
  ) {
    for column in 0..<6 {
      SixPoints.store(
        outputs,
        SixPoints.gathered(
          outputs, SixPoints.six { Lanes(sums + (6 * $0 + column) * stride) })
      ) { $1.store(to: places.pointer + (6 * $0 + column) * 16) }
    }
    for row in 0..<rows {
      SixPoints.store(
        outputs,
        SixPoints.gathered(
          outputs, SixPoints.six { Lanes(places.pointer + row * 96 + $0 * 16) })
      ) { put(row, $0, $1) }
    }
  }
}

/// The pixels under a window: the starts of its six rows, zeros for those past the image's edges, and its columns
/// that lie in the image.
struct WindowPixels {
  private typealias Start = UnsafePointer<Float>
  private let starts: (Start, Start, Start, Start, Start, Start)
  let columns: Range<Int>

  @inline(__always)
  init(
    _ image: UnsafePointer<Float>, _ height: Int, _ width: Int, _ channels: Int, row: Int,
    column: Int, _ zeros: Storage
  ) {
    @inline(__always) func start(_ i: Int) -> UnsafePointer<Float> {
      row + i >= 0 && row + i < height
        ? image + ((row + i) * width + column) * channels : UnsafePointer(zeros.pointer)
    }
    starts = (start(0), start(1), start(2), start(3), start(4), start(5))
    let first = max(0, -column)
    columns = first..<max(first, min(6, width - column))
  }

  /// The start of a row, a literal.
  @inline(__always)
  subscript(_ row: Int) -> UnsafePointer<Float> {
    switch row {
    case 0: starts.0
    case 1: starts.1
    case 2: starts.2
    case 3: starts.3
    case 4: starts.4
    default: starts.5
    }
  }
}
