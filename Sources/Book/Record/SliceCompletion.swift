extension Slice {
  /// The run of the whole program: the results of this part, completed from the earlier record.
  ///
  /// - Parameters:
  ///   - run: the run of this part.
  ///   - record: the record of the earlier program.
  /// - Returns: a run with this part's files only; nil if one of them has the name of another file.
  public func completed(_ run: Run, with record: Record) -> Run? {
    var whole = run
    whole.record.cells = run.record.cells.indices.map { index in
      oldCells[index].map { record.cells[$0] } ?? run.record.cells[index]
    }
    whole.record.inlineValues = run.record.inlineValues.indices.map { index in
      oldValues[index].map { record.inlineValues[$0] } ?? run.record.inlineValues[index]
    }
    let own = Set(run.record.reads.map(\.name))
    whole.record.reads += record.reads.filter { !own.contains($0.name) }
    whole.record.reads.sort { $0.name < $1.name }
    let written = Set(cells.flatMap { run.record.cells[$0].files }.map(\.name))
    whole.files = run.files.filter { written.contains($0.key) }
    let kept = oldCells.values.flatMap { record.cells[$0].files }.map(\.name)
    return written.isDisjoint(with: kept) ? whole : nil
  }
}
