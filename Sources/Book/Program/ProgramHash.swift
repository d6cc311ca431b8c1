import Outputs
import SwiftParser
import SwiftSyntax

/// The hash of a program's sources, which ignores comments and layout.
enum ProgramHash {
  static func hash(of sources: [Program.Source]) -> String {
    let texts = sources.map { source in
      // The first line names the chapter's file, which may move.
      let program = source.text.drop { $0 != "\n" }
      return SyntaxHash.text(of: Parser.parse(source: String(program))) + "\n"
    }
    return SHA256.hex(Array(texts.joined().utf8))
  }
}
