import Foundation

/// What pages load: style, script and icon of our own, KaTeX's style and fonts with their licences.
enum SiteAssets {
  /// Names below `assets/`, and contents.
  static func files(katex: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    let own = Bundle.module.bundleURL.appending(path: "Assets")
    for name in ["book.css", "book.js", "reading.js", "icon.svg", "katex/LICENSES.txt"] {
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

  /// Every browser that shows the pages reads WOFF2: the older formats need not travel along.
  private static func withoutOldFonts(_ css: String) -> String {
    css.replacing(
      #/,\s*url\(fonts\/[A-Za-z0-9_-]+\.(?:woff|ttf)\) format\(["'][a-z]+["']\)/#, with: "")
  }
}
