import Foundation

/// The plots of a chapter as a script, for reading their values with the pointer: a page opened from the
/// file system may load a script, but neither a file's text nor the inside of an image.
enum Drawings {
  static let fileName = "figures.js"

  /// `book.drawings({name: markup, …})`, or nil where the chapter has no plots.
  ///
  /// - Parameter files: those that are not in the folder yet.
  static func script(
    of record: Record, in folder: URL, and files: [String: Data] = [:]
  ) throws -> Data? {
    var drawings: [String: String] = [:]
    for file in record.files where file.mediaType == "image/svg+xml" {
      let data = files[file.name] ?? (try? Data(contentsOf: folder.appending(path: file.name)))
      guard let svg = data.map({ String(decoding: $0, as: UTF8.self) }),
        svg.contains("class=\"marks\""), let start = svg.firstRange(of: "<svg")?.lowerBound
      else { continue }
      drawings[file.name] = svg[start...].trimming("\n")
    }
    guard !drawings.isEmpty else { return nil }
    return try ScriptCall("book.drawings", drawings).data
  }
}

/// Data as a script that hands them to a function of the pages'.
struct ScriptCall {
  let data: Data

  /// The same bytes for the same value.
  init(_ function: String, _ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    data = try Data("\(function)(".utf8) + encoder.encode(value) + Data(");\n".utf8)
  }
}
