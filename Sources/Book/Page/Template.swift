import Foundation
import Mustache

/// The pages' frames, in Mustache.
enum Template: String {
  case page, index, symbols

  func render(_ fields: [String: Any]) throws -> String {
    let library = MustacheLibrary(templates: ["header": try Self.template("header")])
    return try Self.template(rawValue).render(fields, library: library)
  }

  private static func template(_ name: String) throws -> MustacheTemplate {
    let file = Bundle.module.bundleURL.appending(path: "Templates/\(name).mustache")
    return try MustacheTemplate(string: String(contentsOf: file, encoding: .utf8))
  }
}
