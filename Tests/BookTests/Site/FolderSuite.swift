import Foundation

@testable import Book

/// A suite that has a folder of its own, in which it writes files.
protocol FolderSuite {
  var folder: URL { get }
}

extension FolderSuite {
  /// The first page of a site.
  static func page(_ text: String) -> String {
    "<script src=\"assets/book.js\"></script>\(text)"
  }

  func write(_ path: String, _ text: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func text(_ path: String) -> String? {
    try? String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  func output(_ name: String) -> OutputFolder { OutputFolder(folder.appending(path: name)) }
}
