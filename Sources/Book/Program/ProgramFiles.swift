import Outputs
import SwiftSyntax

/// The files beside the chapter that a program reads by names which its code shows: literals, and constants that
/// are literals.
struct ProgramFiles: Sendable {
  struct File: Sendable, Equatable {
    var name: String
    /// The hash of its bytes; empty where it cannot be read.
    var hash: String
    /// The place of the read: `Chapters/03-toy.md:41`.
    var place: String
  }
  /// The files of each item, in order.
  let all: [[File]]
  /// The reads of files whose names are known only when they are executed, by the items' indices.
  let unknown: [Int: [FileRead]]

  init(_ items: [TopLevelItem], _ hashes: FileHashes) {
    let reading = items.indices.filter { !items[$0].names.fileReads.isEmpty }
    // A program's own function of the name reads what it will.
    let own = reading.isEmpty ? [] : Set(items.flatMap(\.names.declared))
    var known: [String: String] = [:]
    var all = [[File]](repeating: [], count: items.count)
    var unknown: [Int: [FileRead]] = [:]
    for index in reading {
      for read in items[index].names.fileReads where !own.contains(read.function) {
        guard let name = Self.name(of: read, in: items) else {
          unknown[index, default: []].append(read)
          continue
        }
        let hash = known[name] ?? hashes.hash(of: name)
        known[name] = hash
        let place = "\(items[index].path):\(items[index].line(of: read.position))"
        if !all[index].contains(where: { $0.name == name }) {
          all[index].append(File(name: name, hash: hash, place: place))
        }
      }
    }
    (self.all, self.unknown) = (all, unknown)
  }

  /// The names of all files.
  var names: [String] { Set(all.joined().map(\.name)).sorted() }

  private static func name(of read: FileRead, in items: [TopLevelItem]) -> String? {
    switch read.name {
    case .literal(let name): return name
    case .constant(let constant):
      let declarations = items.filter { $0.names.declared.contains(constant) }
      return declarations.count == 1 ? declarations[0].literalValue(of: constant) : nil
    case .computed: return nil
    }
  }
}

extension TopLevelItem {
  /// The text that it declares a constant to be; nil where it declares something else.
  fileprivate func literalValue(of constant: String) -> String? {
    guard case .values(areConstant: true, areClosures: false) = kind else { return nil }
    let binding = node.as(VariableDeclSyntax.self)?.bindings.first {
      $0.pattern.boundNames.map(\.identifierName) == [constant]
    }
    return binding?.initializer?.value.as(StringLiteralExprSyntax.self)?.representedLiteralValue
  }
}
