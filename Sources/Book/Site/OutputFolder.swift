import Foundation
import Outputs

/// The folder that a site is published into. A site that is a link is published where the link leads.
struct OutputFolder {
  /// The path as it was given, for messages.
  let name: String
  /// The folder, which need not exist, without any link.
  let url: URL

  init(_ given: URL) {
    let path = given.relativePath
    name = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    url = Self.resolved(Self.absolute(given.absoluteURL.path))
  }

  /// The path without `.` and `..`, and with `~` as the name that it is here.
  private static func absolute(_ path: String) -> URL {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return URL(fileURLWithPath: "/" + parts.joined(separator: "/"), isDirectory: true)
  }

  private static func resolved(_ url: URL, links: Int = 40) -> URL {
    if let path = url.realPath { return URL(fileURLWithPath: path, isDirectory: true) }
    let parent = url.deletingLastPathComponent()
    let destination = try? FileManager.default.destinationOfSymbolicLink(atPath: url.path)
    if let destination, links > 0 {
      let target = URL(fileURLWithPath: destination, relativeTo: parent)
      return resolved(target.absoluteURL.standardizedFileURL, links: links - 1)
    }
    guard parent.path != url.path, url.path != "/" else { return url }
    return resolved(parent, links: links)
      .appending(path: url.lastPathComponent, directoryHint: .isDirectory)
  }

  /// Makes sure, as far as can be told, that a site can be published here, and creates the folder around it.
  ///
  /// - Throws: `OutputFailure`; `FileFailure` where the site's lock cannot be made.
  func prepare() throws {
    try preparePlace()
    _ = try shape()
  }

  /// The contents of the folder; nil where there is none yet.
  ///
  /// - Throws: `OutputFailure` where no site can be published into them.
  func shape() throws -> SiteShape? {
    var status = stat()
    guard stat(url.path, &status) == 0 else { return nil }
    let shape = SiteShape(of: url.path)
    if let obstacle = shape.obstacle { throw failure(obstacle) }
    return shape
  }

  /// As `prepare`, but for the contents of the folder.
  func preparePlace() throws {
    let parent = url.deletingLastPathComponent().path
    var (own, outer) = (stat(), stat())
    if stat(url.path, &own) == 0 {
      guard own.st_mode & S_IFMT == S_IFDIR else { throw failure("this is a file, not a folder") }
      guard stat(parent, &outer) == 0, own.st_dev == outer.st_dev, url.path != "/" else {
        throw failure("this is a mount point, which cannot be replaced: name a folder inside it")
      }
      guard access(url.path, R_OK | W_OK | X_OK) == 0 else { throw failure(errno) }
    } else {
      guard (try? FileManager.default.destinationOfSymbolicLink(atPath: url.path)) == nil else {
        throw failure("this link leads in a circle")
      }
      if let file = url.deletingLastPathComponent().nearestFile {
        throw failure("\(file.shownPath) is a file, not a folder")
      }
    }
    let missing = missingAncestors
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      try tryWriting()
    } catch {
      for folder in missing { rmdir(folder.path) }
      throw failure(of: error)
    }
    try SiteLock.requireFree(for: url)
  }

  /// Makes a file beside the folder and removes it.
  private func tryWriting() throws {
    let parent = url.deletingLastPathComponent().path
    let trial = "\(parent)/.\(url.lastPathComponent).\(getpid()).trial"
    let file = open(trial, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(errno) }
    close(file)
    unlink(trial)
  }

  /// The folders around this one that do not exist, the innermost first.
  private var missingAncestors: [URL] {
    var ancestors: [URL] = []
    var ancestor = url.deletingLastPathComponent()
    while !RegularFile.isNamed(ancestor.path), ancestor.path != "/" {
      ancestors.append(ancestor)
      ancestor.deleteLastPathComponent()
    }
    return ancestors
  }

  private func failure(_ code: Int32) -> OutputFailure { failure(String(cString: strerror(code))) }

  private func failure(_ reason: String) -> OutputFailure {
    OutputFailure(path: name, reason: reason)
  }

  /// A fault in a copy as one of the folder.
  func named(_ diagnostic: Diagnostic, copy: URL?) -> Diagnostic {
    guard let copy else { return diagnostic }
    var diagnostic = diagnostic
    if diagnostic.file.hasPrefix(copy.path + "/") {
      diagnostic.file = name + diagnostic.file.dropFirst(copy.path.count)
    }
    diagnostic.message.replace(copy.path + "/", with: name + "/")
    return diagnostic
  }

  /// The error to report for one of a publication by way of a copy: without the copy's path.
  func failure(of error: any Error, copy: URL? = nil) -> any Error {
    switch error {
    case let error as Diagnostics: return Diagnostics(error.all.map { named($0, copy: copy) })
    case let error as Diagnostic: return named(error, copy: copy)
    case is POSIXError, is CocoaError: return failure(error.systemReason)
    default: return error
    }
  }
}

/// The error of a site that cannot be written.
struct OutputFailure: Error, CustomStringConvertible {
  /// The site's folder, as it was given.
  var path: String
  var reason: String
  var description: String { "\(path): the site cannot be written here: \(reason)" }
}

extension URL {
  /// The nearest that exists of this and the folders around it, if it is not a folder.
  var nearestFile: URL? {
    var place = self
    var status = stat()
    while stat(place.path, &status) != 0, place.path != "/" { place.deleteLastPathComponent() }
    return status.st_mode & S_IFMT == S_IFDIR ? nil : place
  }

  /// The path of an existing file without any link.
  var realPath: String? {
    guard let path = realpath(path, nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }
}
