import Foundation
import Outputs

/// The curves of a chapter's plots as a script, for the values under the pointer: a page opened from the
/// file system may load a script, but no other data.
enum FigureData {
  static let fileName = "figures.js"

  /// `book.figures({name: panels, …})` for the pictures that have curves; nil where none has.
  ///
  /// - Parameters:
  ///   - folder: the chapter's folder in the site.
  ///   - files: the files that are not in the folder yet, by name.
  /// - Throws: `Diagnostic` where a file of series is damaged.
  static func script(
    of record: Record, in folder: URL, and files: [String: Data] = [:]
  ) throws -> Data? {
    var figures: [String: [Output.Panel]] = [:]
    for picture in record.pictures {
      guard let series = picture.series else { continue }
      let place = folder.appending(path: series.name)
      guard let data = files[series.name] ?? (try? RegularFile.data(place.path)) else { continue }
      do {
        let panels = try SeriesFile.panels(from: data).map(\.curves)
        guard panels.contains(where: { !$0.series.isEmpty }) else { continue }
        figures[picture.file.name] = panels
      } catch {
        throw Diagnostic(
          file: place.relativePath, line: 1,
          message: "the data of this figure are damaged; run the chapter again")
      }
    }
    guard !figures.isEmpty else { return nil }
    return try ScriptCall("book.figures", figures).data
  }
}

extension Output.Panel {
  /// The panel with its lines alone: a page reads no other series out.
  fileprivate var curves: Output.Panel {
    var panel = self
    panel.series.removeAll { $0.kind != .line }
    return panel
  }
}

/// A value as a script that passes it to a function of the pages' own.
struct ScriptCall {
  let data: Data

  /// The same bytes for the same value.
  init(_ function: String, _ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    data = try Data("\(function)(".utf8) + encoder.encode(value) + Data(");\n".utf8)
  }
}
