import Foundation
import Outputs

/// The modules of a chapter's live figures.
struct LiveModules {
  /// Their bytes, compressed, by kind.
  private(set) var bytes: [String: Data] = [:]
  /// The chapters' lines of their code, by kind.
  private(set) var lines: [String: ModuleLines] = [:]

  private static let hashesName = "hashes.json"

  private static var files: [String] {
    LiveCompiler.kinds.flatMap { ["\($0).wasm.gz", "\($0).wasm.lines"] }
  }

  /// The modules in a folder of the cache; nil where it holds none, or damaged ones.
  init?(in folder: URL, sources: [Program.Source]) {
    let file = folder.appending(path: Self.hashesName)
    guard let data = try? RegularFile.data(file.path),
      let hashes = try? JSONDecoder().decode([String: String].self, from: data),
      hashes == Self.hashes(in: folder)
    else { return nil }
    self.init(files: folder, sources: sources)
  }

  /// The modules that the compiler made in a folder, which becomes one of the cache; nil where it made none.
  init?(built folder: URL, sources: [Program.Source]) throws {
    self.init(files: folder, sources: sources)
    try JSONEncoder().encode(Self.hashes(in: folder))
      .write(to: folder.appending(path: Self.hashesName))
  }

  private init?(files folder: URL, sources: [Program.Source]) {
    for kind in LiveCompiler.kinds {
      let file = folder.appending(path: "\(kind).wasm")
      guard let module = try? RegularFile.data(file.path + ".gz"),
        let lines = try? RegularFile.data(file.path + ".lines")
      else { return nil }
      bytes[kind] = module
      self.lines[kind] = ModuleLines(String(decoding: lines, as: UTF8.self), sources: sources)
    }
  }

  private static func hashes(in folder: URL) -> [String: String] {
    files.reduce(into: [:]) { $0[$1] = ExecutableCache.hash(of: folder.appending(path: $1)) }
  }
}
