import Outputs

/// The hashes of the files beside a chapter: of those that are there, or of those that a run has read.
public struct FileHashes: Sendable {
  private enum Origin {
    case folder(ChapterFolder)
    case list([String: String])
  }
  private let origin: Origin

  /// Those of the files in a folder, read whenever they are asked for.
  init(in folder: ChapterFolder) { origin = .folder(folder) }

  /// These, by the files' names.
  public init(_ list: [String: String]) { origin = .list(list) }

  /// The hash of a file's bytes; empty where it cannot be read.
  public func hash(of name: String) -> String {
    switch origin {
    case .folder(let folder): folder.hash(of: name)
    case .list(let list): list[name] ?? ""
    }
  }
}

extension Chapter {
  /// The hashes of the files beside it, as they are now.
  public var fileHashes: FileHashes {
    folder.map { FileHashes(in: ChapterFolder($0)) } ?? FileHashes([:])
  }
}
