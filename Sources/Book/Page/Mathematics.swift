import CDuktape
import Foundation

/// KaTeX, run in this process by Duktape: TeX to HTML for the eye with MathML inside for the ear. The
/// reader's browser runs no script for it.
public final class Mathematics {
  /// What KaTeX has against a formula, and where in it (UTF-8 bytes from its beginning).
  struct Mistake: Error, Equatable {
    var message: String
    var offset: Int
  }

  /// KaTeX could not be started.
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

  /// Loads KaTeX from `KATEX_PATH` or from where systems install it.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    folder = try Self.find(environment)
    context = book_duk_create()
    var library = try String(
      contentsOf: folder.appendingPathComponent("katex.min.js"), encoding: .utf8)
    for own in ["spoken.js", "formula.js"] {
      let file = Bundle.module.bundleURL.appending(path: "Assets/\(own)")
      library += try "\n;" + String(contentsOf: file, encoding: .utf8)
    }
    library += """

      ;function answer(tex, display) {
        try {
          return '=' + formula(tex, display).replace(/[\\u007f-\\uffff]/g, function(unit) {
            return '\\\\u' + ('000' + unit.charCodeAt(0).toString(16)).slice(-4)
          });
        } catch (error) {
          return '!' + (error.position === undefined ? 0 : error.position) + ':' + error.message
            .replace(/^KaTeX parse error: /, '').replace(/ at (position \\d+|end of input): [^]*$/, '');
        }
      }
      """
    guard evaluate(library) != nil else {
      let reason = String(cString: book_duk_text(context))
      throw Missing(description: "\(folder.path)/katex.min.js cannot be loaded: \(reason)")
    }
  }

  deinit { duk_destroy_heap(context) }

  /// The formula as HTML.
  func html(_ tex: String, display: Bool) -> Result<String, Mistake> {
    let formula = Formula(tex: tex, display: display)
    if let known = cache[formula] { return known }
    let result = render(formula)
    cache[formula] = result
    return result
  }

  private func render(_ formula: Formula) -> Result<String, Mistake> {
    // Duktape has no characters beyond U+FFFF: both ways go by UTF-16 units, escaped.
    let units = formula.tex.utf16.map {
      "\\u" + String(String(UInt32($0) + 0x10000, radix: 16).dropFirst())
    }
    guard let answer = evaluate("answer('\(units.joined())', \(formula.display))") else {
      return .failure(Mistake(message: "KaTeX failed on this formula", offset: 0))
    }
    if answer.hasPrefix("=") { return .success(Self.unescape(answer.dropFirst())) }
    let parts = answer.dropFirst().split(separator: ":", maxSplits: 1)
    let unit = Int(parts.first ?? "") ?? 0
    let before = String(decoding: formula.tex.utf16.prefix(unit), as: UTF16.self)
    return .failure(Mistake(message: String(parts.last ?? ""), offset: before.utf8.count))
  }

  /// The value of JavaScript, as text; nil where it throws.
  private func evaluate(_ source: String) -> String? {
    let failed = source.utf8.withContiguousStorageIfAvailable { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { bytes in
        book_duk_peval(context, bytes.baseAddress, bytes.count)
      }
    }
    guard failed == 0 else { return nil }
    defer { duk_pop(context) }
    return String(cString: book_duk_text(context))
  }

  /// `\u1d49\udcdc` back to characters.
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
