import Foundation
import Testing

@testable import Book

/// Damaged files of runs, 1,000 of them: each gives a page or one clear line, and nothing outside the site changes.
@MainActor @Suite struct DamagedRecordTests {
  private static let body = """
    ```swift
    //| parameters: true
    let epochs = 8
    ```

    The count is `{swift} epochs`.

    ```swift
    //| label: fig-a
    //| alt: A.
    print("printed")
    check("holds", true)
    Plot("Line", x: Axis("x"), y: Axis("y")) { Line(0..<3, 0..<3) }
    ```

    ```swift
    //| label: tbl-a
    Table(columns: ["name", "value"], rows: [["a", "1"], ["b", "2"]])
    ```

    ```swift
    //| label: fig-b
    //| alt: B.
    ImageGrid(Tensor.zeros([2, 4, 4, 1]))
    ```

    ```swift
    //| error: trap
    [1][Int(seed)]
    ```
    """

  private let manager = FileManager.default
  private let home = FileManager.default.temporaryDirectory.appending(path: "damage-\(UUID())")
  private var folder: URL { home.appending(path: "site") }
  private var place: URL { folder.appending(path: "02-test") }

  /// A value in the place of another.
  private static let values: [Any] = [
    NSNull(), -1, 0, 1e19, -1e300, 1e308, 4_611_686_018_427_387_904, "", "x", "../../precious",
    "a\nb", true, [Any](), [String: Any](), [[["a"]]], String(repeating: "9", count: 400),
    "index.html", "unet.safetensors",
  ]

  /// Every variant of a value with one part replaced, or removed.
  private static func variants(of value: Any) -> [Any] {
    var all = values
    if let list = value as? [Any] {
      for index in list.indices {
        var shorter = list
        shorter.remove(at: index)
        all.append(shorter)
        all.append(list + [list[index]])
        all += variants(of: list[index]).map { part in
          var list = list
          list[index] = part
          return list
        }
      }
    } else if let fields = value as? [String: Any] {
      for key in fields.keys.sorted() {
        var fewer = fields
        fewer[key] = nil
        all.append(fewer)
        all += variants(of: fields[key]!).map { part in
          var fields = fields
          fields[key] = part
          return fields
        }
      }
    }
    return all
  }

  /// Bytes flipped, removed and repeated, at places that follow from the number alone.
  private static func damaged(_ data: Data, _ number: Int) -> Data {
    var bytes = Array(data)
    let place = number &* 7919 % bytes.count
    switch number % 4 {
    case 0: bytes[place] ^= 1 << (number / 4 % 8)
    case 1: bytes.remove(at: place)
    case 2: bytes.removeSubrange(place...)
    default: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
    }
    return Data(bytes)
  }

  /// The damaged forms of a file, `count` of them.
  private static func forms(of file: URL, _ count: Int) throws -> [Data] {
    let data = try Data(contentsOf: file)
    let variants = try variants(of: JSONSerialization.jsonObject(with: data))
    let half = min(count / 2, variants.count)
    let spread = (0..<half).map { variants[$0 * variants.count / half] }
    let changed = try spread.map {
      try JSONSerialization.data(withJSONObject: $0, options: .fragmentsAllowed)
    }
    return changed + (0..<count - half).map { damaged(data, $0) }
  }

  /// A thousand where `Tests/Attacks/run` asks for them, which takes minutes; else a tenth.
  private static let count =
    ProcessInfo.processInfo.environment["WALKTHROUGH_ATTACKS"] == nil ? 100 : 1000

  @Test func damagedRecordsEachGiveAPageOrOneLine() throws {
    let chapter = try chapter(Self.body)
    let run = try run(chapter)
    let site = try Site(
      book: Book(chapters: [chapter]), bibliography: Bibliography(),
      mathematics: PageSample.mathematics)
    try manager.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: home) }
    let precious = home.appending(path: "precious")
    try Data("precious".utf8).write(to: precious)
    try run.write(place, publishesCost: true)
    #expect(try site.render(into: folder).faults == [])
    let weights = place.appending(path: "unet.safetensors")
    let whole = try Data(contentsOf: place.appending(path: "index.html"))
    var outcomes: [String: Int] = [:]
    let counts = [(Record.fileName, Self.count * 4 / 5), (Cost.fileName, Self.count / 5)]
    for (name, count) in counts {
      let file = place.appending(path: name)
      let sound = try Data(contentsOf: file)
      let forms = try Self.forms(of: file, count)
      #expect(forms.count == count)
      for form in forms {
        try form.write(to: file)
        try Data("weights".utf8).write(to: weights)
        let kept = try site.render(into: folder)
        let page = try Data(contentsOf: place.appending(path: "index.html"))
        #expect(page == whole || kept.faults.isEmpty)
        #expect(String(decoding: page, as: UTF8.self).hasSuffix("</html>\n"))
        for fault in kept.faults {
          #expect(!fault.description.contains("\n"), "\(fault)")
          #expect(
            fault.file.hasSuffix("/" + name) || fault.file.hasPrefix(chapter.path)
              || fault.file.contains("/02-test/fig-"), "\(fault)")
        }
        let outcome = kept.faults.isEmpty ? kept.stale.isEmpty ? "page" : "stale" : "fault"
        outcomes[outcome, default: 0] += 1
        // Neither another run nor an export goes beyond the chapter's folder.
        _ = try? Export(
          Program(chapter: chapter, book: site.book), in: site.book, bibliography: Bibliography(),
          site: folder)
        if kept.faults.isEmpty == false || outcome == "stale" {
          try run.write(place, publishesCost: true)
          try site.render(into: folder)
          #expect(try Data(contentsOf: place.appending(path: "index.html")) == whole)
        }
        try sound.write(to: file)
        try whole.write(to: place.appending(path: "index.html"))
        #expect(try Data(contentsOf: precious) == Data("precious".utf8))
        #expect(
          try manager.contentsOfDirectory(atPath: home.path).sorted() == ["precious", "site"])
      }
    }
    #expect(outcomes.values.reduce(0, +) == Self.count)
    #expect(outcomes["fault", default: 0] > Self.count / 2, "\(outcomes)")
  }

  @Test func aFigureWithOtherBytesThanRecordedIsNamed() throws {
    let chapter = try chapter(Self.body)
    let run = try run(chapter)
    let book = Book(chapters: [chapter])
    try manager.createDirectory(at: home, withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: home) }
    let publication = Publication(
      book: book, bibliography: Bibliography(), output: folder,
      mathematics: PageSample.mathematics)
    try publication.publish([(chapter, run)])
    let page = try Data(contentsOf: place.appending(path: "index.html"))
    for name in run.files.keys.sorted() {
      let file = place.appending(path: name)
      let sound = try Data(contentsOf: file)
      try (sound + Data(" ".utf8)).write(to: file)
      let faults = try publication.publish([]).faults
      #expect(
        faults.map(\.description) == [
          "\(folder.path)/02-test/\(name):1:1: error: "
            + "these bytes are not those recorded: run the chapter again"
        ])
      #expect(try Data(contentsOf: place.appending(path: "index.html")) == page)
      let export = message {
        try Export(
          Program(chapter: chapter, book: book), in: book, bibliography: Bibliography(),
          site: folder)
      }
      #expect(export.contains("02-test/\(name):1:1: error: these bytes are not those recorded"))
      // The next run makes it good.
      try publication.publish([(chapter, run)])
      #expect(try Data(contentsOf: file) == sound)
    }
    #expect(run.files.count >= 3)
  }
}
