import Book
import FlyingFox
import Foundation

/// The pages as served: the site's own, with the script that follows the author's edits. The site's files
/// stay without it.
enum ServedPage {
  /// The path prefix of everything that belongs to the server; no file of the site has it.
  static let prefix = "/.serve/"

  /// A page with the script and its style, which may connect to this server only.
  ///
  /// - Parameter version: the number of the page's changes, from which the script knows that it missed one.
  static func response(
    _ page: Data, version: Int = 1, status: HTTPStatusCode = .ok
  ) -> HTTPResponse {
    var html = String(decoding: page, as: UTF8.self)
    let policy = "http-equiv=\"Content-Security-Policy\" content=\""
    if let start = html.firstRange(of: policy)?.upperBound,
      let end = html[start...].firstIndex(of: "\"")
    {
      html.insert(contentsOf: "; connect-src &#39;self&#39;", at: end)
    }
    let place =
      html.firstRange(of: "<script")?.lowerBound ?? html.firstRange(of: "</head>")?.lowerBound
    let head = """
      <link rel="stylesheet" href="\(prefix)serve.css">
      <script type="module" src="\(prefix)serve.js" data-version="\(version)"></script>

      """
    if let place { html.insert(contentsOf: head, at: place) }
    return HTTPResponse(status: status, type: MediaType.html, Data(html.utf8))
  }

  /// A page in place of a missing one: of a chapter that has not run, or of the whole site.
  static func notice(
    _ title: String, _ text: String, version: Int = 1, isWaiting: Bool = false
  ) -> HTTPResponse {
    let refresh = isWaiting ? "<meta http-equiv=\"refresh\" content=\"2\">\n" : ""
    return response(
      Data(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src \
        &#39;self&#39;; style-src &#39;self&#39;; img-src &#39;self&#39;">
        <meta name="color-scheme" content="light dark">
        \(refresh)<title>\(HTML.escape(title))</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="/assets/book.css">
        </head>
        <body data-root="/">
        <div class="page">
        <main id="main" tabindex="-1">
        <header class="title">
        <h1>\(HTML.escape(title))</h1>
        <p class="summary">\(HTML.escape(text))</p>
        </header>
        </main>
        </div>
        </body>
        </html>

        """.utf8), version: version, status: isWaiting ? .serviceUnavailable : .ok)
  }
}
