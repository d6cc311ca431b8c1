extension Tensor: CustomStringConvertible {
  /// The numbers in nested brackets and aligned columns, of a long axis the ends alone; then the shape. Zero has
  /// no sign, NaN is `nan`.
  public var description: String {
    var shown: [Float] = []
    _ = block { value in
      shown.append(value)
      return ""
    }
    let format = NumberFormat(shown)
    let width = shown.map { format.text($0).count }.max() ?? 0
    let numbers = block { value in
      let text = format.text(value)
      return String(repeating: " ", count: width - text.count) + text
    }
    return shape.rank == 0 ? numbers : numbers + " \(shape)"
  }

  /// The part of the numbers that begins at `start`, from an axis on.
  private func block(axis: Int = 0, at start: Int = 0, _ text: (Float) -> String) -> String {
    if axis == shape.rank { return text(pointer[start]) }
    let (_, length, inner) = shape.split(at: axis)
    let isLong = length > 12
    var parts = (0..<length).filter { !isLong || $0 < 3 || $0 >= length - 3 }
      .map { block(axis: axis + 1, at: start + $0 * inner, text) }
    if isLong { parts.insert("…", at: 3) }
    let isInnermost = axis == shape.rank - 1
    let separator = isInnermost ? ", " : ",\n" + String(repeating: " ", count: axis + 1)
    return "[" + parts.joined(separator: separator) + "]"
  }
}
