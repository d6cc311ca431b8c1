import Foundation

/// The contents of a site's folder, as far as they decide whether a site can be published there.
struct SiteShape {
  /// The first obstacle, in words; nil if there is none.
  private(set) var obstacle: String?

  /// - Parameter folder: an existing folder, without a link in its path.
  init(of folder: String) {
    let manager = FileManager.default
    guard let names = try? manager.contentsOfDirectory(atPath: folder) else { return }
    let visible = names.filter { !$0.hasPrefix(".") }
    // Without pages it may hold a chapter's record or weights.
    let isSite = visible.contains { name in
      let files = (try? manager.contentsOfDirectory(atPath: "\(folder)/\(name)")) ?? []
      return name == "index.html"
        || files.contains { $0 == Record.fileName || $0.hasSuffix(".safetensors") }
    }
    guard isSite || visible.isEmpty else {
      obstacle = "this folder is not empty and holds no site: name an empty or a new one"
      return
    }
    for path in (try? manager.subpathsOfDirectory(atPath: folder)) ?? [] {
      var status = stat()
      guard lstat("\(folder)/\(path)", &status) == 0 else { continue }
      let (kind, isAtTop) = (status.st_mode & S_IFMT, !path.contains("/"))
      let isFolder = kind == S_IFDIR
      let needed = isFolder ? R_OK | X_OK | (isAtTop ? W_OK : 0) : R_OK
      guard kind == S_IFLNK || access("\(folder)/\(path)", needed) == 0 else {
        obstacle = "\(path): \(String(cString: strerror(errno)))"
        return
      }
      guard let words = Self.obstacle(path, kind) else { continue }
      obstacle = words
      return
    }
  }

  /// A file, a folder, or a link can be copied; a pipe, a socket, or a device not.
  private static func obstacle(_ path: String, _ kind: mode_t) -> String? {
    let name = path.split(separator: "/").last ?? ""
    let isFileOfPage = [Record.fileName, Cost.fileName, "index.html", SymbolsPage.fileName]
      .contains(String(name))
    switch kind {
    case S_IFDIR: return isFileOfPage ? "\(path) is a folder, not a file" : nil
    case S_IFREG: return path == "assets" ? "\(path) is a file, not a folder" : nil
    case S_IFLNK: return nil
    default: return "\(path) is a pipe, a socket, or a device: remove it"
    }
  }
}
