import ArgumentParser
import Datasets
import Foundation

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List the datasets and where they are, or fetch some.",
    discussion: """
      A chapter fetches what it needs by itself. Fetched files are kept in $WALKTHROUGH_DATA, else in \
      $XDG_CACHE_HOME/walkthrough, else in ~/.cache/walkthrough, and compared with the published \
      ones whenever they are read.
      """)

  @Argument(
    help: ArgumentHelp(
      "What to fetch: \(Dataset.all.map(\.name).joined(separator: ", ")).", valueName: "name"))
  var names: [String] = []

  func run() throws {
    try reportingFailures {
      let chosen = try names.isEmpty ? Dataset.all : names.map(Dataset.named)
      for dataset in chosen {
        say("\(dataset.name)  \(dataset.title)")
        var search = dataset.search()
        if !names.isEmpty, !search.isComplete {
          try prepare(dataset)
          search = dataset.search()
        }
        for line in description(of: search, for: dataset) { say("    " + line) }
      }
    }
  }

  private func prepare(_ dataset: Dataset) throws {
    var bar = ProgressBar()
    defer { bar.finish() }
    try dataset.prepare { event in
      switch event {
      case .progress(let label, let completed, let total):
        bar.update(label: label, completed: completed, total: total)
      case .failed(let error):
        bar.finish()
        complain("  \(error)")
      }
    }
  }

  private func description(of search: DatasetSearch, for dataset: Dataset) -> [String] {
    let found = search.paths.compactMap { $0 }
    let folders = Dictionary(grouping: found) { ($0 as NSString).deletingLastPathComponent }
    var lines = folders.sorted { $0.key < $1.key }.map { folder, paths in
      "\(folder): \(count(paths.count, "file")), \(size(of: paths)), verified"
    }
    lines += search.faults.map { "\($0)" }
    if !search.isComplete {
      let missing = search.paths.count - found.count
      lines.append(
        "\(count(missing, "file")) missing: walkthrough data \(dataset.name) "
          + "fetches \(megabytes(dataset.packedByteCount)) at most")
    }
    return lines
  }

  private func size(of paths: [String]) -> String {
    let sizes = paths.map { path in
      (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
    }
    return megabytes(sizes.reduce(0, +))
  }

  private func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }

  private func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
