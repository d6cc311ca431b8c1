/// A convolution with stride 1 over images `[batch, height, width, inputs]`: its sizes, and the three products
/// of its forward pass and its gradients.
///
/// Nothing is unfolded. Images are copied into a zero-padded buffer, a few at a time so that they stay in
/// the second-level cache; there a row of a window, `kernelWidth · inputs` numbers, lies in one stretch, and
/// a product's k runs from stretch to stretch.
struct Convolution {
  let batch, height, width, inputs, outputs: Int
  let kernelHeight, kernelWidth: Int
  let paddingY, paddingX: Int

  var paddedHeight: Int { height + 2 * paddingY }
  var paddedWidth: Int { width + 2 * paddingX }
  var outputHeight: Int { paddedHeight - kernelHeight + 1 }
  var outputWidth: Int { paddedWidth - kernelWidth + 1 }
  /// Numbers in a padded image, in an output image.
  private var paddedCount: Int { paddedHeight * paddedWidth * inputs }
  var outputPixels: Int { outputHeight * outputWidth }
  /// Numbers in a window.
  private var windowCount: Int { kernelHeight * kernelWidth * inputs }

  /// The transposed convolution, from the output's gradient to the input's: padded up to the input's size.
  private var transposed: Convolution {
    Convolution(
      batch: batch, height: outputHeight, width: outputWidth, inputs: outputs, outputs: inputs,
      kernelHeight: kernelHeight, kernelWidth: kernelWidth,
      paddingY: kernelHeight - 1 - paddingY, paddingX: kernelWidth - 1 - paddingX)
  }

  /// The forward pass, with a weight `[kernelHeight, kernelWidth, inputs, outputs]`. What is made of the weight
  /// is kept for the next call if that `keepsKernel`.
  func forward(
    _ x: UnsafePointer<Float>, weight: Storage, keepsKernel: Bool, bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>
  ) {
    if Winograd.applies(to: self) {
      let sizes = TransformedKernel.Sizes(taps: kernelWidth, inputs: inputs, outputs: outputs)
      let kept = weight.keptKernel(sizes)
      let kernel =
        kept ?? Winograd(self).transformed(weight.pointer, (inputs * outputs, outputs, 16))
      if kept == nil && keepsKernel {
        weight.keep(TransformedKernel(sizes: sizes, numbers: kernel))
      }
      Winograd(self).run(x, kernel, bias, into: y)
      return
    }
    let panels = Storage(count: windowCount * panelColumns)
    let packing = PanelPacking(b: Matrix(weight.pointer, windowCount, outputs))
    parallel(chunks: panelColumns / 16, if: panels.count > 1 << 14) { panel in
      packing.pack(
        panel * 16..<min(outputs, panel * 16 + 16), 0..<windowCount,
        into: panels.pointer + panel * 16 * windowCount)
    }
    run(x, panels, bias, into: y)
  }

  func inputGradient(
    _ upstream: UnsafePointer<Float>, weight: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    let back = transposed
    let panels = Storage(count: back.windowCount * back.panelColumns)
    let taps = kernelHeight * kernelWidth
    // The weights of each tap transposed, the taps in reverse order.
    parallel(chunks: taps, if: panels.count > 1 << 14) { tap in
      let ofTap = Matrix(weight + tap * inputs * outputs, inputs, outputs)
      PanelPacking(b: ofTap.transposed).pack(
        0..<inputs, 0..<outputs, into: panels.pointer + (taps - 1 - tap) * outputs * 16,
        panelStride: back.windowCount * 16)
    }
    if Winograd.applies(to: back) {
      let kernel = Winograd(back).transformed(
        panels.pointer, (outputs * 16, 16, back.windowCount * 16))
      Winograd(back).run(upstream, kernel, nil, into: gradient)
    } else {
      back.run(upstream, panels, nil, into: gradient)
    }
  }

  private var panelColumns: Int { (outputs + 15) / 16 * 16 }

  /// The starts of a window's rows, from the window's own start on.
  private var windowRows: [Int] { (0..<kernelHeight).map { $0 * paddedWidth * inputs } }

  private func run(
    _ x: UnsafePointer<Float>, _ panels: Storage, _ bias: UnsafePointer<Float>?,
    into y: UnsafeMutablePointer<Float>
  ) {
    let images = imagesInChunk
    withOffsets(pixelOffsets(images: images), windowRows) { pixels, windowRows in
      parallel(chunks: (batch + images - 1) / images) { chunk in
        let range = chunk * images..<min(batch, (chunk + 1) * images)
        let padded = padded(x, range)
        let c = y + range.lowerBound * outputPixels * outputs
        Tiles(
          rows: 0..<range.count * outputPixels, columns: 0..<outputs, a: padded.pointer,
          aRows: pixels, aSegments: windowRows, aStep: 1,
          steps: kernelWidth * inputs, segments: kernelHeight, b: panels.pointer, bStep: 16,
          bPanelStride: windowCount * 16,
          c: Matrix(c, range.count * outputPixels, outputs),
          start: bias.map { .columnBias($0) } ?? .zero
        ).run(tileRows: MicroKernel.rows, panels: MicroKernel.panels)
      }
    }
  }

  /// The weight's gradient, `gradient[tap][i][o] = Σ x[pixel + tap][i] · upstream[pixel][o]`: k runs over pixels.
  func weightGradient(
    _ x: UnsafePointer<Float>, _ upstream: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    if Winograd.applies(to: self) {
      Winograd(self).weightGradient(x, upstream, into: gradient)
      return
    }
    let images = imagesInChunk
    let rowLength = kernelWidth * inputs
    let taps = (0..<windowCount).map { $0 / rowLength * paddedWidth * inputs + $0 % rowLength }
    let tileRows = MicroKernel.rows
    let tiles = (windowCount + tileRows - 1) / tileRows
    let parts = min(tiles, Engine.threads)
    let pixels = pixelOffsets(images: images)
    let rowStarts = (0..<images * outputHeight).map { pixels[$0 * outputWidth] }
    withOffsets(taps, rowStarts) { taps, rowStarts in
      parallel(chunks: parts) { part in
        let rows =
          tiles * part / parts * tileRows..<min(windowCount, tiles * (part + 1) / parts * tileRows)
        for first in stride(from: 0, to: batch, by: images) {
          let range = first..<min(batch, first + images)
          let padded = padded(x, range)
          let steps = range.count * outputPixels
          let view = Matrix(upstream + first * outputPixels * outputs, steps, outputs)
          // Rows a large power of two apart keep one another out of the first-level cache.
          let panels = outputs > 32 ? Storage(count: steps * panelColumns) : nil
          if let panels {
            PanelPacking(b: view).pack(0..<outputs, 0..<steps, into: panels.pointer)
          }
          Tiles(
            rows: rows, columns: 0..<outputs, a: padded.pointer,
            aRows: taps + rows.lowerBound, aSegments: rowStarts,
            aStep: inputs, steps: outputWidth, segments: range.count * outputHeight,
            b: panels?.pointer ?? view.pointer,
            bStep: panels == nil ? outputs : 16, bPanelStride: panels == nil ? 16 : 16 * steps,
            c: Matrix(gradient, windowCount, outputs),
            start: first == 0 ? .zero : .product
          ).run(tileRows: tileRows, panels: MicroKernel.panels)
        }
      }
    }
  }

  /// `body` with two tables of offsets, which stay where they are while it runs.
  private func withOffsets(
    _ a: [Int], _ b: [Int], _ body: (UnsafePointer<Int>, UnsafePointer<Int>) -> Void
  ) {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in body(a.baseAddress!, b.baseAddress!) }
    }
  }

  /// Images in a chunk: enough for tiles to be whole, few enough to stay in the second-level cache.
  private var imagesInChunk: Int { max(1, min(batch, (1 << 16) / max(1, paddedCount))) }

  /// The start of each output pixel's window.
  private func pixelOffsets(images: Int) -> [Int] {
    (0..<images * outputPixels).map { pixel in
      let (image, inside) = pixel.quotientAndRemainder(dividingBy: outputPixels)
      let (y, x) = inside.quotientAndRemainder(dividingBy: outputWidth)
      return image * paddedCount + (y * paddedWidth + x) * inputs
    }
  }

  /// Images padded with zeros.
  private func padded(_ x: UnsafePointer<Float>, _ images: Range<Int>) -> Storage {
    let padded = Storage(count: images.count * paddedHeight * paddedWidth * inputs)
    let (row, before) = (self.width * inputs, paddingX * inputs)
    let after = paddedWidth * inputs - before - row
    var target = padded.pointer
    for image in images {
      for y in 0..<paddedHeight {
        let source = y - paddingY
        if source < 0 || source >= self.height {
          target.update(repeating: 0, count: before + row + after)
        } else {
          target.update(repeating: 0, count: before)
          (target + before).update(from: x + (image * self.height + source) * row, count: row)
          (target + before + row).update(repeating: 0, count: after)
        }
        target += before + row + after
      }
    }
    return padded
  }
}
