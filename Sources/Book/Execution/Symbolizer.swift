import Foundation
import Processes

/// Finds the source lines of a compiled chapter's addresses with the toolchain's `llvm-symbolizer`.
struct Symbolizer {
  let toolchain: Toolchain

  /// The places of these return addresses in chapters, innermost first.
  func frames(
    of offsets: [UInt], in executable: URL, paths: [String], cancellation: Cancellation
  ) throws -> [Crash.Frame] {
    guard let symbolizer = toolchain.symbolizer, !offsets.isEmpty else { return [] }
    // A return address points to the instruction after the call.
    let addresses = offsets.map { "0x" + String($0 &- 1, radix: 16) }
    let process = Subprocess(
      executable: symbolizer,
      arguments: ["--obj=\(executable.path)", "--output-style=JSON", "--demangle"] + addresses,
      environment: ["PATH": "/usr/bin:/bin"], folder: "/", deadline: .now + .seconds(60))
    var output = Data()
    let sinks: [Subprocess.Sink] = [(1, { output.append(contentsOf: $0) }), (2, { _ in })]
    guard try process.run(sinks, cancellation: cancellation) == .exited(0),
      let entries = try? JSONDecoder().decode([Entry].self, from: output)
    else { return [] }
    return entries.flatMap(\.symbols).compactMap { symbol in
      guard symbol.line > 0, let path = paths.first(where: symbol.file.namesFile) else {
        return nil
      }
      return Crash.Frame(
        function: symbol.function, path: path, line: symbol.line, column: max(1, symbol.column))
    }
  }

  private struct Entry: Decodable {
    var symbols: [Symbol]
    private enum CodingKeys: String, CodingKey { case symbols = "Symbol" }
  }

  private struct Symbol: Decodable {
    var file: String
    var function: String
    var line: Int
    var column: Int
    private enum CodingKeys: String, CodingKey {
      case file = "FileName"
      case function = "FunctionName"
      case line = "Line"
      case column = "Column"
    }
  }
}
