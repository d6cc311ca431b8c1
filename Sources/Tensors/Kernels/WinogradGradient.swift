/// The weight's gradient by minimal filtering: the output's gradient is the filter, of a window's outputs, and the
/// kernel's taps are what comes out, F(3 × 3, 4 × 4) or F(5 × 5, 2 × 2). Windows are summed among the thirty-six
/// products, and transformed back once.
extension Winograd {
  func weightGradient(
    _ x: UnsafePointer<Float>, _ upstream: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let sums = Storage(count: 36 * inputs * outputs)
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
          c: Matrix(sums.pointer + place * inputs * outputs, inputs, outputs),
          start: first == 0 ? .zero : .product
        ).run(tileRows: MicroKernel.rows, panels: MicroKernel.panels)
      }
    }
    parallel(rows: inputs, of: 36 * outputs) { rows in
      for i in rows { gatherTaps(sums.pointer + i * outputs, into: gradient + i * outputs) }
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
    let (edge, places) = (Storage(count: 36 * max(inputs, outputs)), Storage(count: 576))
    for window in images.lowerBound * windowsInImage..<images.upperBound * windowsInImage {
      filter(x, window, edge, places, into: filtered + (window - first) * inputs, stride)
      let (image, row, column) = place(ofWindow: window)
      let (dy, rowStride) = square(
        step, of: upstream + image * height * width * outputs, height, width, outputs, row: row,
        column: column, edge)
      for panel in 0..<outputs / 16 {
        spread(
          step, places, { Lanes(dy + $0 * rowStride + $1 * outputs + panel * 16) },
          into: spreadGradient + (panel * windows + window - first) * 16, upstreamStride)
      }
    }
  }

  /// One input's taps from the sums, which are `inputs · outputs` apart.
  private func gatherTaps(_ sums: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>)
  {
    let count = convolution.inputs * convolution.outputs
    let places = Storage(count: 576)
    for o in Swift.stride(from: 0, to: convolution.outputs, by: 16) {
      @inline(__always) func run(_ taps: Int) {
        for column in 0..<6 {
          SixPoints.store(
            taps, SixPoints.gathered(taps, SixPoints.load(sums + column * count + o, 6 * count))
          ) { $1.store(to: places.pointer + (6 * $0 + column) * 16) }
        }
        for row in 0..<taps {
          SixPoints.store(
            taps, SixPoints.gathered(taps, SixPoints.load(places.pointer + row * 96, 16))
          ) { $1.store(to: gradient + (row * taps + $0) * count + o) }
        }
      }
      if taps == 3 { run(3) } else { run(5) }
    }
  }
}
