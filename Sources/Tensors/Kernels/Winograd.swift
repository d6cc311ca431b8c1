/// A 3 × 3 convolution by minimal filtering F(2 × 2, 3 × 3) (Winograd 1980; Lavin and Gray 2016): four
/// neighboring outputs from sixteen products per pair of channels where the definition takes thirty-six.
///
/// Windows of 4 × 4 pixels, two apart, are transformed by additions alone; each of their sixteen places is then
/// a matrix product over channels, with the kernel transformed beforehand; and the products are transformed
/// back. A block of windows at a time, so that all of it stays in the second-level cache.
struct Winograd {
  private let convolution: Convolution
  private let windowRows: Int
  private let windowColumns: Int

  init(_ convolution: Convolution) {
    self.convolution = convolution
    windowRows = (convolution.outputHeight + 1) / 2
    windowColumns = (convolution.outputWidth + 1) / 2
  }

  /// True for 3 × 3 kernels between channels that fill vectors.
  static func applies(to convolution: Convolution) -> Bool {
    convolution.kernelHeight == 3 && convolution.kernelWidth == 3
      && convolution.inputs % 16 == 0 && convolution.outputs % 16 == 0
  }

  /// `panels` hold the kernel, `[outputs / 16, 9 · inputs, 16]`.
  func run(
    _ x: UnsafePointer<Float>, _ panels: Storage, _ bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>
  ) {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let kernel = transformedKernel(panels)
    // Windows enough to share a reading of the kernel.
    let images = min(
      convolution.batch, max(convolution.imagesInChunk, (63 + windowsInImage) / windowsInImage))
    let (height, width) = (2 * windowRows + 2, 2 * windowColumns + 2)
    parallel(chunks: (convolution.batch + images - 1) / images) { chunk in
      let range = chunk * images..<min(convolution.batch, (chunk + 1) * images)
      let padded = convolution.padded(x, range, height: height, width: width)
      let windows = range.count * windowsInImage
      let blocks = (windows * (inputs + outputs) + (1 << 13) - 1) >> 13
      let block = ((windows + blocks - 1) / blocks + 7) / 8 * 8
      let sums = Storage(count: 16 * block * outputs)
      let filtered = Storage(count: 16 * block * inputs)
      for first in stride(from: 0, to: windows, by: block) {
        let count = min(block, windows - first)
        for window in 0..<count {
          let (image, row, column) = place(ofWindow: first + window)
          transformInput(
            padded.pointer + ((image * height + row) * width + column) * inputs,
            width * inputs, into: filtered.pointer + window * inputs, count * inputs)
        }
        for place in 0..<16 {
          Tiles(
            rows: 0..<count, columns: 0..<outputs,
            a: filtered.pointer + place * count * inputs, aRowStride: inputs,
            aStep: 1, steps: inputs, b: kernel.pointer + place * inputs * outputs, bStep: 16,
            bPanelStride: inputs * 16,
            c: Matrix(sums.pointer + place * count * outputs, count, outputs),
            start: .zero
          ).run(tileRows: MicroKernel.rows, panels: MicroKernel.panels)
        }
        for window in 0..<count {
          let (image, row, column) = place(ofWindow: first + window)
          transformOutput(
            sums.pointer + window * outputs, count * outputs, bias, row, column,
            into: y + (range.lowerBound + image) * convolution.outputPixels * outputs)
        }
      }
    }
  }

  private var windowsInImage: Int { windowRows * windowColumns }

  /// A window's image, counted from a chunk's first, and its first output's row and column there.
  @inline(__always)
  private func place(ofWindow window: Int) -> (image: Int, row: Int, column: Int) {
    let (image, inside) = window.quotientAndRemainder(dividingBy: windowsInImage)
    let (row, column) = inside.quotientAndRemainder(dividingBy: windowColumns)
    return (image, 2 * row, 2 * column)
  }

  private typealias Four = (Lanes, Lanes, Lanes, Lanes)

  /// Four vectors, `stride` apart.
  @inline(__always)
  private func load(_ x: UnsafePointer<Float>, _ stride: Int) -> Four {
    (Lanes(x), Lanes(x + stride), Lanes(x + 2 * stride), Lanes(x + 3 * stride))
  }

  @inline(__always)
  private func store(_ x: Four, to target: UnsafeMutablePointer<Float>, _ stride: Int) {
    x.0.store(to: target)
    x.1.store(to: target + stride)
    x.2.store(to: target + 2 * stride)
    x.3.store(to: target + 3 * stride)
  }

  /// The kernel's transform, `[16, outputs / 16, inputs, 16]`.
  private func transformedKernel(_ panels: Storage) -> Storage {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let result = Storage(count: 16 * inputs * outputs)
    @inline(__always) func spread(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Four {
      let (outer, half) = ((a + c) * 0.5, b * 0.5)
      return (a, outer + half, outer - half, c)
    }
    parallel(chunks: outputs / 16, if: inputs * outputs > 1 << 10) { panel in
      for i in 0..<inputs {
        @inline(__always) func tap(_ row: Int, _ column: Int) -> Lanes {
          Lanes(panels.pointer + ((panel * 9 + row * 3 + column) * inputs + i) * 16)
        }
        let columns = [0, 1, 2].map { spread(tap(0, $0), tap(1, $0), tap(2, $0)) }
        let target = result.pointer + (panel * inputs + i) * 16
        @inline(__always) func store(_ row: Int, _ a: Lanes, _ b: Lanes, _ c: Lanes) {
          self.store(spread(a, b, c), to: target + 4 * row * inputs * outputs, inputs * outputs)
        }
        store(0, columns[0].0, columns[1].0, columns[2].0)
        store(1, columns[0].1, columns[1].1, columns[2].1)
        store(2, columns[0].2, columns[1].2, columns[2].2)
        store(3, columns[0].3, columns[1].3, columns[2].3)
      }
    }
    return result
  }

  /// The input's transform: one window's sixteen places, `stride` apart.
  @inline(__always)
  private func transformInput(
    _ source: UnsafePointer<Float>, _ rowStride: Int, into target: UnsafeMutablePointer<Float>,
    _ stride: Int
  ) {
    let inputs = convolution.inputs
    @inline(__always) func apart(_ x: Four) -> Four {
      (x.0 - x.2, x.1 + x.2, x.2 - x.1, x.1 - x.3)
    }
    var i = 0
    while i < inputs {
      @inline(__always) func column(_ j: Int) -> Four {
        apart(load(source + j * inputs + i, rowStride))
      }
      let (a, b, c, d) = (column(0), column(1), column(2), column(3))
      @inline(__always) func store(_ row: Int, _ x: Four) {
        self.store(apart(x), to: target + 4 * row * stride + i, stride)
      }
      store(0, (a.0, b.0, c.0, d.0))
      store(1, (a.1, b.1, c.1, d.1))
      store(2, (a.2, b.2, c.2, d.2))
      store(3, (a.3, b.3, c.3, d.3))
      i += 16
    }
  }

  /// The inverse transform: the four outputs of a window from its places, `stride` apart.
  @inline(__always)
  private func transformOutput(
    _ sums: UnsafePointer<Float>, _ stride: Int, _ bias: UnsafePointer<Float>?, _ row: Int,
    _ column: Int, into image: UnsafeMutablePointer<Float>
  ) {
    let (outputs, width) = (convolution.outputs, convolution.outputWidth)
    let hasNextRow = row + 1 < convolution.outputHeight
    let hasNextColumn = column + 1 < width
    let target = image + (row * width + column) * outputs
    var o = 0
    while o < outputs {
      @inline(__always) func together(_ x: Four) -> (Lanes, Lanes) {
        (x.0 + x.1 + x.2, x.1 - x.2 - x.3)
      }
      @inline(__always) func column(_ j: Int) -> (Lanes, Lanes) {
        together(load(sums + j * stride + o, 4 * stride))
      }
      let (a, b, c, d) = (column(0), column(1), column(2), column(3))
      var (top, bottom) = (together((a.0, b.0, c.0, d.0)), together((a.1, b.1, c.1, d.1)))
      if let bias {
        let bias = Lanes(bias + o)
        top = (top.0 + bias, top.1 + bias)
        bottom = (bottom.0 + bias, bottom.1 + bias)
      }
      top.0.store(to: target + o)
      if hasNextColumn { top.1.store(to: target + outputs + o) }
      if hasNextRow {
        bottom.0.store(to: target + width * outputs + o)
        if hasNextColumn { bottom.1.store(to: target + (width + 1) * outputs + o) }
      }
      o += 16
    }
  }
}
