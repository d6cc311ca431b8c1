import Foundation
import Processes

/// The library that chapters are linked with, in the folder of a build.
public struct LessonLibrary: Sendable {
  /// Where `libLesson.so` and `Modules` are.
  public var folder: URL
  /// The package that the library is built from, where it is known.
  public var package: URL?

  /// - Parameter folder: a build's folder, `.build/debug`; without one, that of the running executable.
  public init(folder: URL? = nil) {
    let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    self.folder = (folder ?? executable.deletingLastPathComponent()).resolvingSymlinksInPath()
    var ancestor = self.folder
    while ancestor.pathComponents.count > 1, ancestor.lastPathComponent != ".build" {
      ancestor.deleteLastPathComponent()
    }
    let package = ancestor.deletingLastPathComponent()
    let manifest = package.appendingPathComponent("Package.swift").path
    self.package = FileManager.default.fileExists(atPath: manifest) ? package : nil
  }

  var file: URL {
    #if os(Linux)
      folder.appendingPathComponent("libLesson.so")
    #else
      folder.appendingPathComponent("libLesson.dylib")
    #endif
  }

  /// Where compiled chapters are kept, and run.
  var cache: URL {
    (package?.appendingPathComponent(".build") ?? FileManager.default.temporaryDirectory)
      .appendingPathComponent("walkthrough")
  }

  /// The compiler's arguments by which a program finds the library.
  var compilerArguments: [String] {
    let modules = folder.appendingPathComponent("Modules").path
    let headers = ["CPNG", "CSystem/include"].flatMap { name in
      package.map { ["-I", $0.appendingPathComponent("Sources/\(name)").path] } ?? []
    }
    return ["-I", modules] + headers
      + ["-L", folder.path, "-lLesson", "-Xlinker", "-rpath", "-Xlinker", folder.path]
  }

  /// The folders whose sources make the library.
  private static let sources = [
    "CPNG", "CSystem", "Datasets", "Figures", "Lesson", "Networks", "Outputs", "Processes",
    "Tensors",
  ]

  /// Whether the library is missing, or older than a source that it is made of.
  var isStale: Bool {
    func modified(_ url: URL) -> Date? {
      try? url.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
    }
    guard let built = modified(file) else { return true }
    guard let package else { return false }
    for name in Self.sources {
      let folder = package.appendingPathComponent("Sources").appendingPathComponent(name)
      let files = FileManager.default.enumerator(
        at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
      while let file = files?.nextObject() as? URL {
        if let date = modified(file), date > built { return true }
      }
    }
    return false
  }

  /// Builds the library where it is stale.
  ///
  /// - Throws: `LessonLibraryFailure` with what the build said.
  func prepare(
    _ toolchain: Toolchain, cancellation: Cancellation, onEvent: (RunEvent) -> Void
  ) throws {
    guard isStale else { return }
    guard let package else { throw LessonLibraryFailure(output: "\(file.path) is missing") }
    onEvent(.buildingLibrary)
    let configuration = folder.lastPathComponent == "release" ? ["-c", "release"] : []
    let process = Subprocess(
      executable: toolchain.swift, arguments: ["build", "--product", "Lesson"] + configuration,
      environment: ProcessInfo.processInfo.environment, folder: package.path)
    var output: [UInt8] = []
    let keep: (UnsafeRawBufferPointer) -> Void = { output = (output + $0).suffix(1 << 14) }
    let ending = try process.run([(1, keep), (2, keep)], cancellation: cancellation)
    guard ending == .exited(0), FileManager.default.fileExists(atPath: file.path) else {
      throw LessonLibraryFailure(output: String(decoding: output, as: UTF8.self))
    }
    // What a build leaves as it is, after a change of branch say, is up to date all the same.
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file.path)
  }
}

/// The library that chapters are linked with could not be built.
struct LessonLibraryFailure: Error, CustomStringConvertible {
  var output: String
  var description: String { "the Lesson library could not be built:\n\(output)" }
}
