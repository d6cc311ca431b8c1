import Foundation

/// The Swift compiler on the PATH, with its tools.
struct Toolchain {
  var swiftc: String
  var swift: String
  /// `llvm-symbolizer`, if there is one.
  var symbolizer: String?
  /// A text that changes with the compiler.
  var identity: String

  /// - Throws: `ToolchainMissing`.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
    func find(_ name: String, in folders: [String]) -> String? {
      folders.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }
    guard let swiftc = find("swiftc", in: folders), let swift = find("swift", in: folders) else {
      throw ToolchainMissing()
    }
    let resolved = URL(fileURLWithPath: swiftc).resolvingSymlinksInPath()
    self.swiftc = swiftc
    self.swift = swift
    symbolizer = find(
      "llvm-symbolizer", in: [resolved.deletingLastPathComponent().path] + folders)
    identity = resolved.path + " " + FileIdentity.of(resolved.path)
  }
}

/// The error for a missing Swift compiler.
struct ToolchainMissing: Error, CustomStringConvertible {
  var description: String {
    "swiftc is not on the PATH: install Swift 6 (https://swift.org/install)"
  }
}

/// An identity that tells a file from a later one of the same name.
enum FileIdentity {
  static func of(_ path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0 else { return "missing" }
    #if os(Linux)
      let time = status.st_mtim
    #else
      let time = status.st_mtimespec
    #endif
    return "\(status.st_size) \(time.tv_sec).\(time.tv_nsec)"
  }
}
