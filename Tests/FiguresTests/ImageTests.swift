import CPNG
import Foundation
import Outputs
import Tensors
import Testing

@testable import Figures

/// Red, green, blue and opacity of a PNG's pixels, read back by libpng.
private func decoded(_ png: [UInt8]) throws -> (width: Int, height: Int, rgba: [UInt8]) {
  var image = png_image()
  image.version = png_uint_32(PNG_IMAGE_VERSION)
  try #require(png_image_begin_read_from_memory(&image, png, png.count) != 0)
  image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
  var bytes = [UInt8](repeating: 0, count: Int(image.width * image.height) * 4)
  try #require(png_image_finish_read(&image, nil, &bytes, 0, nil) != 0)
  return (Int(image.width), Int(image.height), bytes)
}

@Suite struct ImageTests {
  @Test func colorPixelsComeBack() throws {
    for colors in [5, 1000] {
      var pixels = Pixels(width: 40, height: 30, channels: .rgba)
      for y in 0..<30 {
        for x in 0..<40 {
          let color = (y * 40 + x) * 7 % colors
          pixels[x, y] = [
            UInt8(color % 256), UInt8(color / 4), UInt8(color % 13), UInt8(255 - color % 3),
          ]
        }
      }
      let back = try decoded(pixels.png())
      #expect(back.width == 40 && back.height == 30)
      #expect(back.rgba == pixels.bytes)
      #expect(pixels.png() == pixels.png())
    }
  }

  @Test func grayPixelsComeBack() throws {
    for levels in [200, 256] {
      var pixels = Pixels(width: 32, height: 20, channels: .grayAlpha)
      for y in 0..<20 {
        for x in 0..<32 where x != y { pixels[x, y] = [UInt8((y * 32 + x) % levels), 255] }
      }
      let back = try decoded(pixels.png())
      for index in 0..<640 {
        let (gray, opacity) = (pixels.bytes[2 * index], pixels.bytes[2 * index + 1])
        #expect(Array(back.rgba[4 * index..<4 * index + 4]) == [gray, gray, gray, opacity])
      }
    }
  }

  @Test func aGridIsItsImages() throws {
    let output = ImageGrid(
      Tensor([0, 1, 0.5, .nan, 2, -1], shape: [3, 1, 2]), columns: 2, scale: 2
    ).lowered()
    let file = try #require(output.picture)
    let image = try decoded(file.bytes)
    #expect(image.width == 10 && image.height == 6)
    #expect(file.width == 10 && file.height == 6)
    let pixel = { (x: Int, y: Int) in Array(image.rgba[(y * 10 + x) * 4..<(y * 10 + x) * 4 + 4]) }
    #expect(pixel(0, 0) == [0, 0, 0, 255] && pixel(1, 1) == [0, 0, 0, 255])
    #expect(pixel(2, 0) == [255, 255, 255, 255])
    #expect(pixel(4, 0)[3] == 0)  // between
    #expect(pixel(6, 0) == [128, 128, 128, 255])
    #expect(pixel(8, 0)[3] == 0)  // not a number
    #expect(pixel(0, 4) == [255, 255, 255, 255] && pixel(2, 4) == [0, 0, 0, 255])
    #expect(pixel(6, 4)[3] == 0)  // there is no fourth image
    #expect(
      output.content.text.hasPrefix("3 images of 2 × 1, 2 in a row; 1 value is not finite"))
    #expect(
      output.content
        == .images(
          Output.ImageGrid(
            count: 3, columns: 2, width: 2, height: 1, scale: 2, hasColor: false, missingValues: 1,
            labels: [], rowLabels: [])))
  }

  @Test func labelsMakeAnSVG() throws {
    let grid = ImageGrid(
      Tensor.full([4, 4, 4], 0.5), columns: 2, labels: ["a", "b"],
      rowLabels: ["<in>", "out"])
    let markup = svg(grid)
    #expect(markup.components(separatedBy: "<image").count == 3)
    #expect(markup.contains(">&lt;in&gt;</text>"))
    #expect(description(grid).hasPrefix("4 images of 4 × 4, 2 in a row: a, b, &lt;in&gt;, out"))
    let output = grid.lowered()
    guard case .images(let data) = output.content else {
      Issue.record("a grid is \(output.content)")
      return
    }
    #expect((data.rows, data.columns, data.count) == (2, 2, 4))
    #expect(data.labels == ["a", "b"] && data.rowLabels == ["<in>", "out"])
    #expect(output.picture?.format == .svg && output.picture?.panels == [])
  }

  @Test func noImages() {
    for shape: Shape in [[0, 28, 28], [3, 0, 28], [3, 28, 0], [0, 28, 28, 3]] {
      let output = ImageGrid(Tensor([], shape: shape)).lowered()
      #expect(output.content.note == "No images.")
      #expect(output.content.text.hasSuffix("\n  No images."))
      let markup = String(decoding: output.picture?.bytes ?? [], as: UTF8.self)
      #expect(markup.contains(">No images.</text>"))
    }
  }

  @Test func framesAreOnASpriteSheet() throws {
    let frames = (0..<5).map { Frame(Tensor([Float($0) / 4, 1], shape: [1, 2]), scale: 3) }
    let output = Scrubber("Film \"1\"", frames: frames, labels: ["a", "b", "c", "\"d\"", "e<"])
      .lowered()
    let file = try #require(output.picture)
    let image = try decoded(file.bytes)
    #expect(image.width == 6 && image.height == 2)
    #expect(file.width == 18 && file.height == 6)
    #expect(image.rgba[8] == 64)  // the second frame's first pixel
    #expect(
      output.content
        == .film(
          Output.Film(
            title: "Film \"1\"", labels: ["a", "b", "c", "\"d\"", "e<"], columns: 3, width: 6,
            height: 3, isPixelated: true)))
    #expect(output.content.text == "Film \"1\"\n  5 frames of 6 × 3, from a to e<")
  }

  @Test func aGridIsAFrame() {
    let images = Tensor([0, 1, 0.2, 0.4, 0.6, 0.8], shape: [3, 1, 2])
    let frame = Frame(ImageGrid(images, columns: 2, scale: 3))
    #expect(frame.pixels.width == 5 && frame.pixels.height == 3)
    #expect(frame.width == 15 && frame.height == 9 && frame.isPixelated)
    #expect(frame.pixels[1, 0] == [255, 255, 255, 255] && frame.pixels[3, 0][0] == 51)
    // Between images, and where the last row has no more, the page shows through.
    #expect(frame.pixels[2, 0][3] == 0 && frame.pixels[0, 1][3] == 0 && frame.pixels[3, 2][3] == 0)
    #expect(frame.note == nil)
    let color = Frame(ImageGrid(Tensor.ones([1, 2, 2, 3]), range: 0...2))
    #expect(color.pixels[1, 1] == [128, 128, 128, 255] && color.width == 4)
  }

  @Test func dotsAreAtTheirPoints() {
    let frame = Frame(
      points: [[0, 0], [2, 2], [.nan, 0], [9, 9]], x: -3...3, y: -3...3, size: 60)
    #expect(frame.pixels.width == 120 && frame.pixels.height == 120)
    #expect(frame.pixels[60, 60][3] > 150)
    #expect(frame.pixels[100, 20][3] > 150)
    #expect(frame.pixels[20, 100][3] == 0 && frame.pixels[2, 2][3] == 0)
    #expect(Array(frame.pixels[60, 60].prefix(3)) == Dots.color)
  }

  @Test func dotsContrastWithWhiteAndNearBlack() {
    #expect(contrast(Dots.color, [255, 255, 255]) > 3)
    #expect(contrast(Dots.color, [22, 24, 27]) > 3)
  }

  /// The contrast ratio of two colors (WCAG 2).
  private func contrast(_ a: [UInt8], _ b: [UInt8]) -> Double {
    let luminance = { (color: [UInt8]) -> Double in
      let linear = color.map { byte -> Double in
        let share = Double(byte) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
    let (one, other) = (luminance(a), luminance(b))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }
}
