import Foundation

/// Addresses as pages write them.
enum WebAddress {
  private static let schemes = ["http", "https", "mailto"]

  /// The scheme of an address as browsers read it, which skip control characters and spaces; nil for a path.
  static func scheme(of address: String) -> String? {
    let scalars = address.unicodeScalars.filter { $0.value > 0x20 }
    let text = String(String.UnicodeScalarView(scalars))
    return text.prefixMatch(of: #/([A-Za-z][A-Za-z0-9+.-]*):/#).map { String($0.1) }
  }

  /// The scheme of an address that no page links to, `javascript` say; nil for all others.
  static func refusedScheme(of address: String) -> String? {
    scheme(of: address).flatMap { schemes.contains($0.lowercased()) ? nil : $0 }
  }

  /// The mistake in the address of a work; nil where there is none.
  static func mistake(in address: String) -> String? {
    if let scheme = refusedScheme(of: address) { return "links to '\(scheme):' are not supported" }
    guard scheme(of: address) == nil else { return nil }
    return "'url' begins with https://, not as in '\(address)'"
  }

  /// A name of a file or folder as a part of an address: everything that means something there is escaped.
  static func encoded(_ name: String) -> String {
    name.addingPercentEncoding(withAllowedCharacters: unreserved) ?? name
  }

  /// The id of a chapter's card on the site's first page, which has ids of its own.
  static func indexAnchor(of slug: String) -> String {
    ["main", "search", "found", "chapters", "ways"].contains(slug) ? "chapter-\(slug)" : slug
  }

  /// The address of a chapter without a page: its card on the site's first page.
  static func card(of slug: String) -> String { "index.html#\(encoded(indexAnchor(of: slug)))" }

  /// Letters, digits and `-._~`.
  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

/// A relative link as written in a chapter: a file and a fragment, either of which may be missing.
struct RelativeLink {
  /// The path without `./`, decoded.
  var file: String
  /// The id, decoded.
  var fragment: String?

  /// - Parameter folder: the name of the chapters' folder, which a link may leave and enter again.
  init(_ destination: String, from folder: String = "") {
    let parts = destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    fragment = parts.count > 1 ? Self.decoded(parts[1]) : nil
    var names = parts[0].split(separator: "/", omittingEmptySubsequences: false).map(Self.decoded)
    names.removeAll { $0 == "." }
    if names.count > 2, names[0] == "..", names[1] == folder { names.removeFirst(2) }
    file = names.joined(separator: "/")
  }

  /// The slug of the chapter that the file is by its name; nil where it is no Markdown.
  var slug: String? { file.hasSuffix(".md") ? String(file.dropLast(3)) : nil }

  private static func decoded(_ text: Substring) -> String {
    text.removingPercentEncoding ?? String(text)
  }
}
