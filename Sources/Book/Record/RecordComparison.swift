import Foundation

extension Record {
  /// The differences from another record of the same chapter, each at its cell or inline value: `fig-loss (line
  /// 120): figure differs`. Empty if the records agree to the byte.
  public func compare(with other: Record, chapter: Chapter) -> [String] {
    guard !other.isOfEarlierForm else { return [Self.earlierFormMessage] }
    guard self != other else { return [] }
    var differences: [String] = []
    if program != other.program, parameters == other.parameters, seed == other.seed {
      differences.append("the chapter's code differs")
    }
    if seed != other.seed { differences.append("seed: \(seed), recorded \(other.seed)") }
    if parameters != other.parameters {
      let old = Dictionary(other.parameters.map { ($0.name, $0.value) }) { first, _ in first }
      for parameter in parameters where old[parameter.name] != parameter.value {
        differences.append(
          "\(parameter.name): \(parameter.value), recorded \(old[parameter.name] ?? "nothing")")
      }
    }
    differences += differencesOfReads(from: other)
    differences += differencesOfCells(from: other, chapter: chapter)
    differences += differencesOfValues(from: other, chapter: chapter)
    return differences.isEmpty ? ["the records differ"] : differences
  }
}

extension Run {
  /// The differences of the published files of live figures from this run's.
  public func differencesOfLiveFiles(from folder: URL) throws -> [String] {
    try LiveFiles.differences(of: live, from: folder)
  }

  /// The comparison with a record as the command line prints it.
  ///
  /// - Parameter damage: defects of the recorded files.
  /// - Returns: the lines, and whether the run gave what was recorded.
  public func comparison(
    with recorded: Record, chapter: Chapter, damage: [String] = []
  ) -> (text: String, isEqual: Bool) {
    let differences = record.compare(with: recorded, chapter: chapter) + damage
    guard !differences.isEmpty else { return ("  equals the record: \(record.summary)", true) }
    let lines = ["  differs from the record:"] + differences.map { "    \($0)" }
    return (lines.joined(separator: "\n"), false)
  }
}

extension Record {
  private func differencesOfReads(from other: Record) -> [String] {
    let (own, recorded) = (Self.hashes(reads), Self.hashes(other.reads))
    return Set(own.keys).union(recorded.keys).sorted().filter { own[$0] != recorded[$0] }.map {
      recorded[$0] == nil
        ? "\($0): read, not recorded"
        : own[$0] == nil ? "\($0): recorded, not read" : "\($0): its bytes are not those recorded"
    }
  }

  private static func hashes(_ files: [RecordedFile]) -> [String: String] {
    Dictionary(files.map { ($0.name, $0.sha256) }) { first, _ in first }
  }

  /// The differences between cells. After an insertion or removal each cell is matched with its own record.
  private func differencesOfCells(from other: Record, chapter: Chapter) -> [String] {
    guard cells.count != other.cells.count else {
      return zip(cells, other.cells).enumerated().flatMap { index, pair in
        pair.0.compare(with: pair.1).map { "\(chapter.name(ofCell: index)): \($0)" }
      }
    }
    return ["\(cells.count) cells, recorded \(other.cells.count)"]
      + cells.difference(from: other.cells).map { change in
        switch change {
        case .insert(let index, _, _): "\(chapter.name(ofCell: index)): not recorded"
        case .remove(let index, _, _): "cell \(index + 1) of the record: not like this any more"
        }
      }
  }

  private func differencesOfValues(from other: Record, chapter: Chapter) -> [String] {
    func name(_ index: Int) -> String {
      let inline = index < chapter.inlineValues.count ? chapter.inlineValues[index] : nil
      return inline.map { "\($0.expression) (line \($0.line))" } ?? "inline value \(index + 1)"
    }
    guard inlineValues.count != other.inlineValues.count else {
      return zip(inlineValues, other.inlineValues).enumerated().compactMap { index, pair in
        pair.0 == pair.1 ? nil : "\(name(index)): \(pair.0), recorded \(pair.1)"
      }
    }
    return ["\(inlineValues.count) inline values, recorded \(other.inlineValues.count)"]
      + inlineValues.difference(from: other.inlineValues).map { change in
        switch change {
        case .insert(let index, let value, _): "\(name(index)): \(value), not recorded"
        case .remove(let index, let value, _):
          "inline value \(index + 1) of the record, \(value): not like this any more"
        }
      }
  }
}

extension CellRecord {
  fileprivate func compare(with other: CellRecord) -> [String] {
    if outputs.count != other.outputs.count {
      return ["\(outputs.count) outputs, recorded \(other.outputs.count)"]
    }
    return zip(outputs, other.outputs).compactMap { $0 == $1 ? nil : $0.difference(from: $1) }
  }
}

extension RecordedOutput {
  fileprivate func difference(from other: RecordedOutput) -> String {
    switch (self, other) {
    case (.printed, .printed): "printed text differs"
    case (.warned, .warned): "text on stderr differs"
    case (.shown(_, let picture?), .shown(_, let recorded?)) where picture != recorded:
      picture.file == recorded.file ? "the figure's data differ" : "figure differs"
    case (.shown(let content, _), .shown(let recorded, _)) where content.text != recorded.text:
      "shows \(content.text.excerpt), recorded \(recorded.text.excerpt)"
    case (.shown, .shown): "shows another kind of value"
    case (.live, .live): "live figure differs"
    case (.check(_, let passed), .check(_, let recorded)) where passed != recorded:
      passed ? "a check holds that did not" : "a check does not hold that did"
    case (.check, .check): "a check's text differs"
    case (.failed, .failed): "the failure differs"
    default: "another kind of output"
    }
  }
}

extension String {
  /// The text, or the beginning of its first line if it is long.
  fileprivate var excerpt: String {
    let line = split(separator: "\n").first.map(String.init) ?? ""
    return line == self && line.count <= 40 ? line : line.prefix(40) + "…"
  }
}

extension Chapter {
  /// A cell's name in messages: its label or number, and its line.
  fileprivate func name(ofCell index: Int) -> String {
    guard index < cells.count else { return "cell \(index + 1)" }
    let cell = cells[index]
    return "\(cell.options.label ?? "cell \(index + 1)") (line \(cell.fenceLine))"
  }
}
