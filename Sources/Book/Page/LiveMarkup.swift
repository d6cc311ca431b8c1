import Foundation
import Outputs

/// The description of a live figure for the page's script, as JSON.
struct LivePage: Encodable {
  /// The beginning of the modules' names.
  let module = LiveFiles.modulePrefix
  /// The figure's index in the page's module.
  let figure: Int
  /// The line of its cell in the chapter.
  let line: Int
  let steps: Int
  let sha256: String
  let weights: [String]
  let inputs: [LiveInput]
  let parts: [Part]
  /// The sizes of the files beside the page.
  let bytes: [String: Int]
  /// The beginnings of their hashes, so that a browser loads a changed file again.
  let versions: [String: String]

  /// A part without its scaffold, which is markup.
  struct Part: Encodable {
    let kind: String
    var plots: [LivePart.Axes]?
    var count: Int?
    var columns: Int?
    var width: Int?
    var height: Int?
    var channels: Int?
    var scale: Int?
    var lower: Float?
    var upper: Float?

    init(_ part: LivePart) {
      switch part {
      case .text: kind = "text"
      case .plots(let axes, _): (kind, plots) = ("plots", axes)
      case .images(let grid, let lower, let upper):
        kind = "images"
        (count, columns, scale) = (grid.count, grid.columns, grid.scale)
        (width, height, channels) = (grid.width, grid.height, grid.hasColor ? 3 : 1)
        (self.lower, self.upper) = (lower, upper)
      }
    }
  }

  /// The scaffolds of the parts that are plots.
  fileprivate let scaffolds: [String]

  private enum CodingKeys: String, CodingKey {
    case module, figure, line, steps, sha256, weights, inputs, parts, bytes, versions
  }

  /// Nil where the page has no modules.
  ///
  /// - Parameter restored: the checkpoints whose weights the figure's code names.
  init?(
    _ live: LiveFigure, index: Int, line: Int, restored: Set<String>, files: LiveFiles.List?
  ) {
    guard let files, files.hasModules else { return nil }
    (figure, self.line, steps, sha256) = (index, line, live.steps, live.sha256)
    weights = restored.union(live.weights.map(\.checkpoint)).sorted()
    inputs = live.inputs
    parts = live.parts.map(Part.init)
    scaffolds = live.parts.compactMap {
      if case .plots(_, let scaffold) = $0 { scaffold } else { nil }
    }
    let modules = LiveCompiler.kinds.map(LiveFiles.moduleName)
    let names = modules + weights.map(LiveFiles.weightsName)
    bytes = files.files.filter { names.contains($0.key) }.mapValues(\.bytes)
    versions = files.files.filter { names.contains($0.key) || $0.key == LiveFiles.detailsName }
      .mapValues { String($0.sha256.prefix(8)) }
  }
}

/// The HTML of a live figure: the recorded one, and what the page's script needs to compute it again.
struct LiveMarkup {
  private let page: LivePage
  private let parts: [String]

  /// - Parameter parts: the recorded parts.
  init(_ page: LivePage, parts: [String]) { (self.page, self.parts) = (page, parts) }

  func html(id: String, caption: String) -> String {
    let parts = parts.map {
      $0.hasPrefix("<pre") ? $0 + "\n" : "<div class=part>\($0.trimming("\n"))</div>\n"
    }.joined()
    let scaffolds = page.scaffolds.enumerated().map { index, svg in
      let unique = svg.replacing("{id}", with: "\(page.figure)-live-\(index)").trimming("\n")
      return "<template class=scaffold>\(unique)</template>\n"
    }.joined()
    return """
      <figure\(id) data-live=\(HTML.quoted(page))>
      <div class=parts>
      \(parts)</div>
      \(scaffolds)<div class=live-controls></div>
      \(caption)</figure>

      """
  }
}
