import Outputs

extension Transcript {
  /// The files beside the chapter that the run read, or would have read where it used saved checkpoints, by name.
  ///
  /// - Throws: `Diagnostics` if one of them changed meanwhile.
  func reads() throws -> [RecordedFile] {
    var hashes: [String: String] = [:]
    for checkpoint in program.checkpoints { hashes.merge(checkpoint.files) { first, _ in first } }
    for case (.read(let file, let hash), _) in events.events {
      guard hashes[file] == nil || hashes[file] == hash else {
        throw Diagnostics([
          Diagnostic(
            file: program.chapter.path, line: 1,
            message: "\(file) changed while the chapter ran: run it again")
        ])
      }
      hashes[file] = hash
    }
    return hashes.sorted { $0.key < $1.key }.map { RecordedFile(name: $0.key, sha256: $0.value) }
  }

  /// Inputs of the checkpoints that their keys do not hold, a sentence each.
  var untracked: [String] {
    var sentences: [String] = []
    for checkpoint in program.checkpoints {
      for use in checkpoint.untracked {
        let sentence = "“\(checkpoint.name)” depends on \(use.name), which its key does not hold"
        if !sentences.contains(sentence) { sentences.append(sentence) }
      }
    }
    return sentences
  }
}

extension Record {
  /// The names of the files that the run read and that have changed since.
  func changedReads(_ hashes: FileHashes) -> [String] {
    reads.filter { hashes.hash(of: $0.name) != $0.sha256 }.map(\.name)
  }

  /// The hashes of the files that the run read, as it read them.
  public var readHashes: FileHashes {
    FileHashes(Dictionary(reads.map { ($0.name, $0.sha256) }) { first, _ in first })
  }

  /// The names of the files that the run read.
  var readNames: [String] { reads.filter { !$0.sha256.isEmpty }.map(\.name) }
}
