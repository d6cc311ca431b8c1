import Foundation
import Outputs

/// The results of a run.
public struct Run: Sendable {
  public var record: Record
  /// The files that the record names.
  public var files: [String: [UInt8]]
  public var cost: Cost
  /// Failed checks, at their lines. A run with any of these is not published.
  public var failedChecks: [Diagnostic]
  /// The files of the chapter's checkpoints, by name.
  public var checkpoints: [String: URL]
  /// The files of its live figures; nil where it has none.
  var live: LiveFiles?

  /// - Throws: `Diagnostics` with the failed checks, if there are any.
  public func requireChecks() throws {
    guard failedChecks.isEmpty else { throw Diagnostics(failedChecks) }
  }
}

extension Run {
  /// Writes the record, the files, and the checkpoints into a chapter's folder of the site, and removes files that
  /// only the earlier run made.
  ///
  /// - Parameter publishesCost: whether to write the cost too.
  public func write(_ folder: URL, publishesCost: Bool = false) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in (try? Record.load(folder))?.files ?? [] where files[file.name] == nil {
      try? manager.removeItem(at: folder.appending(path: file.name))
    }
    for (name, bytes) in files {
      try Data(bytes).write(to: folder.appending(path: name), options: .atomic)
    }
    try writeCheckpoints(folder)
    try LiveFiles.write(live, in: folder)
    try record.save(folder)
    if publishesCost { try cost.save(folder) }
  }

  private func writeCheckpoints(_ folder: URL) throws {
    let manager = FileManager.default
    for file in try manager.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    where file.pathExtension == CheckpointFolders.fileExtension {
      let source = checkpoints[file.deletingPathExtension().lastPathComponent]
      if let source, manager.contentsEqual(atPath: source.path, andPath: file.path) { continue }
      try manager.removeItem(at: file)
    }
    for (name, source) in checkpoints {
      let file = folder.appending(path: "\(name).\(CheckpointFolders.fileExtension)")
      if manager.fileExists(atPath: file.path) { continue }
      try manager.copyItem(at: source, to: file)
    }
  }
}

extension CellRecord {
  /// The files that it names.
  var files: [RecordedFile] {
    outputs.flatMap { output -> [RecordedFile] in
      guard case .shown(_, let picture?) = output else { return [] }
      return [picture.file] + [picture.series].compactMap { $0 }
    }
  }

  /// The pictures that it shows.
  var pictures: [RecordedPicture] {
    outputs.compactMap { output in
      if case .shown(_, let picture) = output { picture } else { nil }
    }
  }
}

extension RecordedFile {
  /// The difference of a file from the recorded one.
  enum Damage {
    case otherBytes
    case fault(FileFault)
  }

  /// The difference of the file of this name in a folder; nil where it has the recorded bytes.
  func damage(in folder: URL) -> Damage? {
    do throws(FileFault) {
      let bytes = try RegularFile.data(folder.appending(path: name).path)
      return SHA256.hex(Array(bytes)) == sha256 ? nil : .otherBytes
    } catch {
      return .fault(error)
    }
  }
}

extension Record {
  /// The files that the record names.
  var files: [RecordedFile] { cells.flatMap(\.files) }

  /// The pictures that the record shows.
  var pictures: [RecordedPicture] { cells.flatMap(\.pictures) }

  /// The record's files that are missing from a folder or differ from the recorded bytes.
  public func damage(in folder: URL) -> [String] {
    files.compactMap { file in
      switch file.damage(in: folder) {
      case nil: nil
      case .otherBytes: "\(file.name): its bytes are not those recorded"
      case .fault(let fault): "\(file.name) \(fault == .missing ? "is missing" : fault.description)"
      }
    }
  }

  /// The faults of the record's files: those whose bytes are not the recorded ones. A missing figure is a fault of its
  /// cell, which the page reports.
  func faults(in folder: URL) -> [Diagnostic] {
    files.compactMap { file -> Diagnostic? in
      let place = folder.appending(path: file.name)
      func fault(_ words: String) -> Diagnostic {
        Diagnostic(
          file: place.relativePath, line: 1, message: words + ": run the chapter again")
      }
      switch file.damage(in: folder) {
      case nil, .fault(.missing): return nil
      case .otherBytes: return fault("these bytes are not those recorded")
      case .fault(let error): return fault("this file \(error)")
      }
    }
  }

  /// The record in a few words: `5 figures, 12 numbers, 8 checks`.
  public var summary: String {
    let checks = cells.flatMap(\.outputs).count { if case .check = $0 { true } else { false } }
    return [(pictures.count, "figure"), (inlineValues.count, "number"), (checks, "check")]
      .map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }
}
