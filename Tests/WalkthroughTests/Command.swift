import Foundation

/// The built command, run in a folder of its own.
struct Command {
  let folder: URL
  /// Variables that override this process's environment.
  var environment: [String: String] = [:]

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "walkthrough-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The executable beside the test bundle.
  static let executable: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "walkthrough")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder = folder.deletingLastPathComponent()
    }
    fatalError("the walkthrough executable is not built")
  }()

  /// Starts `walkthrough` with these arguments, without waiting for its end.
  func start(_ arguments: String...) throws -> Process { try start(arguments) }

  /// Executes `walkthrough` with these arguments.
  func run(_ arguments: String...) throws -> Result {
    let process = try start(arguments)
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try text("stdout"), errors: try text("stderr"))
  }

  /// Executes a line of shell in which `$walkthrough` is the executable.
  func shell(_ line: String) throws -> Result {
    var command = self
    command.environment["walkthrough"] = Self.executable.path
    let process = try command.start(
      ["-c", line], executable: URL(fileURLWithPath: "/bin/sh"))
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: try text("stdout"), errors: try text("stderr"))
  }

  private func start(_ arguments: [String], executable: URL = Self.executable) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try sink("stdout")
    process.standardError = try sink("stderr")
    try process.run()
    return process
  }

  /// Writes a chapter.
  func write(_ name: String, _ text: String) throws {
    let chapters = folder.appending(path: "Chapters")
    try FileManager.default.createDirectory(at: chapters, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: chapters.appending(path: name))
  }

  /// Every file below a folder, with its bytes.
  func files(in name: String) throws -> [String: Data] {
    let root = folder.appending(path: name)
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let file = root.appending(path: path)
      if let data = try? Data(contentsOf: file) { files[path] = data }
    }
    return files
  }

  private func sink(_ name: String) throws -> FileHandle {
    let file = folder.appending(path: name)
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }
}
