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
    do {
      entries = try Self.entries(in: folder)
    } catch {
      obstacle = error.description
      return
    }
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

  /// All that is in a folder, a folder before what is in it.
  ///
  /// - Throws: where a folder in it cannot be listed, or a file found: what is not seen would be lost when the site is
  ///   exchanged.
  private static func entries(in folder: String) throws(Unlisted) -> [Entry] {
    var (entries, pending) = ([Entry](), [""])
    while let path = pending.popLast() {
      let names: [String]
      do {
        names = try FileManager.default.contentsOfDirectory(atPath: folder + path)
      } catch CocoaError.fileReadNoSuchFile where !path.isEmpty {
        continue  // Another program has removed it meanwhile.
      } catch {
        throw Unlisted(path, error.systemReason)
      }
      for name in names.map({ "\(path)/\($0)" }) {
        var status = stat()
        guard lstat(folder + name, &status) == 0 else {
          let code = errno
          if name.contains("\u{FFFD}") {
            throw Unlisted(name, "the name of this file is not UTF-8: rename it")
          }
          if code == ENOENT { continue }  // Another program has removed it meanwhile.
          throw Unlisted(name, String(cString: strerror(code)))
        }
        let entry = Entry(path: String(name.dropFirst()), status: status)
        entries.append(entry)
        if entry.isFolder { pending.append(name) }
      }
    }
    return entries.sorted { $0.path < $1.path }
  }

  private struct Unlisted: Error {
    var description: String

    /// - Parameter path: relative to the folder, with a leading slash; of a long one the end is told.
    init(_ path: String, _ reason: String) {
      let place = (path.count > 200 ? "…" : "") + path.dropFirst().suffix(200)
      description = place.isEmpty ? reason : "\(place): \(reason)"
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
    // A file, a folder, or a link can be copied; a pipe, a socket, or a device not.
    switch kind {
    case S_IFDIR: return entry.isNamedAsFile ? "\(path) is a folder, not a file" : nil
    case S_IFREG: return entry.isNamedAsFolder ? "\(path) is a file, not a folder" : nil
    case S_IFLNK:
      return entry.isNamedAsFolder && !SiteShape.leadsToFolder("\(folder)/\(path)")
        ? "\(path) is a link that leads to no folder" : nil
    default: return "\(path) is a pipe, a socket, or a device: remove it"
    }
  }
}

extension SiteShape {
  /// The fault of a page's place: a file, or a link to no folder; nil where a page can be written.
  func fault(ofPage slug: String) -> String? {
    guard let entry = entries.first(where: { $0.path == slug }), !entry.isFolder,
      !Self.leadsToFolder("\(folder)/\(slug)")
    else { return nil }
    let isLink = entry.status.st_mode & S_IFMT == S_IFLNK
    return "\(slug) is a \(isLink ? "link that leads to no" : "file, not a") folder"
  }

  private static func leadsToFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

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
  private static let folders = ["assets", "assets/katex", "assets/katex/fonts"]
  private static let assets = SiteAssets.names + [SearchIndex.fileName]
  private static let pageFiles =
    [
      Record.fileName, Cost.fileName, "index.html", SymbolsPage.fileName, FigureData.fileName,
      LiveFiles.List.fileName, LiveFiles.detailsName,
    ] + LiveCompiler.kinds.map(LiveFiles.moduleName)
  private static let endings = [
    ".svg", ".png", ".series.json", ".safetensors", LiveFiles.weightsEnding,
  ]

  /// Tells whether a folder of the site's own has this name.
  fileprivate var isNamedAsFolder: Bool { Self.folders.contains(path) }

  /// Tells whether the program writes a file of this name here: a page's, a figure, weights, an asset.
  fileprivate var isNamedAsFile: Bool {
    let names = path.split(separator: "/").map(String.init)
    guard let last = names.last else { return false }
    if Self.pageFiles.contains(last) { return true }
    guard names.count == 2 else { return false }
    if names[0] == "assets" { return Self.assets.contains(last) }
    return [".md", ".swift"].contains { last == names[0] + $0 }
      || Self.endings.contains(where: last.hasSuffix)
  }

  /// Tells whether it is a chapter's record or weights.
  fileprivate var isOfChapter: Bool {
    let names = path.split(separator: "/")
    guard !path.hasPrefix("."), names.count == 2, let last = names.last else { return false }
    return last == Record.fileName || last.hasSuffix(".safetensors")
  }
}
