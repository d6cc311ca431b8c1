extension Tensor: CustomStringConvertible {
  /// The numbers as nested brackets with aligned columns, then the shape. Of a long axis the first and
  /// last three entries are shown.
  public var description: String {
    if shape.rank == 0 { return NumberFormat([pointer[0]]).text(pointer[0]) }
    let format = NumberFormat(shown())
    let width = shown().map { format.text($0).count }.max() ?? 0
    var offset = 0
    return block(axis: 0, &offset, format, width) + " \(shape)"
  }

  private static let edge = 3

  /// Whether an entry of an axis is left out of the description.
  private func isElided(_ index: Int, axis: Int) -> Bool {
    let length = shape[unchecked: axis]
    return length > 12 && index >= Tensor.edge && index < length - Tensor.edge
  }

  private func shown() -> [Float] {
    var result: [Float] = []
    func visit(_ axis: Int, _ start: Int, _ size: Int) {
      if axis == shape.rank { return result.append(pointer[start]) }
      let inner = size / Swift.max(1, shape[unchecked: axis])
      for i in 0..<shape[unchecked: axis] where !isElided(i, axis: axis) {
        visit(axis + 1, start + i * inner, inner)
      }
    }
    visit(0, 0, count)
    return result
  }

  private func block(
    axis: Int, _ offset: inout Int, _ format: NumberFormat, _ width: Int
  ) -> String {
    if axis == shape.rank {
      defer { offset += 1 }
      let text = format.text(pointer[offset])
      return String(repeating: " ", count: width - text.count) + text
    }
    let length = shape[unchecked: axis]
    let inner = shape.split(at: axis).inner
    var parts: [String] = []
    for i in 0..<length {
      if isElided(i, axis: axis) {
        if i == Tensor.edge { parts.append("…") }
        offset += inner
      } else {
        parts.append(block(axis: axis + 1, &offset, format, width))
      }
    }
    let isInnermost = axis == shape.rank - 1
    let separator = isInnermost ? ", " : ",\n" + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: separator) + "]"
  }
}
