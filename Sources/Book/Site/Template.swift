import Foundation
import Mustache

/// The pages' frames, in Mustache.
enum Template {
  case page, index

  func render(_ fields: [String: Any]) throws -> String {
    let name = self == .page ? "page" : "index"
    let file = Bundle.module.bundleURL.appending(path: "Templates/\(name).mustache")
    let template = try MustacheTemplate(string: String(contentsOf: file, encoding: .utf8))
    return template.render(fields)
  }
}
