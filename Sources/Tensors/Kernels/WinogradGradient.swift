/// The weight's gradient by minimal filtering: the output's gradient is the filter, of a window's outputs, and the
/// kernel's taps are what comes out, F(3 × 3, 4 × 4) or F(5 × 5, 2 × 2). Windows are summed among the thirty-six
/// products, and transformed back once.
extension Winograd {
  func weightGradient(
    _ x: UnsafePointer<Float>, _ upstream: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let sums = Storage(count: 36 * kernelStride)
    // As many images as the second-level caches hold, or as it takes to read the sums seldom.
    let numbers = max(Engine.threads << 12, inputs * outputs)
    let images = max(1, min(convolution.batch, numbers / (windowsInImage * (inputs + outputs))))
    let stride = placeStride(images * windowsInImage * inputs)
    let upstreamStride = placeStride(images * windowsInImage * outputs)
    let filtered = Storage(count: 36 * stride)
    let spread = Storage(count: 36 * upstreamStride)
    for first in Swift.stride(from: 0, to: convolution.batch, by: images) {
      let range = first..<min(convolution.batch, first + images)
      let windows = range.count * windowsInImage
      let chunks = min(range.count, 2 * Engine.threads)
      parallel(chunks: chunks) { chunk in
        let part =
          range.count * chunk / chunks..<range.count * (chunk + 1) / chunks
        transform(
          x, upstream, part.lowerBound + first..<part.upperBound + first,
          from: first * windowsInImage, of: windows,
          into: filtered.pointer, stride, spread.pointer, upstreamStride)
      }
      parallel(chunks: 36) { place in
        Tiles(
          rows: 0..<inputs, columns: 0..<outputs, a: filtered.pointer + place * stride,
          aRowStride: 1, aStep: inputs, steps: windows,
          b: spread.pointer + place * upstreamStride, bStep: 16, bPanelStride: windows * 16,
          c: Matrix(sums.pointer + place * kernelStride, inputs, outputs),
          start: first == 0 ? .zero : .product
        ).run(tileRows: MicroKernel.rows, panels: MicroKernel.panels)
      }
    }
    parallel(rows: inputs * outputs / 16, of: 36 * 16) { rows in
      let places = Storage(count: 576)
      for start in rows.lazy.map({ $0 * 16 }) {
        @inline(__always) func put(_ row: Int, _ column: Int, _ lanes: Lanes) {
          lanes.store(to: gradient + (row * taps + column) * inputs * outputs + start)
        }
        if taps == 3 {
          gather(3, 3, sums.pointer + start, kernelStride, places, put)
        } else {
          gather(5, 5, sums.pointer + start, kernelStride, places, put)
        }
      }
    }
  }

  /// Transforms some images' windows, and what the outputs' gradient has in them, into panels of all `windows`.
  private func transform(
    _ x: UnsafePointer<Float>, _ upstream: UnsafePointer<Float>, _ images: Range<Int>,
    from first: Int, of windows: Int, into filtered: UnsafeMutablePointer<Float>, _ stride: Int,
    _ spreadGradient: UnsafeMutablePointer<Float>, _ upstreamStride: Int
  ) {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let (height, width) = (convolution.outputHeight, convolution.outputWidth)
    let (zeros, places) = (zeros(max(inputs, outputs)), Storage(count: 576))
    for window in images.lowerBound * windowsInImage..<images.upperBound * windowsInImage {
      filter(x, window, zeros, places, into: filtered + (window - first) * inputs, stride)
      let (image, row, column) = place(ofWindow: window)
      let rows = WindowPixels(
        upstream + image * height * width * outputs, height, width, outputs, row: row,
        column: column, zeros)
      for panel in 0..<outputs / 16 {
        @inline(__always) func pixel(_ row: Int, _ column: Int) -> Lanes {
          column < rows.columns.upperBound
            ? Lanes(rows[row] + column * outputs + panel * 16) : Lanes()
        }
        spread(
          step, places, pixel,
          into: spreadGradient + (panel * windows + window - first) * 16, upstreamStride)
      }
    }
  }
}
