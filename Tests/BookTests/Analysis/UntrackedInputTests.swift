import Testing

@testable import Book

/// Fragments of code that read from outside the program, and others that only look like it.
@Suite struct UntrackedInputTests {
  private func inputs(_ code: String) throws -> [UntrackedInput] {
    let chapter = try chapter("```swift\n\(code)\n```")
    let items = TopLevelItem.all(chapter, values: [], used: [])
    return UntrackedInput.all(in: items).flatMap { $0 }
  }

  @Test(arguments: [
    ("String(contentsOfFile: \"data.txt\", encoding: .utf8)", "String(contentsOfFile:)"),
    ("Data(contentsOf: URL(fileURLWithPath: path))", "Data(contentsOf:)"),
    ("Foundation.Data(contentsOf: url)", "Data(contentsOf:)"),
    ("String.init(contentsOf: url)", "String(contentsOf:)"),
    ("let text: String = try .init(contentsOfFile: path)", ".init(contentsOfFile:)"),
    ("NSDictionary(contentsOfFile: \"a\")", "NSDictionary(contentsOfFile:)"),
    ("FileManager.default.contents(atPath: \"a\")", "FileManager"),
    ("Foundation.FileManager.default", "FileManager"),
    ("func size(_ files: FileManager) -> Int { 0 }", "FileManager"),
    ("FileHandle(forReadingAtPath: \"a\")", "FileHandle"),
    ("FileHandle.standardInput.availableData", "FileHandle"),
    ("InputStream(fileAtPath: \"a\")", "InputStream"), ("fopen(\"a\", \"r\")", "fopen"),
    ("open(\"a\", O_RDONLY)", "open"), ("while let line = readLine() { print(line) }", "readLine"),
    ("url.resourceBytes", ".resourceBytes"),
    ("SafeTensors.read(path)", "SafeTensors.read"),
    ("SafeTensors.load(into: net, from: \"/tmp/net.safetensors\")", "SafeTensors.load"),
    ("SafeTensors.load(into: net, from: \"../net.safetensors\")", "SafeTensors.load"),
  ])
  func files(code: String, name: String) throws {
    let found = try inputs(code)
    #expect(found.contains { $0.kind == .files && $0.name == name }, "\(found)")
    #expect(found.allSatisfy { $0.isRefused })
  }

  @Test(arguments: [
    ("ProcessInfo.processInfo.environment[\"A\"]", "ProcessInfo"), ("getenv(\"A\")", "getenv"),
    ("CommandLine.arguments", "CommandLine"), ("Locale.current", "Locale.current"),
    ("TimeZone.autoupdatingCurrent", "TimeZone.autoupdatingCurrent"),
    ("UserDefaults.standard", "UserDefaults"), ("NSUserName()", "NSUserName"),
    ("Glibc.getpid()", "getpid"), ("sysconf(1)", "sysconf"),
  ])
  func environment(code: String, name: String) throws {
    #expect(
      try inputs(code).contains { $0.kind == .environment && $0.name == name && $0.isRefused })
  }

  @Test(arguments: [
    ("URLSession.shared.dataTask(with: url)", UntrackedInput.Kind.network, "URLSession"),
    ("let session: URLSession = .shared", .network, "URLSession"),
    ("socket(1, 2, 3)", .network, "socket"), ("Process()", .processes, "Process"),
    ("popen(\"date\", \"r\")", .processes, "popen"), ("system(\"date\")", .processes, "system"),
  ])
  func networkAndProcesses(code: String, kind: UntrackedInput.Kind, name: String) throws {
    #expect(try inputs(code).contains { $0.kind == kind && $0.name == name && $0.isRefused })
  }

  @Test(arguments: [
    ("Date()", "Date()"), ("Date.init()", "Date()"), ("Foundation.Date()", "Date()"),
    ("Date.now", "Date.now"), ("let now: Date = .now", ".now"),
    ("Date(timeIntervalSinceNow: 3)", "Date(timeIntervalSinceNow:)"),
    ("ContinuousClock.now", "ContinuousClock"), ("SuspendingClock().now", "SuspendingClock"),
    ("DispatchTime.now().uptimeNanoseconds", "DispatchTime"), ("time(nil)", "time"),
    ("clock()", "clock"), ("gettimeofday(&a, nil)", "gettimeofday"),
    ("CFAbsoluteTimeGetCurrent()", "CFAbsoluteTimeGetCurrent"),
  ])
  func time(code: String, name: String) throws {
    let found = try inputs(code)
    #expect(found.contains { $0.kind == .time && $0.name == name && !$0.isRefused }, "\(found)")
  }

  @Test(arguments: [
    ("Int.random(in: 0..<3)", ".random(in:)"), ("Bool.random()", ".random()"),
    ("let x: Float = .random(in: 0...1)", ".random(in:)"), ("[1, 2].shuffled()", ".shuffled()"),
    ("list.randomElement()!", ".randomElement()"), ("list.shuffle()", ".shuffle()"),
    ("func f(_ list: [Int]) -> [Int] { list.shuffled() }", ".shuffled()"),
    ("lists.map { $0.randomElement() }", ".randomElement()"),
    ("lists.map(\\.self).map { x in x.shuffled() }", ".shuffled()"),
    ("UUID()", "UUID()"), ("UUID().uuidString", "UUID()"), ("arc4random()", "arc4random"),
    ("drand48()", "drand48"), ("rand()", "rand"), ("(0..<3).map { _ in random() }", "random"),
    ("var g = SystemRandomNumberGenerator()", "SystemRandomNumberGenerator"),
    (
      "Int.random(in: 0..<3, using: &SystemRandomNumberGenerator.shared)",
      "SystemRandomNumberGenerator"
    ),
  ])
  func randomness(code: String, name: String) throws {
    let found = try inputs(code)
    #expect(found.contains { $0.kind == .randomness && $0.name == name }, "\(found)")
    #expect(found.allSatisfy { !$0.isRefused })
  }

  @Test(arguments: [
    "let random = Random(seed: seed)\nlet x = random.stream(\"x\").normal([3])",
    "var g = Philox()\nlet order = list.shuffled(using: &g)\nlet i = Int.random(in: 0..<3, using: &g)",
    "list.append(contentsOf: [1, 2])", "list.insert(contentsOf: other, at: 0)",
    "let date = Date(timeIntervalSince1970: 0)", "UUID(uuidString: \"a\")",
    "FileHandle.standardError.write(Data(\"a\".utf8))",
    "struct Net { let time: Linear\n func f(_ x: Tensor) -> Tensor { time(x) } }",
    "func time(_ x: Int) -> Int { x }\nlet y = time(3)",
    "func f(time: Float) -> Float { time }", "let time = 3\nlet y = time + 1",
    "struct Process { let steps: Int }\nlet p = Process(steps: 3)",
    "struct Date {}\nlet d = Date()", "let (now, before) = (3, 4)\nlet z = now - before",
    "struct State { var now = 3 }\nlet s = State()\nlet t = s.now",
    "extension Array { func shuffled() -> Self { self } }\nlet a = [1].shuffled()",
    "SafeTensors.save(net, to: \"net.safetensors\")", "Locale(identifier: \"en\")",
    "let data = try MNIST.load()", "print(\"Date()\")", "// Date()\nlet a = 1",
    "import struct Foundation.Data\nData([1, 2])",
    "checkpoint(\"a\", net, preview: { Date() }) { 3 }",
  ])
  func innocentCode(code: String) throws {
    #expect(try inputs(code) == [])
  }

  /// Files that the chapter wrote are marked, not refused.
  @Test(arguments: [
    "SafeTensors.load(into: net, from: \"net.safetensors\")",
    "SafeTensors.read(\"a/b.safetensors\")",
    "if true { try SafeTensors.load(\"weights\") }",
  ])
  func ownFiles(code: String) throws {
    let found = try inputs(code)
    #expect(found.map(\.kind) == [.ownFiles])
    #expect(found.allSatisfy { !$0.isRefused })
  }

  @Test func placesAreThoseOfTheCode() throws {
    let chapter = try chapter("```swift\nlet a = 1\nlet b =\n  [Date(),\n   Date()]\n```")
    let items = TopLevelItem.all(chapter, values: [], used: [])
    let lines = zip(items, UntrackedInput.all(in: items))
      .flatMap { item, inputs in inputs.map { item.line(of: $0.position) } }
    #expect(lines == [8, 9])
  }
}
