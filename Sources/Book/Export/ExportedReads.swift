import Foundation
import Outputs

/// The files beside a chapter that go along with its export: those that its code names, and those that its last run
/// read.
struct ExportedReads {
  private(set) var files: [(name: String, data: Data)] = []
  private(set) var missing: [String] = []

  init(of program: Program, _ record: Record?) {
    let names = program.files.names + (record?.readNames ?? [])
    for name in Set(names).sorted() {
      do throws(FileFault) {
        guard let folder = program.chapter.folder else { throw .missing }
        files.append((name, Data(try ChapterFolder(folder).bytes(of: name))))
      } catch {
        missing.append("\(name) \(error), and the chapter reads it")
      }
    }
    if record == nil, !program.files.unknown.isEmpty {
      missing.append("the chapter reads files whose names are known only when it runs")
    }
  }
}
