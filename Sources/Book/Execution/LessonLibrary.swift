import Foundation
import Processes

/// The library that chapters are linked with, in the folder of a build.
public struct LessonLibrary: Sendable {
  /// The folder of `libLesson.so` and `Modules`.
  public var folder: URL
  /// The package that the library is built from, if known.
  public var package: URL?

  /// - Parameter folder: a build's folder, `.build/debug`; nil for that of the running executable.
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

  /// The folder of compiled chapters and of their scratch folders.
  var cache: URL {
    (package?.appendingPathComponent(".build") ?? FileManager.default.temporaryDirectory)
      .appendingPathComponent("walkthrough")
  }

  /// The compiler's arguments for a program that uses the library.
  var compilerArguments: [String] {
    let modules = folder.appendingPathComponent("Modules").path
    let headers = ["CPNG", "CSystem/include"].flatMap { name in
      package.map { ["-I", $0.appendingPathComponent("Sources/\(name)").path] } ?? []
    }
    return ["-I", modules] + headers
      + ["-L", folder.path, "-lLesson", "-Xlinker", "-rpath", "-Xlinker", folder.path]
  }

  /// The folders of the library's sources.
  private static let sources = [
    "CPNG", "CSystem", "Datasets", "Evaluation", "Figures", "Lesson", "Networks", "Outputs",
    "Platform", "Processes", "Tensors",
  ]

  /// Tells whether the library is missing or older than one of its sources.
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

  /// Builds the library if it is stale.
  ///
  /// - Throws: `LessonLibraryFailure` with the build's output.
  func prepare(
    _ toolchain: Toolchain, cancellation: Cancellation, onEvent: (RunEvent) -> Void
  ) throws {
    guard isStale else { return }
    guard let package else { throw LessonLibraryFailure(output: "\(file.path) is missing") }
    onEvent(.buildingLibrary)
    let configuration = folder.lastPathComponent == "release" ? ["-c", "release"] : []
    var environment = ProcessInfo.processInfo.environment
    if let folder = environment["TMPDIR"], access(folder, W_OK | X_OK) != 0 {
      environment["TMPDIR"] = package.appendingPathComponent(".build").path
    }
    let process = Subprocess(
      executable: toolchain.swift, arguments: ["build", "--product", "Lesson"] + configuration,
      environment: environment, folder: package.path)
    var output: [UInt8] = []
    let keep: (UnsafeRawBufferPointer) -> Void = { output = (output + $0).suffix(1 << 14) }
    let ending = try process.run([(1, keep), (2, keep)], cancellation: cancellation)
    guard ending == .exited(0), FileManager.default.fileExists(atPath: file.path) else {
      throw LessonLibraryFailure(output: String(decoding: output, as: UTF8.self))
    }
    // A library that the build leaves alone, after a change of branch say, is up to date.
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: file.path)
  }
}

/// The error of a failed build of the library.
struct LessonLibraryFailure: Error, CustomStringConvertible {
  var output: String
  var description: String { "the Lesson library could not be built:\n\(output)" }
}
