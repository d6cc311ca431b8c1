import Foundation
import Outputs

/// The contents of a site's folder, as far as they decide whether a site can be published there.
struct SiteShape {
  /// A file, a folder, or a link in it, after the folder around it.
  struct Entry {
    /// Relative to the folder.
    var path: String
    var status: stat

    var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }
  }

  /// The folder, without a link in its path.
  let folder: String
  private(set) var status = stat()
  private(set) var entries: [Entry] = []

  /// The first obstacle, in words; nil if there is none.
  private(set) var obstacle: String?

  /// - Parameter folder: an existing folder, without a link in its path.
  init(of folder: String) {
    self.folder = folder
    stat(folder, &status)
    for path in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
      var status = stat()
      guard lstat("\(folder)/\(path)", &status) == 0 else {
        // Unless another program has removed it meanwhile.
        guard path.contains("\u{FFFD}") else { continue }
        obstacle = "\(path): the name of this file is not UTF-8: rename it"
        return
      }
      entries.append(Entry(path: path, status: status))
    }
    // So that a folder precedes what is in it.
    entries.sort { $0.path < $1.path }
    let isEmpty = entries.allSatisfy { $0.path.hasPrefix(".") }
    guard isEmpty || isSite else {
      obstacle = "this folder is not empty and holds no site: name an empty or a new one"
      return
    }
    for entry in entries {
      guard let fault = fault(of: entry) else { continue }
      obstacle = fault
      return
    }
  }

  /// The reason for which an entry cannot be in a site that is published.
  private func fault(of entry: Entry) -> String? {
    let path = entry.path
    let needed = entry.isFolder ? R_OK | X_OK | (path.contains("/") ? 0 : W_OK) : R_OK
    let kind = entry.status.st_mode & S_IFMT
    guard kind == S_IFLNK || access("\(folder)/\(path)", needed) == 0 else {
      return "\(path): \(String(cString: strerror(errno)))"
    }
    let name = path.split(separator: "/").last ?? ""
    let isFileOfPage = [Record.fileName, Cost.fileName, "index.html", SymbolsPage.fileName]
      .contains(String(name))
    // A file, a folder, or a link can be copied; a pipe, a socket, or a device not.
    switch kind {
    case S_IFDIR: return isFileOfPage ? "\(path) is a folder, not a file" : nil
    case S_IFREG: return path == "assets" ? "\(path) is a file, not a folder" : nil
    case S_IFLNK: return nil
    default: return "\(path) is a pipe, a socket, or a device: remove it"
    }
  }
}

extension SiteShape {
  private static let script = "assets/book.js"
  /// The address of the script in a site's first page.
  private static let mark = Data("src=\"\(script)\"".utf8)

  /// Tells whether the folder is a site: its first page names this program's script, or without such a page there are
  /// a chapter's record or weights. Pages and assets of something else are not overwritten.
  private var isSite: Bool {
    let names = Set(entries.map(\.path))
    if names.contains("index.html") {
      let page = try? RegularFile.data("\(folder)/index.html", limit: TextFile.largest)
      return page?.range(of: Self.mark) != nil
    }
    let isOwn =
      names.contains(Self.script) || names.isDisjoint(with: [SymbolsPage.fileName, "assets"])
    return isOwn && entries.contains(where: \.isOfChapter)
  }
}

extension SiteShape.Entry {
  /// Tells whether it is a chapter's record or weights.
  fileprivate var isOfChapter: Bool {
    let names = path.split(separator: "/")
    guard !path.hasPrefix("."), names.count == 2, let last = names.last else { return false }
    return last == Record.fileName || last.hasSuffix(".safetensors")
  }
}
