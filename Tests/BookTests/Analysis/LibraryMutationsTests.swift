import Foundation
import SwiftParser
import SwiftSyntax
import Testing

@testable import Book

/// The library's own words for change, as its sources have them, are known to the analysis of checkpoints.
@Suite struct LibraryMutationsTests {
  private static let files: [SourceFileSyntax] = {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources")
    let names = [
      "Tensors", "Networks", "Evaluation", "Datasets", "Figures", "Outputs", "Lesson",
    ]
    return names.flatMap { name in
      let folder = sources.appending(path: name)
      let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
      return paths.filter { $0.hasSuffix(".swift") }.compactMap { path in
        try? Parser.parse(source: String(contentsOf: folder.appending(path: path), encoding: .utf8))
      }
    }
  }()

  @Test func everyMethodThatChangesSomethingIsKnown() throws {
    let classes = ClassNames()
    for file in Self.files { classes.walk(file) }
    #expect(classes.names.isSuperset(of: ["Parameter", "RandomStream", "Adam", "MovingAverage"]))
    // A live figure's inputs and frames are parameters of its own closures, and nothing outlives these.
    let changes = PublicChanges(
      classes: classes.names.subtracting(["LiveInputs", "LiveFrame", "LiveRecording"]))
    for file in Self.files { changes.walk(file) }
    let known = LibraryMutations.valueMethods.union(LibraryMutations.draws).union(
      LibraryMutations.parameterUpdates
    )
    .union(LibraryMutations.scopedMutations)
    #expect(changes.methods.subtracting(known) == [])
    #expect(changes.properties.subtracting(LibraryMutations.objectProperties) == [])
    #expect(changes.methods.isSuperset(of: ["update", "normal"]))
    #expect(changes.properties == ["value", "learningRate"])
  }

  @Test func valueTypesHoldNoObjects() {
    let classes = ClassNames()
    for file in Self.files { classes.walk(file) }
    let holders = Holders(classes: classes.names)
    for file in Self.files { holders.walk(file) }
    #expect(holders.names.isSuperset(of: ["Linear", "Conv2d"]))
    #expect(holders.names.union(classes.names).isDisjoint(with: LibraryMutations.valueTypes))
  }
}

private func isPublic(_ modifiers: DeclModifierListSyntax) -> Bool {
  modifiers.contains { $0.name.tokenKind == .keyword(.public) && $0.detail == nil }
}

private final class ClassNames: SyntaxVisitor {
  var names: Set<String> = []
  init() { super.init(viewMode: .sourceAccurate) }

  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    if isPublic(node.modifiers) { names.insert(node.name.text) }
    return .skipChildren
  }
}

/// What public code can do to objects, and to values in place.
private final class PublicChanges: SyntaxVisitor {
  var methods: Set<String> = []
  var properties: Set<String> = []
  private let classes: Set<String>
  private var isInClass = [false]

  init(classes: Set<String>) {
    self.classes = classes
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: ClassDeclSyntax) -> SyntaxVisitorContinueKind {
    isInClass.append(classes.contains(node.name.text))
    return .visitChildren
  }
  override func visitPost(_ node: ClassDeclSyntax) { isInClass.removeLast() }

  override func visit(_ node: ExtensionDeclSyntax) -> SyntaxVisitorContinueKind {
    isInClass.append(classes.contains(node.extendedType.trimmedDescription))
    return .visitChildren
  }
  override func visitPost(_ node: ExtensionDeclSyntax) { isInClass.removeLast() }

  override func visit(_ node: FunctionDeclSyntax) -> SyntaxVisitorContinueKind {
    let isMutating = node.modifiers.contains { $0.name.tokenKind == .keyword(.mutating) }
    let isStatic = node.modifiers.contains { $0.name.tokenKind == .keyword(.static) }
    if isPublic(node.modifiers), isMutating || (isInClass.last! && !isStatic) {
      methods.insert(node.name.text)
    }
    return .skipChildren
  }

  override func visit(_ node: VariableDeclSyntax) -> SyntaxVisitorContinueKind {
    let isKept = node.modifiers.contains { $0.detail != nil || $0.name.text == "static" }
    guard isInClass.last!, isPublic(node.modifiers), !isKept,
      node.bindingSpecifier.tokenKind == .keyword(.var)
    else { return .skipChildren }
    for binding in node.bindings {
      let accessors = binding.accessorBlock?.trimmedDescription
      if accessors.map({ $0.contains("set {") }) ?? true {
        properties.formUnion(binding.pattern.boundNames.map(\.text))
      }
    }
    return .skipChildren
  }
}

/// Structs whose properties name a class, or that are modules.
private final class Holders: SyntaxVisitor {
  var names: Set<String> = []
  private let classes: Set<String>

  init(classes: Set<String>) {
    self.classes = classes
    super.init(viewMode: .sourceAccurate)
  }

  override func visit(_ node: StructDeclSyntax) -> SyntaxVisitorContinueKind {
    let inherited = node.inheritanceClause?.inheritedTypes.map(\.type.trimmedDescription) ?? []
    let properties = node.memberBlock.members.compactMap { $0.decl.as(VariableDeclSyntax.self) }
    let types = properties.flatMap(\.bindings).compactMap { $0.typeAnnotation?.type }
      .flatMap { CodeNames(of: $0).free }
    if inherited.contains("Module") || !classes.isDisjoint(with: types) {
      names.insert(node.name.text)
    }
    return .visitChildren
  }
}
