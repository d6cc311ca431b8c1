import ArgumentParser
import Datasets
import Foundation

struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "List the datasets and their files, or download some.",
    discussion: """
      Chapters download the datasets they need. Downloads are cached in $WALKTHROUGH_DATA, else in \
      $XDG_CACHE_HOME/walkthrough, else in ~/.cache/walkthrough, and verified whenever they are read.
      """)

  @Argument(
    help: ArgumentHelp(
      "Datasets to download: \(Dataset.all.map(\.name).joined(separator: ", ")).",
      valueName: "name"))
  var names: [String] = []

  func run() throws {
    try reportingFailures {
      let chosen = try names.isEmpty ? Dataset.all : names.map(Dataset.named)
      for dataset in chosen {
        printLine("\(dataset.name)  \(dataset.title)")
        var search = dataset.search()
        if !names.isEmpty, !search.isComplete {
          try prepare(dataset)
          search = dataset.search()
        }
        for line in description(of: search, for: dataset) { printLine("    " + line) }
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
        printError("  \(error)")
      }
    }
  }

  private func description(of search: DatasetSearch, for dataset: Dataset) -> [String] {
    let found = search.paths.compactMap { $0 }
    let folders = Dictionary(grouping: found) { ($0 as NSString).deletingLastPathComponent }
    var lines = folders.sorted { $0.key < $1.key }.map { folder, paths in
      let sizes = paths.map { path in
        (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int ?? 0
      }
      return "\(folder): \(files(paths.count)), \(megabytes(sizes.reduce(0, +))), verified"
    }
    lines += search.faults.map { "\($0)" }
    if !search.isComplete {
      lines.append(
        "\(files(search.paths.count - found.count)) missing: walkthrough data \(dataset.name) "
          + "fetches \(megabytes(dataset.packedByteCount)) at most")
    }
    return lines
  }

  private func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }

  private func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }
}
