import Foundation
import Outputs

/// The first version of a new chapter: short, and ready to run.
public struct NewChapter {
  let slug: String
  let folder: URL

  public init(slug: String, folder: URL) {
    self.slug = slug
    self.folder = folder
  }

  /// Writes `NN-slug.md` with the next free number.
  ///
  /// - Returns: the file's path, relative to the current folder where it is inside.
  /// - Throws: a `Diagnostic` if the name is not a slug or is taken; `FileFailure` if the file cannot be written.
  public func write() throws -> String {
    let words = slug.split(separator: "-", omittingEmptySubsequences: false)
    let isSlug = words.allSatisfy { word in
      !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }
    }
    let name = "\(try number())-\(slug)"
    let file = folder.appending(path: "\(name).md")
    let path = file.shownPath
    guard isSlug else {
      throw Diagnostic(
        file: path, line: 1, message: "'\(slug)' is no slug: lower-case words joined by hyphens")
    }
    if let mistake = ChapterName.mistake(in: name) {
      throw FileFailure("\(slug.prefix(20))…", mistake)
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file, options: .withoutOverwriting)
    } catch {
      throw FileFailure(path, "the chapter cannot be written here", reason: error.systemReason)
    }
    return path
  }

  /// One more than the highest number, two digits, and no chapter of this slug.
  private func number() throws -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    var highest = 0
    for name in names where name.hasSuffix(".md") {
      let parts = name.dropLast(3).split(separator: "-", maxSplits: 1)
      guard let number = parts.first.flatMap({ Int($0) }) else { continue }
      highest = max(highest, number)
      if parts.count == 2, parts[1] == slug {
        throw Diagnostic(
          file: folder.appending(path: name).shownPath, line: 1,
          message: "a chapter named '\(slug)' is there already")
      }
    }
    return highest < 9 ? "0\(highest + 1)" : "\(highest + 1)"
  }

  private var text: String {
    let title = slug.replacingOccurrences(of: "-", with: " ")
    return """
      ---
      title: \(title.prefix(1).uppercased() + title.dropFirst())
      summary: One sentence that makes a stranger want to read on.
      seed: 1
      quick:
        steps: "100"
      ---

      Say the idea in a sentence, then as a formula, then as a cell, then as a figure.

      ```math {#eq-walk}
      x_t = x_{t-1} + \\varepsilon_t, \\qquad \\varepsilon_t \\sim \\mathcal{N}(0, 1)
      ```

      ```swift
      //| parameters: true
      let steps = 1000
      ```

      ```swift
      //| label: fig-walk
      //| caption: A random walk.
      //| alt: A jagged line that wanders away from zero.
      let noise = Random(seed: seed).stream("noise").normal([steps]).scalars
      var positions: [Float] = [0]
      for step in noise { positions.append(positions.last! + step) }

      Plot("A random walk", x: Axis("step"), y: Axis("position")) {
        Line(0...steps, positions)
      }
      ```

      ```swift
      //| live: true
      //| label: fig-walks
      //| fold: true
      //| caption: Many walks at once, computed in the reader's browser.
      //| alt: A cloud of dots that spreads.
      Live { inputs in
        let count = inputs.slider("Walks", 100...2_000, step: 100, value: 500)
        let noise = Random(seed: inputs.seed(value: 1)).stream("walks")
        var x = Tensor.zeros([count, 2])
        return Steps(50) { step, frame in
          x = x + noise.normal([count, 2])
          frame.show(
            Plot(x: Axis("x", range: -20...20), y: Axis("y", range: -20...20), aspect: .equal) {
              Points(x)
            })
        }
      }
      ```

      @fig-walk shows @eq-walk. It ends at `{swift} positions.last!.fixed(2)`.

      ```swift
      check("the walk has \\(steps) steps", positions.count == steps + 1)
      ```

      """
  }
}
