import Foundation
import Synchronization
import Testing

@testable import Book

@Suite struct StagingTests: FolderSuite {
  private let manager = FileManager.default
  let folder = FileManager.default.temporaryDirectory.appending(path: "staging-\(UUID())")

  init() throws {
    try write("site/index.html", Self.page("old"))
    try write("site/a.txt", "old")
  }

  private func link(_ path: String, to target: String) throws {
    try manager.createSymbolicLink(
      atPath: folder.appending(path: path).path, withDestinationPath: target)
  }

  /// As the program writes: see `everyFileOfASiteIsReplaced`.
  private func put(_ text: String, _ name: String, in staging: Staging) throws {
    try Data(text.utf8).write(to: staging.folder.appending(path: name), options: .atomic)
  }

  private var hidden: [String] {
    get throws { try manager.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(".") } }
  }

  @Test func aSiteThatIsALinkIsPublishedWhereItLeads() throws {
    try link("link", to: "site")
    let staging = try Staging(of: output("link"))
    try put("new", "a.txt", in: staging)
    #expect(text("site/a.txt") == "old")
    try staging.publish()
    #expect(text("site/a.txt") == "new")
    #expect(try manager.destinationOfSymbolicLink(atPath: folder.path + "/link") == "site")
    #expect(try hidden == [])
  }

  @Test func aLinkThatLeadsNowhereYetIsFollowed() throws {
    try link("link", to: "deep/folder")
    let staging = try Staging(of: output("link"))
    try put("new", "a.txt", in: staging)
    try staging.publish()
    #expect(text("deep/folder/a.txt") == "new")
  }

  @Test func nothingIsWrittenThroughALinkInTheSite() throws {
    try write("elsewhere/run.json", "old")
    try write("elsewhere/deep/b.txt", "old")
    try write("fonts/a.css", "old")
    try write("site/assets/b.css", "old")
    try link("site/chapter", to: "../elsewhere")
    try link("site/assets/fonts", to: "../../fonts")
    let staging = try Staging(of: output("site"))
    for name in ["chapter/run.json", "chapter/deep/b.txt", "assets/fonts/a.css"] {
      try put("new", name, in: staging)
    }
    try staging.publish()
    #expect(text("elsewhere/run.json") == "old" && text("elsewhere/deep/b.txt") == "old")
    #expect(text("fonts/a.css") == "old")
    #expect(text("site/chapter/deep/b.txt") == "new" && text("site/assets/fonts/a.css") == "new")
  }

  /// They are not followed either: a link may lead to all of the machine.
  @Test func otherLinksStay() throws {
    try write("site/01-a/run.json", "{}")
    let targets = [
      "root": "/", "circle": ".", "above": "..", "latest": "01-a", "nowhere": "none",
      "endless": "/dev/zero", "page.html": "index.html", "deep": "/proc",
    ]
    for (name, target) in targets { try link("site/\(name)", to: target) }
    try Staging(of: output("site")).publish()
    for (name, target) in targets {
      let path = folder.path + "/site/" + name
      #expect(try manager.destinationOfSymbolicLink(atPath: path) == target)
    }
  }

  @Test(arguments: ["pipe", "01-a/run.json", "01-a/fig-a.svg", "assets/pipe"])
  func aPipeInTheSiteIsNamed(name: String) throws {
    try write("site/\(name)", "")
    try manager.removeItem(at: folder.appending(path: "site/\(name)"))
    #expect(mkfifo(folder.appending(path: "site/\(name)").path, 0o600) == 0)
    #expect(
      message { try output("site").prepare() }
        .hasSuffix("\(name) is a pipe, a socket, or a device: remove it"))
  }

  @Test func foldersAndFilesInOneAnothersPlacesAreNamed() throws {
    for (name, words) in [
      ("01-a/run.json/x", "01-a/run.json is a folder, not a file"),
      ("02-b/index.html/x", "02-b/index.html is a folder, not a file"),
      ("assets", "assets is a file, not a folder"),
    ] {
      try write("site/\(name)", "")
      #expect(message { try output("site").prepare() }.hasSuffix(": " + words))
      let first = name.split(separator: "/")[0]
      try manager.removeItem(at: folder.appending(path: "site/\(first)"))
    }
  }

  @Test func foldersThatMayNotBeWrittenAreRemovedToo() throws {
    try write("copy/deep/er/file", "")
    for name in ["copy/deep/er", "copy/deep"] {
      chmod(folder.appending(path: name).path, 0o500)
    }
    PublicationRemains.remove(folder.appending(path: "copy"))
    #expect(!manager.fileExists(atPath: folder.path + "/copy"))
  }

  /// A folder that cannot be listed, here since its path is too long for the system. What it holds would be lost.
  @Test func aFolderThatCannotBeListedIsAnObstacle() throws {
    let name = String(repeating: "d", count: 200)
    var folders = [open(folder.appending(path: "site").path, O_RDONLY)]
    for _ in 0..<25 {
      #expect(mkdirat(folders.last!, name, 0o755) == 0)
      folders.append(openat(folders.last!, name, O_RDONLY | O_DIRECTORY))
    }
    for fault in [
      message { try output("site").prepare() }, message { try Staging(of: output("site")) },
    ] {
      #expect(fault.contains("…") && fault.contains("ddd: File name too long"), "\(fault)")
    }
    #expect(text("site/a.txt") == "old")
    #expect(try hidden == [])
    for parent in folders.dropLast().reversed() {
      #expect(unlinkat(parent, name, AT_REMOVEDIR) == 0)
    }
    folders.forEach { close($0) }
    #expect(message { try output("site").prepare() } == "")
  }

  @Test func aFolderOfSomethingElseIsLeftAlone() throws {
    try write("home/letter.txt", "precious")
    #expect(message { try output("home").prepare() }.contains("is not empty and holds no site"))
    let foreign = [
      ["index.html"], ["index.html", "m/x.safetensors"], ["index.html", "01-a/run.json"],
      ["index.html", "assets/book.css"], ["assets/search.js", "m/x.safetensors"],
      ["symbols.html", "m/run.json"], ["assets/book.js"], ["symbols.html"],
    ]
    for (index, names) in foreign.enumerated() {
      for name in names { try write("mine-\(index)/\(name)", "mine") }
      for fault in [
        message { try output("mine-\(index)").prepare() },
        message { try Staging(of: output("mine-\(index)")) },
      ] {
        #expect(fault.contains("is not empty and holds no site"), "\(names)")
      }
      for name in names { #expect(text("mine-\(index)/\(name)") == "mine") }
    }
    let sites = [
      ["01-a/run.json"], ["01-a/x.safetensors"], ["assets/book.js", "01-a/run.json", "x.txt"],
    ]
    for (index, names) in sites.enumerated() {
      for name in names { try write("site-\(index)/\(name)", "") }
      #expect(message { try output("site-\(index)").prepare() } == "", "\(names)")
    }
    try write("new/.keep", "")
    #expect(message { try output("new").prepare() } == "")
    try link("round", to: "round")
    #expect(message { try output("round").prepare() }.hasSuffix("this link leads in a circle"))
    #expect(OutputFolder(URL(fileURLWithPath: "./~")).url.path.hasSuffix("/~"))
  }

  @Test func eachPublicationHasThoseBefore() throws {
    let failures = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 24) { index in
      do {
        let staging = try Staging(of: output("site"))
        try put("new", "\(index).txt", in: staging)
        try staging.publish()
      } catch {
        failures.withLock { $0 += 1 }
      }
    }
    #expect(failures.withLock { $0 } == 0)
    #expect((0..<24).filter { text("site/\($0).txt") == nil } == [])
    #expect(try hidden == [])
  }

  @Test func foldersThatCannotBeExchangedAreMoved() throws {
    let staging = try Staging(of: output("site")) { _, _ in false }
    try put("new", "a.txt", in: staging)
    try staging.publish()
    #expect(text("site/a.txt") == "new")
    #expect(try hidden == [])
  }

  @Test func aPublicationKilledBetweenItsMovesIsFinished() throws {
    func folders() -> BookFolders {
      BookFolders(
        chapters: folder, displayName: "Chapters", site: folder.appending(path: "site"))
    }
    #expect(try !folders().recoverSite())
    try write(".site.77/index.html", Self.page("new"))
    try write(".site.77/a.txt", "new")
    try manager.moveItem(atPath: folder.path + "/site", toPath: folder.path + "/.site.77.old")
    #expect(try folders().recoverSite())
    #expect(text("site/a.txt") == "new")
    // The next publication clears the rest.
    try Staging(of: output("site")).publish()
    #expect(try hidden == [])

    try manager.moveItem(atPath: folder.path + "/site", toPath: folder.path + "/.site.77.old")
    let staging = try Staging(of: output("site"))
    #expect(text("site/a.txt") == "new")
    staging.discard()
    #expect(try hidden == [])
  }

  /// At the next start, by name; others' folders and a publication that goes on stay.
  @Test func remainsOfKilledPublicationsAreRemoved() throws {
    let folders = BookFolders(
      chapters: folder, displayName: "Chapters", site: folder.appending(path: "site"))
    #expect(folders.removeRemains() == [])
    for name in [
      ".site.77/a/b.txt", ".site.78/index.html", ".site.79.old/x", ".site.x/a", ".sites.7/a",
    ] {
      try write(name, "")
    }
    chmod(folder.appending(path: ".site.77/a").path, 0o500)
    #expect(folders.removeRemains() == [".site.77", ".site.78", ".site.79.old"])
    #expect(try hidden.sorted() == [".site.x", ".sites.7"])
    #expect(text("site/a.txt") == "old")
    // A publication that goes on.
    let staging = try Staging(of: output("site"))
    try put("new", "a.txt", in: staging)
    let removed = Mutex<[String]?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      let names = folders.removeRemains()
      removed.withLock { $0 = names }
      isDone.signal()
    }
    Thread.sleep(forTimeInterval: 0.2)
    try staging.publish()
    isDone.wait()
    #expect(removed.withLock { $0 } == [])
    #expect(text("site/a.txt") == "new")
    // Without a site, they may be all there is of it.
    try manager.moveItem(atPath: folder.path + "/site", toPath: folder.path + "/.site.77.old")
    #expect(folders.removeRemains() == [])
  }

  @Test func anOutputThatCannotBeWrittenIsNamedAsItWasTyped() throws {
    try write("file", "")
    let base = folder.appending(path: "", directoryHint: .isDirectory)
    func fault(_ name: String) -> String {
      message { try OutputFolder(URL(fileURLWithPath: name, relativeTo: base)).prepare() }
    }
    #expect(
      fault("file") == "file: the site cannot be written here: this is a file, not a folder")
    #expect(
      fault("file/site")
        == "file/site: the site cannot be written here: \(folder.path)/file is a file, not a folder"
    )
    #expect(fault("/proc/site").hasPrefix("/proc/site: the site cannot be written here: "))
    #expect(
      fault("/proc") == "/proc: the site cannot be written here: "
        + "this is a mount point, which cannot be replaced: name a folder inside it")
    #expect(fault("site") == "")
  }

  @Test func faultsInTheCopyAreToldOfTheSite() throws {
    try write("site/01-test/run.json", "{")
    let staging = try Staging(of: output("site"))
    defer { staging.discard() }
    let file = staging.folder.appending(path: "01-test")
    #expect(throws: Diagnostic.self) {
      do { _ = try Record.load(file) } catch { throw staging.failure(of: error) }
    }
    do {
      _ = try Record.load(file)
    } catch {
      let fault = try #require(staging.failure(of: error) as? Diagnostic)
      #expect(fault.file.hasSuffix("/site/01-test/run.json"))
    }
  }

  @Test func aDamagedExecutableIsCompiledAgain() throws {
    let cache = ExecutableCache(folder: folder.appending(path: "cache"))
    let scratch = try cache.makeScratch()
    let file = scratch.appending(path: ExecutableCache.executableName)
    try Data("#!/bin/sh\n".utf8).write(to: file)
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    let product = try cache.keep(scratch, messages: Compiler.Messages(), as: "key")
    #expect(cache.find("key")?.executable == product.executable)
    try Data("#!/bin/s".utf8).write(to: product.executable)
    #expect(cache.find("key") == nil)
  }
}
