import SwiftParser
import SwiftSyntax
import Testing

@testable import Book

/// The analysis of names, fragment by fragment.
@Suite struct CodeNamesTests {
  /// A top-level item, and the names that it declares, reads, writes, and hides.
  struct Fragment: CustomTestStringConvertible, Sendable {
    var topic: String
    var code: String
    var declares: String
    /// Free names and operators.
    var reads: String
    /// Roots of changes; `?` for one without a name.
    var writes = ""
    /// Effects that no name tracks.
    var hides = ""
    var testDescription: String { topic }

    init(
      _ topic: String, _ code: String, declares: String = "", reads: String = "",
      writes: String = "", hides: String = ""
    ) {
      (self.topic, self.code, self.declares, self.reads) = (topic, code, declares, reads)
      (self.writes, self.hides) = (writes, hides)
    }
  }

  static let fragments = [
    Fragment("constant", "let a = b", declares: "a", reads: "b"),
    Fragment("tuple", "let (a, b) = c", declares: "a b", reads: "c"),
    Fragment("two bindings", "let a = 1, b = a", declares: "a b", reads: "a"),
    Fragment("type annotation", "let a: [Net] = []", declares: "a", reads: "Net"),
    Fragment("shadowing", "if true { let a = a\n print(a) }", reads: "a print"),
    Fragment(
      "shadowing ends with its scope", "if c { let a = 1\n f(a) } else { f(a) }", reads: "a c f"),
    Fragment("if let", "if let a { f(a) }", reads: "a f"),
    Fragment("if let with a value", "if let a = b { f(a) }", reads: "b f"),
    Fragment("guard let", "do { guard let a = b else { throw c }\n f(a) }", reads: "b c f"),
    Fragment("while let", "while let a = next() { f(a) }", reads: "f next"),
    Fragment("for", "for a in a { f(a) }", reads: "a f"),
    Fragment("for where", "for (i, a) in b where i > k { f(a) }", reads: "> b f k"),
    Fragment("switch", "switch a { case .b(let c): f(c)\n case let d: f(d) }", reads: "a f"),
    Fragment("catch", "do { try f() } catch let e as Lost { g(e) }", reads: "Lost f g"),
    Fragment("implicit error", "do { try f() } catch { g(error) }", reads: "f g"),
    Fragment("closure parameters", "let f = { a, b in a.c(b, d) }", declares: "f", reads: "d"),
    Fragment("typed closure parameters", "f { (a: Net) -> Float in a.b }", reads: "Float Net f"),
    Fragment("numbered parameters", "f { $0 + $1 }", reads: "+ f"),
    Fragment("capture list", "f { [a = b] in a.c + d }", reads: "+ b d f"),
    Fragment("weak capture", "f { [weak a] in a?.c }", reads: "a f"),
    Fragment(
      "function", "func f(_ a: Net, b c: Int = d) -> Int { a.x + c + e }", declares: "f",
      reads: "+ Int Net d e"),
    Fragment("generics", "func f<T: P>(_ a: T) -> T { a }", declares: "f", reads: "P"),
    Fragment(
      "nested function", "func f() -> Int { func g() -> Int { a }\n return g() }", declares: "f",
      reads: "Int a"),
    Fragment(
      "nested function before its declaration", "func f() { g()\n func g() { a() } }",
      declares: "f", reads: "a"),
    Fragment("recursion", "func f(_ n: Int) { f(n - 1) }", declares: "f", reads: "- Int f"),
    Fragment("key path", "let a = b.map(\\.c)", declares: "a", reads: "b"),
    Fragment("key path with a root", "let a = \\Net.layer.weight", declares: "a", reads: "Net"),
    Fragment(
      "property wrapper", "struct S { @Clamped(to: limit) var a: Float = b }", declares: "S",
      reads: "Clamped Float b limit"),
    Fragment("projected value", "let a = $b", declares: "a", reads: "b"),
    Fragment("backquotes", "let `default` = 1", declares: "default"),
    Fragment("operators", "let a = -b ** c", declares: "a", reads: "** - b c"),
    Fragment("operator declaration", "infix operator **: Power", declares: "**"),
    Fragment(
      "operator function", "func ** (a: Float, b: Float) -> Float { pow(a, b) }",
      declares: "**", reads: "Float pow"),
    Fragment(
      "struct", "struct S { var a = b\n var c: Int { a + d }\n func e() -> Int { c } }",
      declares: "S", reads: "+ Int b d"),
    Fragment(
      "member through self", "struct S { let a: Int\n func f() { self.a.g(h) } }",
      declares: "S", reads: "Int h"),
    Fragment("enum", "enum E { case a, b(Net) }", declares: "E", reads: "Net"),
    Fragment("extension", "extension Tensor { var a: Tensor { self * b } }", reads: "* Tensor b"),
    Fragment(
      "initializer", "struct S { let a: Int\n init(_ x: Int) { a = x\n self.a = x } }",
      declares: "S", reads: "Int"),
    Fragment("macro", "let a = #fileLiteral(b)", declares: "a", reads: "b fileLiteral"),
    Fragment(
      "interpolation", "let a = \"\\(b.c) \\(d(\"\\(e)\"))\"", declares: "a", reads: "b d e"),
    Fragment("assignment", "a = b", reads: "a b", writes: "a"),
    Fragment("compound assignment", "a.b[c] += d", reads: "+= a c d", writes: "a"),
    Fragment("comparison", "f(a == b)", reads: "== a b f"),
    Fragment("tuple assignment", "(a, b) = (b, a)", reads: "a b", writes: "a b"),
    Fragment("discarded", "_ = a", reads: "a"),
    Fragment("inout", "f(&a, &b.c)", reads: "a b f", writes: "a b"),
    Fragment(
      "inout parameter", "func f(_ a: inout Int) { a += 1 }", declares: "f", reads: "+= Int"),
    Fragment("mutating method", "a.append(b)", reads: "a b", writes: "a"),
    Fragment("own variable", "func f() { var a = [b]\n a.append(c) }", declares: "f", reads: "b c"),
    Fragment(
      "object of a constant", "func f(_ n: Net) { n.w.value = x }", declares: "f", reads: "Net x",
      writes: "?"),
    Fragment("update", "adam.update(with: g)", reads: "adam g", writes: "adam"),
    Fragment("draw", "let a = draws.normal([3])", declares: "a", reads: "draws", writes: "draws"),
    Fragment(
      "fresh stream", "let a = random.stream(\"a\").normal([3])", declares: "a", reads: "random"),
    Fragment(
      "checkpoint", "let l = checkpoint(\"a\", net, preview: { p }) { train(net) }", declares: "l",
      reads: "checkpoint net train", writes: "?"),
    Fragment("defer", "defer { f() }", reads: "f", hides: "deferred"),
    Fragment("defer in a function", "func f() { defer { g() } }", declares: "f", reads: "g"),
    Fragment("static variable", "struct S { static var n = 0 }", declares: "S", hides: "type:n"),
    Fragment("static constant", "struct S { static let n = 0 }", declares: "S"),
    Fragment(
      "returned closure", "func f() -> () -> Int { var n = 0\n return { n += 1; return n } }",
      declares: "f", reads: "+= Int", hides: "captured:n"),
    Fragment(
      "closure passed on", "func f() { var n = 0\n g { n += 1 } }", declares: "f", reads: "+= g"),
    Fragment(
      "returned function",
      "func f() -> () -> Void { var n = 0\n func g() { n += 1 }\n return g }", declares: "f",
      reads: "+= Void", hides: "captured:n"),
    Fragment(
      "called function", "func f() { var n = 0\n func g() { n += 1 }\n g() }", declares: "f",
      reads: "+="),
    Fragment(
      "function behind a function",
      "func f() -> () -> Void { var n = 0\n func g() { n += 1 }\n func h() { g() }\n return h }",
      declares: "f", reads: "+= Void", hides: "captured:n"),
    Fragment(
      "file", "let a = FileManager.default", declares: "a", reads: "FileManager",
      hides: "external:FileManager"),
    Fragment(
      "literal type", "typealias FloatLiteralType = Float", declares: "FloatLiteralType",
      reads: "Float", hides: "literal:FloatLiteralType"),
  ]

  @Test(arguments: fragments) func namesAreFound(_ fragment: Fragment) throws {
    let statements = Parser.parse(source: fragment.code).statements
    try #require(statements.count == 1)
    let names = CodeNames(of: try #require(statements.first).item)
    func list(_ names: some Sequence<String>) -> String {
      Set(names).sorted().joined(separator: " ")
    }
    #expect(list(names.declared) == fragment.declares, "declares")
    #expect(list(names.free) == fragment.reads, "reads")
    #expect(list(names.mutations.map { $0.root ?? "?" }) == fragment.writes, "writes")
    #expect(list(names.untracked.map(\.word)) == fragment.hides, "hides")
  }
}

extension UntrackedEffect {
  fileprivate var word: String {
    switch self {
    case .external(let name): "external:\(name)"
    case .typeVariable(let name): "type:\(name)"
    case .capturedVariable(let name): "captured:\(name)"
    case .deferredStatement: "deferred"
    case .literalType(let name): "literal:\(name)"
    }
  }
}
