/// The chapters' lines that a page's module was compiled from, by the calls in its code: a browser's stack names these
/// calls by their offsets in the module.
struct ModuleLines: Encodable, Sendable {
  /// Offsets and lines in turns, by the chapter's path; offsets rise.
  private(set) var calls: [String: [Int]] = [:]

  /// Reads lines such as `0x4f00b:/folder/Chapters/01-walks.md:25`, which name a call, a compiled path, and a line.
  init(_ text: String, sources: [Program.Source]) {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 1)
      guard fields.count == 2, let colon = fields[1].lastIndex(of: ":"),
        let offset = Int(fields[0].dropFirst(2), radix: 16),
        let number = Int(fields[1][colon...].dropFirst()),
        let source = sources.first(where: {
          String(fields[1][..<colon]).namesFile($0.compiledPath)
        })
      else { continue }
      calls[source.compiledPath, default: []] += [offset, number]
    }
  }
}
