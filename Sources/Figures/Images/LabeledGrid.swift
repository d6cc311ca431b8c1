import Foundation
import Outputs

extension ImageGrid {
  /// The grid with its labels as text: an SVG with a PNG for each row of images.
  var labeledOutput: Output {
    let data = data
    let namesEach = labels.count == images.count && rows > 1
    let size = (width: Double(images.width * scale), height: Double(images.height * scale))
    let word = labels.flatMap { $0.split(separator: " ") }.map { textWidth(String($0)) }.max() ?? 0
    let pitch = max(size.width + Double(Self.gap), (word * Metrics.text + 8).rounded(.up))
    Limits.requirePixels(
      columns, Int(min(pitch, 1e9)), rows, images.height * scale, of: "ImageGrid",
      "show fewer images, or write shorter labels")
    let gutter =
      rowLabels.isEmpty ? 0 : Metrics.labelWidth(rowLabels.map(textWidth).max() ?? 0) + 10
    let lines = labels.map { wrapped($0, to: (pitch - 4) / Metrics.text) }
    let labelHeight = Double(lines.map(\.count).max() ?? 0) * 18
    let step = size.height + (namesEach ? labelHeight + 12 : Double(Self.gap))
    let top = namesEach ? 0 : labelHeight + (labels.isEmpty ? 0 : 6)

    var content = ""
    for (index, label) in lines.enumerated() {
      let x = gutter + (Double(index % columns) + 0.5) * pitch
      let y = namesEach ? Double(index / columns) * step + size.height + 2 : 0
      for (line, text) in label.enumerated() {
        content += textElement(
          escaped(text), x: x, y: y + 15 + Double(line) * 18, anchor: .middle,
          attributes: "fill=\"\(Paint.muted.value)\"")
      }
    }
    let inset = (pitch - size.width) / 2
    for row in 0..<rows {
      let y = top + Double(row) * step
      if !rowLabels.isEmpty {
        content += textElement(
          escaped(rowLabels[row]), x: gutter - 10, y: y + size.height / 2 + 5, anchor: .end,
          attributes: "fill=\"\(Paint.muted.value)\"")
      }
      let pixels = pixels(
        rows: row..<row + 1, gap: Int(pitch) - images.width * scale, scale: scale)
      content +=
        "<image x=\"\(coordinate(gutter + inset))\" y=\"\(coordinate(y))\" "
        + "width=\"\(pixels.width)\" height=\"\(pixels.height)\" image-rendering=\"pixelated\" "
        + "href=\"data:image/png;base64,\(Data(pixels.png()).base64EncodedString())\"/>"
    }
    return FigureDocument(
      title: "Images", description: data.text + ".", width: gutter + Double(columns) * pitch,
      height: top + Double(rows) * step, content: content
    ).output(.images(data))
  }
}
