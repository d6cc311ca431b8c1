import Foundation
import Testing

@testable import Serving

struct StaticFileRootTests {
  let folder: URL
  let root: StaticFileRoot

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "root-\(UUID())")
    let site = folder.appending(path: "site")
    try FileManager.default.createDirectory(
      at: site.appending(path: "01-test"), withIntermediateDirectories: true)
    for name in ["index.html", "01-test/index.html", "01-test/a b.svg", ".hidden"] {
      try Data(name.utf8).write(to: site.appending(path: name))
    }
    try Data("secret".utf8).write(to: folder.appending(path: "secret"))
    for (name, target) in [("out", "secret"), ("up", "")] {
      try FileManager.default.createSymbolicLink(
        at: site.appending(path: name), withDestinationURL: folder.appending(path: target))
    }
    root = StaticFileRoot(folder: site)
  }

  private func content(_ path: String) -> String? {
    guard case .file(let file) = root.find(path) else { return nil }
    return try? String(contentsOf: file, encoding: .utf8)
  }

  @Test(arguments: [
    ("/", "index.html"), ("/index.html", "index.html"), ("/01-test/", "01-test/index.html"),
    ("/01-test/a%20b.svg", "01-test/a b.svg"),
  ])
  func findsPublishedFiles(_ path: String, _ expected: String) {
    #expect(content(path) == expected)
  }

  @Test(arguments: [
    "/../secret", "/%2e%2e/secret", "/%2E%2E%2Fsecret", "/01-test/../../secret",
    "/01-test/%2e%2e/%2e%2e/secret", "/..%2fsecret", "/%5c..%5csecret", "/out", "/up/secret",
    "/.hidden", "/01-test//index.html", "/./index.html", "/index.html/", "/index.html%00.svg",
    "/%", "/%zz", "//etc/passwd", "/nothing", "index.html",
    "/" + String(repeating: "a", count: 2000),
  ])
  func findsNothingElse(_ path: String) {
    #expect(root.find(path) == .nothing)
  }

  @Test func addressesOfFoldersEndWithASlash() { #expect(root.find("/01-test") == .folder) }

  @Test func aMissingRootIsReportedUntilItReturns() throws {
    let aside = folder.appending(path: "aside")
    try FileManager.default.moveItem(at: root.folder, to: aside)
    #expect(root.find("/") == .missingRoot)
    try FileManager.default.moveItem(at: aside, to: root.folder)
    #expect(content("/") == "index.html")
  }
}
