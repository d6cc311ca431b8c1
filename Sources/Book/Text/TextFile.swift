import Foundation
import Outputs

/// Reads the files that a book is made of: text, and nothing that could keep a reader waiting.
package enum TextFile {
  /// The most bytes of a file, where nothing else is said.
  static let largest = 1 << 22

  /// A file's text; nil if there is no file.
  ///
  /// - Throws: `Diagnostic` as `read` does.
  static func readIfPresent(_ path: String) throws(Diagnostic) -> String? {
    RegularFile.isNamed(path) ? try read(path) : nil
  }

  /// A file's text.
  ///
  /// - Throws: `Diagnostic` where it is no file, too large, not readable, or not UTF-8.
  package static func read(_ path: String) throws(Diagnostic) -> String {
    let data: Data
    do {
      data = try RegularFile.data(path, limit: largest)
    } catch {
      throw Diagnostic(file: path, line: 1, message: "this file \(error)")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Diagnostic(file: path, line: 1, message: "this file is not UTF-8")
    }
    return text
  }
}
