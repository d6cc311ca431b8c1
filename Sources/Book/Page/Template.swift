import Foundation
import Mustache

/// The pages' frames, in Mustache.
enum Template: String {
  case page, index, symbols

  func render(_ fields: [String: Any]) throws -> String {
    let file = Bundle.module.bundleURL.appending(path: "Templates/\(rawValue).mustache")
    let template = try MustacheTemplate(string: String(contentsOf: file, encoding: .utf8))
    return template.render(fields)
  }
}
