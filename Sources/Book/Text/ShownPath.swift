import Foundation

extension URL {
  /// The path relative to the current folder, where the file is inside it.
  public var shownPath: String {
    let here = FileManager.default.currentDirectoryPath + "/"
    let path = standardizedFileURL.path
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }
}
