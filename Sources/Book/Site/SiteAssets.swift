import Foundation

/// The assets that pages load: the book's styles, scripts and icon, and KaTeX's styles and fonts with their
/// licenses.
enum SiteAssets {
  /// The book's own, below `assets/`.
  static let names = [
    "book.css", "book.js", "icon.svg", "live-drawing.js", "live-inputs.js", "live-surfaces.js",
    "live-comparing.js", "live-worker.js", "live.css", "live.js", "reading.js",
  ]

  /// Names below `assets/`, and contents.
  static func files(katex: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    let own = Bundle.module.bundleURL.appending(path: "Assets")
    for name in names + ["katex/LICENSES.txt"] {
      files[name] = try Data(contentsOf: own.appending(path: name))
    }
    let css = try String(contentsOf: katex.appending(path: "katex.min.css"), encoding: .utf8)
    files["katex/katex.min.css"] = Data(withoutOldFonts(css).utf8)
    for match in css.matches(of: #/url\((fonts\/[A-Za-z0-9_-]+\.woff2)\)/#) {
      let font = String(match.1)
      files["katex/\(font)"] = try Data(contentsOf: katex.appending(path: font))
    }
    return files
  }

  /// KaTeX's styles without its older fonts: every browser that shows the pages reads WOFF2.
  private static func withoutOldFonts(_ css: String) -> String {
    css.replacing(
      #/,\s*url\(fonts\/[A-Za-z0-9_-]+\.(?:woff|ttf)\) format\(["'][a-z]+["']\)/#, with: "")
  }
}
