import Foundation
import SwiftParser
import SwiftSyntax
import Testing

@testable import Book

/// The rooms of Book know only those before them.
@Suite struct ArchitectureTests {
  /// The folders of Sources/Book, in order: each may name the types of those before it, never of those after.
  static let rooms = [
    "Text", "Chapter", "Analysis", "Program", "Execution", "Record", "Page", "Site", "Export",
  ]

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Book")

  private struct File {
    var name: String
    var room: Int
    var tree: SourceFileSyntax
  }

  private static func files() throws -> [File] {
    try rooms.enumerated().flatMap { index, room in
      let paths = try FileManager.default.subpathsOfDirectory(
        atPath: folder.appending(path: room).path)
      return try paths.filter { $0.hasSuffix(".swift") }.map { path in
        let source = try String(
          contentsOf: folder.appending(path: "\(room)/\(path)"), encoding: .utf8)
        return File(name: "\(room)/\(path)", room: index, tree: Parser.parse(source: source))
      }
    }
  }

  /// The copy that a publication writes has files of the site itself, by hard links.
  @Test func everyFileOfASiteIsReplaced() throws {
    for room in ["Record", "Page", "Site"] {
      let folder = Self.folder.appending(path: room)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let source = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        let writes = source.matches(of: #/\.write\(\s*to: [^\n]*/#).map { String($0.output) }
        #expect(writes.allSatisfy { $0.contains("options: .atomic") }, "\(name): \(writes)")
        #expect(!source.contains("FileHandle("), "\(name)")
      }
    }
  }

  @Test func everySourceIsInARoom() throws {
    let sources = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".swift") }
    let inRooms = Set(try Self.files().map(\.name))
    #expect(sources.filter { !inRooms.contains($0) } == [])
  }

  @Test func noArrowGoesBack() throws {
    let files = try Self.files()
    var homes: [String: Int] = [:]
    for file in files {
      for name in DeclaredTypes.names(in: file.tree) { homes[name] = homes[name] ?? file.room }
    }
    var arrows: [String] = []
    for file in files {
      for name in MentionedTypes.names(in: file.tree).sorted() {
        if let home = homes[name], home > file.room {
          arrows.append("\(file.name) names \(name), which \(Self.rooms[home]) declares")
        }
      }
    }
    #expect(arrows == [])
  }

  /// Members that the libraries' types have too.
  private static let libraryMembers: Set<String> = ["parameters", "values", "write"]

  @Test func noMemberIsBorrowedFromALaterRoom() throws {
    let files = try Self.files()
    var (homes, extended): ([String: Int], Set<String>) = ([:], [])
    for file in files {
      for name in DeclaredMembers(in: file.tree).names { homes[name] = homes[name] ?? file.room }
      extended.formUnion(DeclaredMembers(in: file.tree).extensions)
    }
    homes = homes.filter { extended.contains($0.key) }
    var arrows: [String] = []
    for file in files {
      for name in MentionedMembers.names(in: file.tree).subtracting(Self.libraryMembers).sorted() {
        if let home = homes[name], home > file.room {
          arrows.append("\(file.name) uses .\(name), which \(Self.rooms[home]) adds")
        }
      }
    }
    #expect(arrows == [])
  }
}

/// Types that a file declares, nested ones left out.
private final class DeclaredTypes: SyntaxVisitor {
  private var names: Set<String> = []

  static func names(in tree: SourceFileSyntax) -> Set<String> {
    let visitor = DeclaredTypes(viewMode: .sourceAccurate)
    visitor.walk(tree)
    return visitor.names
  }

  private func note(_ name: TokenSyntax) -> SyntaxVisitorContinueKind {
    names.insert(name.text)
    return .skipChildren
  }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind { note(node.name) }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind { note(node.name) }
  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind { note(node.name) }
  override func visit(_ node: ActorDeclSyntax) -> SyntaxVisitorContinueKind { note(node.name) }
  override func visit(_ node: ProtocolDeclSyntax) -> SyntaxVisitorContinueKind { note(node.name) }
  override func visit(_ node: TypeAliasDeclSyntax) -> SyntaxVisitorContinueKind { note(node.name) }
  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
  override func visit(_ node: CodeBlockSyntax) -> SyntaxVisitorContinueKind { .skipChildren }
}

/// Types that a file names, where its own nested type of the name does not come first.
private final class MentionedTypes: SyntaxVisitor {
  private var names: Set<String> = []
  private var own: Set<String> = []

  static func names(in tree: SourceFileSyntax) -> Set<String> {
    let visitor = MentionedTypes(viewMode: .sourceAccurate)
    visitor.walk(tree)
    return visitor.names.subtracting(visitor.own)
  }

  override func visit(_ node: IdentifierTypeSyntax) -> SyntaxVisitorContinueKind {
    names.insert(node.name.text)
    return .visitChildren
  }
  override func visit(_ node: DeclReferenceExprSyntax) -> SyntaxVisitorContinueKind {
    let isMember = node.parent?.as(MemberAccessExprSyntax.self)?.declName.id == node.id
    if !isMember, node.baseName.text.first?.isUppercase == true { names.insert(node.baseName.text) }
    return .visitChildren
  }
  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    own.insert(node.name.text)
    return .visitChildren
  }
  override func visit(_ node: EnumDeclSyntax) -> SyntaxVisitorContinueKind {
    own.insert(node.name.text)
    return .visitChildren
  }
}

/// Functions, properties, and cases that a file declares.
private final class DeclaredMembers: SyntaxVisitor {
  private(set) var names: Set<String> = []
  /// Members of extensions that other files can see.
  private(set) var extensions: Set<String> = []
  private var isInExtension = false

  init(in tree: SourceFileSyntax) {
    super.init(viewMode: .sourceAccurate)
    walk(tree)
  }

  private func note(_ found: [String], _ modifiers: DeclModifierListSyntax) {
    names.formUnion(found)
    let isHidden = modifiers.contains { ["private", "fileprivate"].contains($0.name.text) }
    if isInExtension, !isHidden { extensions.formUnion(found) }
  }

  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    isInExtension = true
    return .visitChildren
  }
  override func visitPost(_ node: ExtensionDeclSyntax) { isInExtension = false }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    note([node.name.text], node.modifiers)
    return .skipChildren
  }
  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    note(node.bindings.flatMap { $0.pattern.boundNames.map(\.text) }, node.modifiers)
    return .skipChildren
  }
  override func visit(_ node: EnumCaseElementSyntax) -> SyntaxVisitorContinueKind {
    names.insert(node.name.text)
    return .skipChildren
  }
}

/// Names that a file uses after a period, where it declares none of them.
private final class MentionedMembers: SyntaxVisitor {
  private var names: Set<String> = []
  private var own: Set<String> = []

  static func names(in tree: SourceFileSyntax) -> Set<String> {
    let visitor = MentionedMembers(viewMode: .sourceAccurate)
    visitor.walk(tree)
    return visitor.names.subtracting(visitor.own)
  }

  override func visit(_ node: MemberAccessExprSyntax) -> SyntaxVisitorContinueKind {
    if node.base != nil { names.insert(node.declName.baseName.text) }
    return .visitChildren
  }
  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    own.insert(node.name.text)
    return .visitChildren
  }
  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    own.formUnion(node.bindings.flatMap { $0.pattern.boundNames.map(\.text) })
    return .visitChildren
  }
}
