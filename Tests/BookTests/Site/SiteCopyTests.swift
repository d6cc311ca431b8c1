import Foundation
import Testing

@testable import Book

/// Files that other programs keep in a site.
@Suite struct SiteCopyTests: FolderSuite {
  private let manager = FileManager.default
  let folder = FileManager.default.temporaryDirectory.appending(path: "copies-\(UUID())")

  init() throws {
    try write("site/index.html", Self.page("old"))
    try write("site/notes/deep/a.txt", "a")
    try write("site/b.txt", "b")
  }

  private func status(_ path: String) -> stat {
    var status = stat()
    lstat(folder.appending(path: path).path, &status)
    return status
  }

  /// Publishes, with a change of the first page.
  private func publish(_ meanwhile: (Staging) throws -> Void = { _ in }) throws {
    let staging = try Staging(of: output("site"))
    try Data(Self.page("new").utf8).write(
      to: staging.folder.appending(path: "index.html"), options: .atomic)
    try meanwhile(staging)
    #expect(text("site/index.html") == Self.page("old"))
    try staging.publish()
    #expect(text("site/index.html") == Self.page("new"))
  }

  @Test func ownersTimesAndPermissionsStay() throws {
    let names = ["site", "site/notes", "site/notes/deep", "site/notes/deep/a.txt", "site/b.txt"]
    for name in names.reversed() {
      let path = folder.appending(path: name).path
      chmod(path, name.hasSuffix("txt") ? 0o640 : 0o750)
      if geteuid() == 0 { chown(path, 12345, 54321) }
      utimensat(
        AT_FDCWD, path,
        [timespec(tv_sec: 1_000_000, tv_nsec: 7), timespec(tv_sec: 1_000_000, tv_nsec: 7)], 0)
    }
    let before = names.map(status)
    try publish()
    for (name, old) in zip(names, before) {
      let new = status(name)
      #expect(new.st_uid == old.st_uid && new.st_gid == old.st_gid, "\(name)")
      #expect(new.st_mode == old.st_mode, "\(name)")
      // The first page of the site is new.
      if name != "site" {
        #expect(new.st_mtim.tv_sec == 1_000_000 && new.st_mtim.tv_nsec == 7, "\(name)")
      }
    }
  }

  /// A program that has a file open goes on to write into the site.
  @Test func writesIntoFilesThatAreThereAreKept() throws {
    let log = try FileHandle(forWritingTo: folder.appending(path: "site/notes/deep/a.txt"))
    try publish { _ in
      try log.seekToEnd()
      try log.write(contentsOf: Data("-during".utf8))
    }
    try log.write(contentsOf: Data("-after".utf8))
    #expect(text("site/notes/deep/a.txt") == "a-during-after")
  }

  /// As the README says: what others add, replace or remove while the pages are written is as it was.
  @Test func otherChangesMeanwhileAreLost() throws {
    try publish { _ in
      try write("site/added.txt", "added")
      try Data("replaced".utf8).write(to: folder.appending(path: "site/b.txt"), options: .atomic)
    }
    #expect(text("site/added.txt") == nil && text("site/b.txt") == "b")
  }

  @Test func aCopyIsNotChangedWithItsOriginalNorTheOtherWay() throws {
    let staging = try Staging(of: output("site"))
    try Data("new".utf8).write(to: staging.folder.appending(path: "b.txt"), options: .atomic)
    #expect(text("site/b.txt") == "b")
    staging.discard()
    #expect(text("site/b.txt") == "b" && text("site/notes/deep/a.txt") == "a")
    // That of an experiment is a person's to write into.
    let copy = folder.appending(path: "experiment")
    try Publication.copy(folder.appending(path: "site"), to: copy)
    let file = try FileHandle(forWritingTo: copy.appending(path: "b.txt"))
    try file.write(contentsOf: Data("changed".utf8))
    #expect(text("site/b.txt") == "b" && text("experiment/notes/deep/a.txt") == "a")
  }

  @Test func filesThatVanishAndNamesThatAreNoTextAreMet() throws {
    let shape = SiteShape(of: folder.appending(path: "site").path)
    try manager.removeItem(at: folder.appending(path: "site/b.txt"))
    try SiteCopy.make(of: shape, to: folder.appending(path: "copy"), isLinked: true)
    #expect(text("copy/b.txt") == nil && text("copy/notes/deep/a.txt") == "a")
    let name = Array(folder.appending(path: "site/x").path.utf8CString.dropLast()) + [-1, 0]
    close(open(name, O_WRONLY | O_CREAT, 0o600))
    #expect(
      message { try output("site").prepare() }
        .contains("the name of this file is not UTF-8: rename it"))
  }

  @Test(arguments: ["folder", "link", "pipe"])
  func aLockThatIsNoFileIsNamed(kind: String) throws {
    let lock = folder.appending(path: ".site.lock").path
    switch kind {
    case "folder": mkdir(lock, 0o700)
    case "link": symlink("none", lock)
    default: mkfifo(lock, 0o600)
    }
    for fault in [
      message { try output("site").prepare() }, message { try Staging(of: output("site")) },
      message { try Publication.copy(folder, to: folder.appending(path: "site")) },
    ] {
      #expect(
        fault.hasSuffix(
          ".site.lock: the lock of the site is a file of this name, and this is none: remove it"))
    }
    #expect(text("site/index.html") == Self.page("old") && text("site/b.txt") == "b")
  }
}
