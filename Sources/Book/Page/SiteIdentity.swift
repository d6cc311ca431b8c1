import Foundation

/// The title and the introduction that a book's pages share, from `book.yaml`:
///
///     title: Diffusion, line by line
///     summary: Diffusion models from the first equation up, in plain Swift.
///     description: The same for search engines, in a sentence or two.
public struct SiteIdentity: Sendable, Equatable {
  public static let fileName = "book.yaml"

  var title = "Chapters"
  var summary = ""
  /// The summary, where nothing else is given.
  var description: String { ownDescription ?? summary }
  private var ownDescription: String?

  /// Pages load nothing from elsewhere. Formulas are placed by style attributes, hence `unsafe-inline`.
  static let policy = """
    default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self'; base-uri 'none'; form-action 'none'
    """

  /// The same where live figures run: a worker is made of a script's text, and a module is compiled.
  static let livePolicy =
    policy.replacing("script-src 'self'", with: "script-src 'self' 'wasm-unsafe-eval'")
    + "; worker-src blob:"

  public init() {}

  /// Reads the file; without a file the title is "Chapters".
  ///
  /// - Throws: `Diagnostics` at the lines that are wrong.
  public init(contentsOf path: String) throws {
    guard let text = try TextFile.readIfPresent(path) else {
      self.init()
      return
    }
    try self.init(yaml: text, path: path)
  }

  /// - Throws: `Diagnostics` at the lines that are wrong.
  init(yaml: String, path: String) throws {
    var problems: [Diagnostic] = []
    for entry in try YAMLMapping(yaml, file: path, firstLine: 1).entries {
      do {
        switch entry.key {
        case "title": title = try entry.plainText(file: path)
        case "summary": summary = try entry.plainText(file: path)
        case "description": ownDescription = try entry.plainText(file: path)
        default:
          problems.append(
            Diagnostic(
              file: path, line: entry.line, column: entry.column,
              message: "unknown key “\(entry.key)”"
                + suggestion(for: entry.key, among: ["title", "summary", "description"])))
        }
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw Diagnostics(problems) }
  }
}
