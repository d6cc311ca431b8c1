import Tensors

/// A table of numbers, and of texts where the caller says so, from a file of comma-separated values (RFC 4180).
public struct CSV: Sendable {
  /// The names of the columns with numbers, in their order; empty where the file has no header.
  public let names: [String]
  /// The numbers, `[rows, columns]`. An empty field is NaN.
  public let values: Tensor
  /// The columns with texts, by their names.
  public let texts: [String: [String]]

  /// The number of rows, the header not included.
  public var rowCount: Int { values.shape[0] }

  /// The numbers of a column, `[rows]`. Traps where no column with numbers has this name.
  public subscript(_ name: String) -> Tensor {
    guard let column = names.firstIndex(of: name) else {
      fail("CSV: no column “\(name)” with numbers; there are \(names.joined(separator: ", "))")
    }
    return values.slice(axis: 1, column..<column + 1).reshaped([rowCount])
  }
}

/// Reads a table of comma-separated values that lies beside the chapter; see `readBytes`.
///
/// ```swift
/// let points = try readCSV("points.csv")
/// points.values             // [rows, columns]
/// points["height"]          // [rows]
/// ```
///
/// Fields may be quoted, and then hold commas, line breaks, and doubled quotes. Spaces around numbers and empty
/// lines mean nothing.
///
/// - Parameters:
///   - name: the file's path in the chapter's folder.
///   - header: whether the first line holds the columns' names.
///   - texts: the names of the columns that hold texts. All others hold numbers.
///   - separator: the character between fields, one byte: a comma, a semicolon, a tab.
/// - Returns: the columns.
/// - Throws: `DataError` with the line, where a row has more or fewer fields than the first, where a field is no
///   number, a name occurs twice, or a quote is not closed; where there is no row; where the file cannot be read.
public func readCSV(
  _ name: String, header: Bool = true, texts: [String] = [], separator: Character = ","
) throws -> CSV {
  let bytes = try readBytes(name)
  return try CSV(
    of: text(of: bytes, file: name), file: name, header: header, texts: texts,
    separator: separator)
}

extension CSV {
  init(
    of text: String, file: String, header: Bool = true, texts wanted: [String] = [],
    separator: Character = ","
  ) throws {
    guard let separator = separator.asciiValue, !"\"\r\n".utf8.contains(separator) else {
      throw DataError(file, "a separator is one byte: a comma, a semicolon, a tab")
    }
    var lines = CSVLines(text, file: file, separator: separator)
    guard let first = try lines.next() else { throw DataError(file, "is empty") }
    let all = header ? try Self.names(in: first, of: file) : []
    if let unknown = wanted.first(where: { !all.contains($0) }) {
      throw DataError(file, "has no column “\(unknown)”; there are \(all.joined(separator: ", "))")
    }
    let isText = first.fields.indices.map { header && wanted.contains(all[$0]) }
    var numbers: [Float] = []
    var columns = [[String]](repeating: [], count: first.fields.count)
    var (rowCount, next) = (0, header ? try lines.next() : first)
    while let line = next {
      guard line.fields.count == first.fields.count else {
        throw DataError(
          "\(file):\(line.number)",
          "has \(fieldCount(line.fields.count)), line \(first.number) has \(first.fields.count)")
      }
      for (column, field) in line.fields.enumerated() {
        if isText[column] {
          columns[column].append(field)
        } else if let number = Self.number(field) {
          numbers.append(number)
        } else {
          throw DataError(
            "\(file):\(line.number)",
            Self.fault(of: field, in: header ? all[column] : nil, at: column))
        }
      }
      rowCount += 1
      next = try lines.next()
    }
    guard rowCount > 0 else { throw DataError(file, "has a header and no rows") }
    names = zip(all, isText).filter { !$1 }.map(\.0)
    values = Tensor(numbers, shape: [rowCount, isText.count { !$0 }])
    texts = Dictionary(
      uniqueKeysWithValues: all.indices.filter { isText[$0] }.map { (all[$0], columns[$0]) })
  }

  private static func names(in line: CSVLines.Line, of file: String) throws -> [String] {
    let names = line.fields.map(trimmed)
    guard names.contains(where: { Float($0) == nil }) else {
      throw DataError(
        "\(file):\(line.number)", "holds numbers, not names: is it no header? header: false")
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw DataError("\(file):\(line.number)", "has two columns “\(name)”")
    }
    return names
  }

  /// A field as a number: NaN where it is empty, nil where it is none or too large.
  private static func number(_ field: String) -> Float? {
    let text = trimmed(field)
    guard !text.isEmpty else { return .nan }
    guard let number = Float(text) else { return nil }
    return number.isInfinite && text.contains(where: \.isNumber) ? nil : number
  }

  private static func fault(of field: String, in name: String?, at column: Int) -> String {
    let text = trimmed(field)
    let shown = text.count > 40 ? text.prefix(40) + "…" : text
    let place = "“\(shown)” in column \(name.map { "“\($0)”" } ?? "\(column + 1)")"
    if Float(text) != nil { return "\(place) is out of the range of a Float" }
    let advice = name.map { "; for a column of texts: texts: [\"\($0)\"]" }
    return "\(place) is no number\(advice ?? "")"
  }
}

private func fieldCount(_ count: Int) -> String { count == 1 ? "1 field" : "\(count) fields" }

private func trimmed(_ field: String) -> String {
  let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
  guard let first = field.first, let last = field.last, isSpace(first) || isSpace(last) else {
    return field
  }
  var rest = field.drop(while: isSpace)
  while let last = rest.last, isSpace(last) { rest.removeLast() }
  return String(rest)
}
