import CDuktape
import Foundation

/// KaTeX, run in this process by Duktape: TeX to HTML for the eye, with MathML inside for screen readers.
/// The reader's browser runs no script for it.
public final class Mathematics {
  /// KaTeX's objection to a formula, and its place (UTF-8 bytes from the formula's beginning).
  struct Mistake: Error, Equatable {
    var message: String
    var offset: Int
  }

  /// An installation of KaTeX that is missing or cannot be loaded.
  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  /// The folder with `katex.min.js`, `katex.min.css` and `fonts`.
  let folder: URL
  private let context: OpaquePointer
  private var cache: [Formula: Result<String, Mistake>] = [:]

  private struct Formula: Hashable {
    var tex: String
    var display: Bool
  }

  /// Loads KaTeX from `KATEX_PATH`, or from the folders where systems install it.
  ///
  /// - Throws: `Missing`.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    folder = try Self.find(environment)
    context = duktape_create()
    try load()
  }

  private func load() throws {
    let builtIns = Bundle.module.bundleURL.appending(path: "Assets/es2015.js")
    let library = folder.appendingPathComponent("katex.min.js")
    let sources = try [builtIns, library].map { try String(contentsOf: $0, encoding: .utf8) }
    do {
      for source in sources + [FormulaLengths.check, Self.renderer] { _ = try evaluate(source) }
    } catch {
      throw Missing(
        description: "\(library.path) cannot be loaded: \(error); KaTeX 0.16.4 is known to work")
    }
  }

  deinit { duk_destroy_heap(context) }

  /// `render(tex, display)`: `=` and the markup in ASCII, or `!`, the position of a mistake, `:` and a
  /// message. Commands that KaTeX runs for trusted authors only are mistakes.
  private static let renderer = #"""
    function render(tex, display) {
      function refuse(use) {
        throw {
          position: Math.max(0, tex.indexOf(use.command)),
          message: use.command + ' is not allowed: a formula has no links, images or attributes',
        };
      }
      var settings = { displayMode: display, strict: 'ignore', trust: refuse };
      try {
        if (lengthCommands.test(tex)) checkLengths(katex.__parse(tex, settings), tex);
        var markup = katex.renderToString(tex, settings);
        return '=' + markup.replace(/[\\\u007f-\uffff]/g, function (unit) {
          return '\\u' + ('000' + unit.charCodeAt(0).toString(16)).slice(-4);
        });
      } catch (error) {
        return '!' + (error.position === undefined ? 0 : error.position) + ':' + error.message
          .replace(/^KaTeX parse error: /, '').replace(/ at (position \d+|end of input): [^]*$/, '');
      }
    }
    """#

  /// The formula as HTML.
  func html(_ tex: String, display: Bool) -> Result<String, Mistake> {
    let formula = Formula(tex: tex, display: display)
    if let known = cache[formula] { return known }
    let result = render(formula)
    cache[formula] = result
    return result
  }

  /// The most characters of a formula. KaTeX's time grows faster than a formula's length: these take two
  /// seconds.
  static let longest = 10_000

  private func render(_ formula: Formula) -> Result<String, Mistake> {
    let length = formula.tex.utf16.count
    guard length <= Self.longest else {
      return .failure(
        Mistake(
          message:
            "a formula has at most \(Self.longest) characters, this one has \(length): split it",
          offset: 0))
    }
    if let offset = FormulaDepth.excess(in: formula.tex) {
      let message = "groups are nested more than \(FormulaDepth.limit) deep, which is the limit"
      return .failure(Mistake(message: message, offset: offset))
    }
    // Duktape has no characters beyond U+FFFF: both ways go by UTF-16 units, escaped.
    let units = formula.tex.utf16.map {
      "\\u" + String(String(UInt32($0) + 0x10000, radix: 16).dropFirst())
    }
    let answer: String
    do {
      answer = try evaluate("render('\(units.joined())', \(formula.display))")
    } catch {
      return .failure(Mistake(message: "KaTeX failed: \(error)", offset: 0))
    }
    if answer.hasPrefix("=") { return .success(Self.unescape(answer.dropFirst())) }
    let parts = answer.dropFirst().split(separator: ":", maxSplits: 1)
    let unit = Int(parts.first ?? "") ?? 0
    let before = String(decoding: formula.tex.utf16.prefix(unit), as: UTF16.self)
    return .failure(Mistake(message: String(parts.last ?? ""), offset: before.utf8.count))
  }

  /// An error that a program in JavaScript threw.
  struct ScriptError: Error, CustomStringConvertible {
    var description: String
  }

  /// Evaluates a program in JavaScript and returns its value as text.
  func evaluate(_ source: String) throws(ScriptError) -> String {
    var source = source
    let failed = source.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { bytes in
        duktape_evaluate(context, bytes.baseAddress, bytes.count)
      }
    }
    defer { duk_pop(context) }
    let text = String(cString: duktape_text(context))
    guard failed == 0 else { throw ScriptError(description: text) }
    return text
  }

  /// Characters of escaped UTF-16 units, `\u1d49\udcdc`.
  private static func unescape(_ text: Substring) -> String {
    var units: [UInt16] = []
    var rest = text.utf16[...]
    let escape = Array("\\u".utf16)
    while let first = rest.first {
      if rest.starts(with: escape),
        let unit = UInt16(String(rest.dropFirst(2).prefix(4))!, radix: 16)
      {
        units.append(unit)
        rest = rest.dropFirst(6)
      } else {
        units.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: units, as: UTF16.self)
  }

  private static func find(_ environment: [String: String]) throws -> URL {
    let places =
      environment["KATEX_PATH"].map { [$0] } ?? [
        "/usr/share/javascript/katex", "/usr/share/nodejs/katex/dist",
        "/usr/local/lib/node_modules/katex/dist", "/opt/homebrew/lib/node_modules/katex/dist",
      ]
    for place in places where FileManager.default.fileExists(atPath: place + "/katex.min.js") {
      return URL(fileURLWithPath: place)
    }
    throw Missing(
      description: """
        KaTeX is not in \(places.joined(separator: ", ")): install libjs-katex, or name the folder of \
        katex.min.js in KATEX_PATH
        """)
  }
}
