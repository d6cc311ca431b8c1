import Testing

@testable import Book

/// Valid chapters, each with a feature of the language whose code reads a variable that is computed only later.
@Suite struct LanguageFeatureTests {
  static let chapters: [(feature: String, code: String)] = [
    (
      "closures",
      """
      var hooks: [() -> Int] = [{ late }]
      hooks.append { late }
      struct Log { var all: [() -> Int] = []
        mutating func add(_ f: @escaping () -> Int) { all.append(f) } }
      var log = Log()
      log.add { late }
      func compose(_ f: @escaping (Int) -> Int, _ g: @escaping (Int) -> Int) -> (Int) -> Int { { g(f($0)) } }
      print(compose({ $0 * 2 }, { $0 + 1 })(3))
      """
    ),
    (
      "nested functions",
      """
      func outer(_ isLate: Bool) -> () -> Int {
        func later() -> Int { late }
        func now() -> Int { 2 }
        return isLate ? later : now
      }
      let now = outer(false)
      print(now())
      """
    ),
    (
      "key paths",
      """
      struct Point { var x = 1
        var scaled: Int { x * late } }
      let path = \\Point.scaled
      let paths = [\\Point.x, \\Point.scaled]
      print([Point(), Point()].map(\\.x), Point()[keyPath: \\.x])
      """
    ),
    (
      "pattern matching",
      """
      struct Limit {}
      func ~= (limit: Limit, value: Int) -> Bool { value < late }
      enum Shape { case circle(r: Int), square(Int)
        var area: Int { switch self { case .circle(let r): 3 * r * r; case .square(let a): a * a } } }
      let shape = Shape.circle(r: 1)
      if case .circle(let r) = shape, r > 0 { print(r, shape.area) }
      switch shape.area { case 0..<2: print("small"); case Int.max: print("huge"); default: print("large") }
      for case .square(let a) in [shape, .square(2)] { print(a) }
      """
    ),
    (
      "conditions of compilation",
      """
      #if os(Linux)
      let system = "Linux"
      func later() -> Int { late }
      #else
      let system = "another"
      func later() -> Int { -late }
      #endif
      print(system)
      """
    ),
    (
      "extensions",
      """
      protocol Named { var name: String { get } }
      extension Named { var title: String { "\\(name) \\(late)" } }
      extension Int: Named { var name: String { "Int" } }
      extension Array where Element == Double {
        var mean: Double { reduce(0, +) / Double(count) }
        func scaled() -> [Double] { map { $0 * Double(late) } }
      }
      struct Box { func scaled() -> Int { 3 } }
      let box = Box()
      print([1.0, 2.0].mean, box.scaled(), 3.name)
      """
    ),
    (
      "computed properties",
      """
      struct Circle { var r = 1
        var area: Int { late * r * r }
        var diameter: Int { get { 2 * r } set { r = newValue / 2 } }
        static var unit: Circle { Circle() } }
      var circle = Circle.unit
      circle.diameter = 4
      var area: Int { circle.area }
      print(circle.diameter)
      """
    ),
    (
      "property wrappers",
      """
      @propertyWrapper struct Clamped {
        private var value = 0
        let range: ClosedRange<Int>
        init(wrappedValue: Int, _ range: ClosedRange<Int>) {
          self.range = range
          value = min(max(wrappedValue, range.lowerBound), range.upperBound)
        }
        var wrappedValue: Int { get { value } set { value = min(max(newValue, range.lowerBound), range.upperBound) } }
        var projectedValue: Int { value * late }
      }
      struct Settings { @Clamped(0...1) var x = 2 }
      var settings = Settings()
      settings.x = 3
      print(settings.x)
      """
    ),
    (
      "operators",
      """
      struct V { var x = 1
        static func * (a: V, b: V) -> V { V(x: a.x * b.x * late) }
        static func + (a: V, b: V) -> V { V(x: a.x + b.x) } }
      infix operator |>: AdditionPrecedence
      func |> <A, B>(a: A, f: (A) -> B) -> B { f(a) }
      let v = V() + V()
      print(2 * 3, v.x * 2, 3 |> { $0 + 1 })
      """
    ),
    (
      "subscripts",
      """
      struct Grid { var values = [1, 2, 3, 4]
        subscript(row: Int, column: Int) -> Int { get { values[2 * row + column] } set { values[2 * row + column] = newValue } } }
      struct Table { subscript(row: Int) -> Int { late } }
      let table = Table()
      var grid = Grid()
      grid[0, 1] += 2
      print(grid[0, 1], [1, 2][0], ["a": 1]["a"]!)
      """
    ),
    (
      "result builders",
      """
      @resultBuilder enum Lines { static func buildBlock(_ parts: String...) -> String { parts.joined(separator: "-") } }
      @resultBuilder enum Sums { static func buildBlock(_ parts: Int...) -> Int { parts.reduce(late, +) } }
      func text(@Lines _ lines: () -> String) -> String { lines() }
      func sum(@Sums _ parts: () -> Int) -> Int { parts() }
      print(text { "a"; "b" })
      """
    ),
    (
      "texts and literals",
      """
      struct Name: CustomStringConvertible, ExpressibleByStringLiteral { var text: String
        init(stringLiteral text: String) { self.text = text }
        var description: String { "\\(text) \\(late)" } }
      let name: Name = "a"
      print(name.text)
      """
    ),
    (
      "classes and their ends",
      """
      final class Node { var next: Node?
        deinit { print(late) } }
      let node = Node()
      node.next = Node()
      print(node.next != nil)
      """
    ),
    (
      "iteration",
      """
      struct Countdown: Sequence, IteratorProtocol { var n = 3
        mutating func next() -> Int? { n -= 1; return n < 0 ? nil : n * late } }
      let countdown = Countdown()
      for i in 0..<2 { print(i, countdown.n) }
      print([3, 1, 2].sorted(), zip([1], [2]).map { $0 + $1 })
      """
    ),
  ]

  @Test(arguments: chapters.map(\.feature))
  func isNotRefused(feature: String) throws {
    let code = try #require(Self.chapters.first { $0.feature == feature }).code
    let chapter = try chapter(
      "```swift\n\(code)\n```\n\n```swift\nlet late = 5\nprint(late)\n```\n\n`{swift} late`")
    #expect(message { try Program(chapter: chapter, book: Book(chapters: [chapter])) } == "")
  }
}
