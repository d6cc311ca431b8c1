import Testing

@testable import Book

/// Dependencies of a checkpoint's key.
@Suite struct CheckpointKeyTests {
  static let body = """
    Prose.

    ```swift
    //| parameters: true
    let steps = 400
    let learningRate: Float = 0.01
    let shownPoints = 20
    ```

    ```swift
    struct Net: Module {
      let layer: Linear
      func callAsFunction(_ x: Tensor) -> Tensor { layer(x).halved }
    }
    extension Tensor {
      var halved: Tensor { self / divisor }
    }
    extension Tensor {
      var doubled: Tensor { 2 * self }
    }
    let divisor: Float = 2
    let random = Random(seed: seed)
    let net = Net(layer: Linear(1, 1, random: random.stream("net")))
    let other = Net(layer: Linear(1, 1, random: random.stream("other")))
    let otherAdam = Adam(other)
    struct Schedule {
      let rates: [Float]
      init(_ count: Int) { rates = (0..<count).map { 0.1 * Float($0) } }
    }
    let T = 3
    let schedule = Schedule(T)
    struct Head: Module {
      let rates: Linear
      init(random: RandomStream) {
        rates = Linear(1, 1, random: random)
        rates.weight.value = random.normal([1, 1])
      }
    }
    ```

    ```swift
    func target(_ x: Tensor) -> Tensor { 3 * x }
    func spread(_ model: Net) -> [Float] {
      var all: [Float] = []
      for _ in 0..<shownPoints { all.append(model(random.stream("spread").normal([1])).item) }
      return all
    }
    func train(_ model: Net, rate: Float) {
      let adam = Adam(model, learningRate: rate)
      let (_, gradients) = valueWithGradients { mse(model(Tensor([[1]])), Tensor([[2]])) }
      adam.update(with: gradients)
    }
    ```

    ```swift
    let points = Tensor.linspace(from: -1, through: 1, count: shownPoints)
    Plot("Before", x: Axis("x"), y: Axis("y")) { Line(points, net(points) + target(points) + schedule.rates[T - 1]) }
    ```

    ```swift
    spread(net)
    ```

    ```swift
    train(other, rate: 0.5)
    let otherLosses = checkpoint("other", other, optimizer: otherAdam, steps: 30) { step in
      let (loss, gradients) = valueWithGradients { mse(other(Tensor([[1]])), Tensor([[2]])) }
      otherAdam.update(with: gradients)
      return loss.item * schedule.rates[step % 2]
    }
    ```

    ```swift
    let adam = Adam(net, learningRate: learningRate)
    let losses = checkpoint("net", net, optimizer: adam, steps: steps) { step in
      let x = random.stream("step \\(step)").normal([8, 1])
      let (loss, gradients) = valueWithGradients { mse(net(x), target(x)) }
      adam.update(with: gradients)
      return loss.item * schedule.rates[0]
    }
    ```

    ```swift
    Plot("After", x: Axis("x"), y: Axis("y")) { Line(points, net(points)) }
    ```

    """

  static func keys(
    _ body: String, frontMatter: String = "seed: 7", settings: [String: String] = [:]
  ) throws -> [String: String] {
    let chapter = try chapter(body, frontMatter: frontMatter)
    let program = try Program(
      chapter: chapter, book: Book(chapters: [chapter]), settings: settings)
    return Dictionary(uniqueKeysWithValues: program.checkpoints.map { ($0.name, $0.key) })
  }

  /// The checkpoints whose keys an edit changes.
  static func changed(_ old: String, _ new: String) throws -> [String] {
    let before = try keys(body)
    try #require(body.contains(old))
    let after = try keys(body.replacingOccurrences(of: old, with: new))
    #expect(before.keys == after.keys && before.count == 2)
    return before.keys.filter { before[$0] != after[$0] }.sorted()
  }

  @Test(arguments: [
    ("Prose.", "Other prose, and\n\nmore lines."),
    ("Plot(\"After\"", "Plot(\"Later\""),
    ("Plot(\"Before\"", "Plot(\"Earlier\""),
    ("let shownPoints = 20", "let shownPoints = 30"),
    ("spread(net)\n```", "spread(net).count\n```"),
    ("let steps = 400", "let steps   =   400  // Enough."),
    ("{ step in\n  let x", "{ step in\n  // Fresh noise.\n\n  let x"),
    ("{ 2 * self }", "{ 3 * self }"),
    ("random.normal([1, 1])", "random.uniform([1, 1])"),
  ])
  func doesNotMatter(_ old: String, _ new: String) throws {
    #expect(try Self.changed(old, new) == [])
  }

  @Test(arguments: [
    ("let learningRate: Float = 0.01", "let learningRate: Float = 0.02", ["net"]),
    ("let steps = 400", "let steps = 401", ["net"]),
    ("{ 3 * x }", "{ 4 * x }", ["net"]),
    ("random.stream(\"step", "random.stream(\"Step", ["net"]),
    ("random.stream(\"net\")", "random.stream(\"Net\")", ["net"]),
    ("self / divisor", "divisor / self", ["net", "other"]),
    ("let divisor: Float = 2", "let divisor: Float = 3", ["net", "other"]),
    ("let T = 3", "let T = 4", ["net", "other"]),
    ("0.1 * Float", "0.2 * Float", ["net", "other"]),
    ("train(other, rate: 0.5)", "train(other, rate: 0.6)", ["other"]),
    ("train(other, rate: 0.5)", "train(net, rate: 0.5)", ["net", "other"]),
    ("let otherAdam = Adam(other)", "let otherAdam = Adam(other, beta1: 0.8)", ["other"]),
    ("adam.update(with: gradients)\n}\n```", "_ = gradients\n}\n```", ["other"]),
    ("steps: 30)", "steps: 31)", ["other"]),
  ])
  func matters(_ old: String, _ new: String, _ names: [String]) throws {
    #expect(try Self.changed(old, new) == names)
  }

  /// A change behind another name, in a function, through a property: all count.
  @Test(arguments: [
    "net.layer.weight.value = Tensor([[0]])",
    "var nets = [1: net]\nif let n = nets.removeValue(forKey: 1) { train(n, rate: 1) }",
    "let parts = [net.layer]\nfor part in parts { part.weight.value = Tensor([[0]]) }",
    "let alias = net\ntrain(alias, rate: 1)",
    "func reset() { net.layer.weight.value = Tensor([[0]]) }\nreset()",
    "func reset() { train(net, rate: 1) }\nlet later = { reset() }\nlater()",
    "let early = Adam(net)\nlet (_, g) = valueWithGradients { net(points).sum() }\nearly.update(with: g)",
    "if steps > 3 { train(net, rate: 1) }",
    "try SafeTensors.load(into: net, from: \"weights\")",
    "struct Reset { init(_ n: Net) { train(n, rate: 1) } }\n_ = Reset(net)",
    "var all: [Net] = []\nall.append(net)\nfor one in all { train(one, rate: 1) }",
    "func maker() -> () -> Void { { train(net, rate: 1) } }\nlet later = maker()\nlater()",
    "final class Reset { var n = net\n  func callAsFunction() { n.layer.weight.value = x } }\n"
      + "let reset = Reset()\nreset()",
    "extension Tensor { static func / (a: Tensor, b: Float) -> Tensor { a } }",
    "extension Net { func callAsFunction(_ x: Tensor, _ y: Tensor) -> Tensor { x } }",
  ])
  func changesBeforehandMatter(_ code: String) throws {
    let cell = "```swift\nspread(net)\n```"
    #expect(try Self.changed(cell, "\(cell)\n\n```swift\n\(code)\n```").contains("net"))
  }

  /// A type that can change something, of which only what reads is used.
  @Test(arguments: [
    ("probe.look()", false), ("_ = probe.size", false), ("probe.reset()", true),
    ("let act = probe.reset\nact()", true), ("_ = probe.fresh", true),
    ("print(Told(n: net))", true), ("_ = Seen(net)", false),
  ])
  func readingDoesNotMatter(_ code: String, _ matters: Bool) throws {
    let cell = "```swift\nspread(net)\n```"
    let types = """
      struct Probe {
        let n: Net
        var size: Int { n.layer.weight.value.count }
        var fresh: Net { reset(); return n }
        func look() -> Float { n(points).item }
        func reset() { train(n, rate: 1) }
      }
      struct Told: CustomStringConvertible {
        let n: Net
        var description: String { train(n, rate: 1); return "" }
      }
      struct Seen {
        var values: [Float] = []
        init(_ n: Net) { values.append(n(points).item) }
      }
      let probe = Probe(n: net)
      """
    #expect(
      try Self.changed(cell, "\(cell)\n\n```swift\n\(types)\n\(code)\n```")
        == (matters ? ["net"] : []))
  }

  /// A checkpoint that only gives results changes no network, unless its body does.
  @Test func resultsOfOthersDoNotMatter() throws {
    let cell = "```swift\nspread(net)\n```"
    func key(_ checkpoint: String) throws -> String? {
      let body = Self.body.replacing(cell, with: "```swift\nlet samples = \(checkpoint)\n```")
      return try Self.keys(body)["net"]
    }
    let reading = try key("checkpoint(\"samples\", steps: 3) { _ in spread(net) }")
    #expect(try reading == key("checkpoint(\"samples\", steps: 4) { _ in spread(net) }"))
    let changing = try key("checkpoint(\"samples\", steps: 3) { _ in train(net, rate: 1) }")
    #expect(try changing != key("checkpoint(\"samples\", steps: 4) { _ in train(net, rate: 1) }"))
    let filled = try key("checkpoint(\"samples\", net) { spread(net) }")
    #expect(filled != reading)
  }

  /// A preview may use and change what it likes: it is shown, and all is as before.
  @Test(arguments: [
    "preview: { spread(other); train(net, rate: shownLater); return points }",
    "preview: picture, previewedAfter: 5",
    "previewedAfter: 5, preview: { points }",
  ])
  func previewsDoNotMatter(_ preview: String) throws {
    let calls = [
      ("steps: steps) { step in", "steps: steps, \(preview)) { step in"),
      ("steps: 30) { step in", "steps: 30, \(preview)) { step in"),
    ]
    for (old, new) in calls { #expect(try Self.changed(old, new) == []) }
    #expect(try Self.changed("steps: 30)", "steps: 31, \(preview))") == ["other"])
    let named = Self.body.replacing(
      "steps: steps) { step in", with: "steps: steps, body: { step in"
    ).replacing("rates[0]\n}", with: "rates[0]\n})")
    let previewed = named.replacing("steps: steps, body", with: "steps: steps, \(preview), body")
    #expect(try Self.keys(named) == Self.keys(previewed))
  }

  @Test func theSeedAndSettingsMatter() throws {
    let base = try Self.keys(Self.body)
    #expect(try Self.keys(Self.body, frontMatter: "seed: 8") != base)
    #expect(try Self.keys(Self.body, settings: ["shownPoints": "5"]) == base)
    let set = try Self.keys(Self.body, settings: ["steps": "5"])
    #expect(set["net"] != base["net"] && set["other"] == base["other"])
  }

  /// Other chapters' exports count, and their checkpoints are this chapter's.
  @Test func exportsMatter() throws {
    func program(_ factor: Int) throws -> Program {
      let first = try chapter(
        """
        ```swift
        //| export: true
        func scaled(_ x: Int) -> Int { x * \(factor) }
        func trained(_ net: Linear, _ steps: Int) { checkpoint("net", net) { _ = scaled(steps) } }
        ```
        """, slug: "01-first")
      let second = try chapter(
        "```swift\ntrained(net, 3)\nlet s = checkpoint(\"s\") { scaled(2) }\n```",
        slug: "03-second", frontMatter: "uses: [01-first]")
      return try Program(chapter: second, book: Book(chapters: [first, second]))
    }
    let (a, b) = (try program(2).checkpoints, try program(3).checkpoints)
    #expect(a.map(\.name) == ["net", "s"])
    #expect(a[0].path == "Chapters/01-first.md")
    #expect(a[0].parts.contains { $0.place == "Chapters/03-second.md:6" })
    #expect(a[0].key != b[0].key && a[1].key != b[1].key)
  }
}
