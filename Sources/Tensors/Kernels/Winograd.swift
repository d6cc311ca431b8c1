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

  /// `panels` hold the kernel, `[outputs / 16, taps², inputs, 16]`.
  func run(
    _ x: UnsafePointer<Float>, _ panels: Storage, _ bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>
  ) {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let kernel = transformedKernel(panels)
    let windows = convolution.batch * windowsInImage
    // A block's places fit the second-level cache; its windows fill the tiles.
    let blocks = max((windows * (inputs + outputs) + (1 << 11) - 1) >> 11, Engine.threads)
    let block = ((windows + blocks - 1) / blocks + 7) / 8 * 8
    parallel(chunks: (windows + block - 1) / block) { chunk in
      let range = chunk * block..<min(windows, (chunk + 1) * block)
      let (stride, sumStride) = (placeStride(block * inputs), placeStride(block * outputs))
      let filtered = Storage(count: 36 * stride)
      let sums = Storage(count: 36 * sumStride)
      let (edge, places) = (Storage(count: 36 * inputs), Storage(count: 576))
      for window in range {
        filter(
          x, window, edge, places, into: filtered.pointer + (window - range.lowerBound) * inputs,
          stride)
      }
      for place in 0..<36 {
        Tiles(
          rows: 0..<range.count, columns: 0..<outputs, a: filtered.pointer + place * stride,
          aRowStride: inputs, aStep: 1, steps: inputs,
          b: kernel.pointer + place * inputs * outputs, bStep: 16, bPanelStride: inputs * 16,
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

  /// A window's image, and its first output's row and column there.
  @inline(__always)
  func place(ofWindow window: Int) -> (image: Int, row: Int, column: Int) {
    let (image, inside) = window.quotientAndRemainder(dividingBy: windowsInImage)
    let (row, column) = inside.quotientAndRemainder(dividingBy: windowColumns)
    return (image, step * row, step * column)
  }

  /// A square of pixels, and from a row of it to the next: where they lie in the image, or copied into `edge`
  /// with zeros for those past the image's edges.
  @inline(__always)
  func square(
    _ size: Int, of image: UnsafePointer<Float>, _ height: Int, _ width: Int, _ channels: Int,
    row: Int, column: Int, _ edge: Storage
  ) -> (UnsafePointer<Float>, rowStride: Int) {
    if row >= 0 && column >= 0 && row + size <= height && column + size <= width {
      return (image + (row * width + column) * channels, width * channels)
    }
    let inside = max(0, column)..<max(0, min(width, column + size))
    let (before, count) = ((inside.lowerBound - column) * channels, inside.count * channels)
    for y in 0..<size {
      let target = edge.pointer + y * size * channels
      if row + y < 0 || row + y >= height {
        target.update(repeating: 0, count: size * channels)
      } else {
        target.update(repeating: 0, count: before)
        let source = image + ((row + y) * width + inside.lowerBound) * channels
        (target + before).update(from: source, count: count)
        (target + before + count).update(repeating: 0, count: size * channels - before - count)
      }
    }
    return (UnsafePointer(edge.pointer), size * channels)
  }

  /// The kernel's transform, `[36, outputs / 16, inputs, 16]`.
  private func transformedKernel(_ panels: Storage) -> Storage {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let result = Storage(count: 36 * inputs * outputs)
    parallel(chunks: outputs / 16, if: inputs * outputs > 1 << 10) { panel in
      let places = Storage(count: 576)
      for i in 0..<inputs {
        spread(
          taps, places,
          { Lanes(panels.pointer + ((panel * taps * taps + $0 * taps + $1) * inputs + i) * 16) },
          into: result.pointer + (panel * inputs + i) * 16, inputs * outputs)
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
    _ x: UnsafePointer<Float>, _ window: Int, _ edge: Storage, _ places: Storage,
    into target: UnsafeMutablePointer<Float>, _ stride: Int
  ) {
    let (image, row, column) = place(ofWindow: window)
    let (height, width, channels) = (convolution.height, convolution.width, convolution.inputs)
    let (source, rowStride) = square(
      6, of: x + image * height * width * channels, height, width, channels,
      row: row - convolution.paddingY, column: column - convolution.paddingX, edge)
    var i = 0
    while i < channels {
      for column in 0..<6 {
        SixPoints.store(
          SixPoints.filtered(SixPoints.load(source + column * channels + i, rowStride)),
          places.pointer + column * 16, 96)
      }
      for row in 0..<6 {
        SixPoints.store(
          SixPoints.filtered(SixPoints.load(places.pointer + row * 96, 16)),
          target + 6 * row * stride + i, stride)
      }
      i += 16
    }
  }

  /// The inverse transform: the outputs of a window from its places, `stride` apart.
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
      @inline(__always) func run(_ step: Int) {
        for column in 0..<6 {
          SixPoints.store(
            step,
            SixPoints.gathered(step, SixPoints.load(sums + column * stride + o, 6 * stride))
          ) { $1.store(to: places.pointer + (6 * $0 + column) * 16) }
        }
        for row in 0..<rows {
          SixPoints.store(
            step, SixPoints.gathered(step, SixPoints.load(places.pointer + row * 96, 16))
          ) {
            if $0 < columns { ($1 + bias).store(to: target + (row * width + $0) * outputs + o) }
          }
        }
      }
      if step == 4 { run(4) } else { run(2) }
      o += 16
    }
  }
}
