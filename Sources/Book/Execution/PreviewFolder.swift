import Foundation
import Outputs

/// The latest previews of a chapter's running checkpoints, a file each, replaced atomically.
final class PreviewFolder {
  private let folder: URL
  private let program: Program
  /// The checkpoints whose files were reported.
  private var told: Set<String> = []

  /// A folder for the program's chapter within `folder`.
  init(_ folder: URL, program: Program) {
    self.folder = folder.appending(path: program.chapter.slug)
    self.program = program
  }

  /// Replaces a checkpoint's preview. The first time it reports the file, or why it cannot be written.
  func keep(_ output: Output, of name: String, _ onEvent: (RunEvent) -> Void) {
    guard let checkpoint = program.checkpoints.first(where: { $0.name == name }) else { return }
    let ending = output.picture?.format.fileExtension ?? "txt"
    let file = folder.appending(path: "\(name).\(ending)")
    let isFirst = told.insert(name).inserted
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Self.contents(of: output).write(to: file, options: .atomic)
      if isFirst { onEvent(.preview(name: name, file: file)) }
    } catch {
      guard isFirst else { return }
      let problem = "the preview of “\(name)” cannot be written: \(error.systemReason)"
      onEvent(
        .warning(Diagnostic(file: checkpoint.path, line: checkpoint.line, message: problem)))
    }
  }

  private static func contents(of output: Output) -> Data {
    guard let picture = output.picture else { return Data((output.content.text + "\n").utf8) }
    return Data(picture.bytes(id: "preview"))
  }
}
