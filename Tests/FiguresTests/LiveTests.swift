import Outputs
import Tensors
import Testing

@testable import Figures

/// Live figures as a run has them.
@Suite struct LiveTests {
  private func plot(_ x: Tensor) -> Plot {
    Plot("Dots", x: Axis("x", range: -1...1), y: Axis("y", range: 0...1)) {
      Points(x, name: "dots")
      Line([0, 1], [0, 1])
    }
  }

  private func figure(_ live: Live) throws -> LiveFigure {
    guard case .live(let figure, _)? = live.events.first else {
      throw Missing()
    }
    return figure
  }

  private struct Missing: Error {}

  @Test func describesItsInputsWithTheirDefaults() throws {
    let figure = try figure(
      Live { inputs in
        let count = inputs.slider("Count", 1...9, step: 2, value: 3)
        let name = inputs.choice("Kind", ["a", "b"], value: "b")
        let isOn = inputs.toggle("On", value: true)
        let seed = inputs.seed(value: 5)
        let cell = inputs.cell("Cell", rows: 2, columns: 3, value: (1, 2))
        let recorded = inputs.recorded { Tensor([[1, 2]]) }
        return Steps(1) { _, frame in
          frame.show("\(count) \(name) \(isOn) \(seed) \(cell.row) \(recorded.count)")
          frame.show(ImageGrid(Tensor.zeros([1, 2, 3]), columns: 1))
        }
      })
    #expect(figure.inputs.map(\.kind) == [.slider, .choice, .toggle, .seed, .cell, .recorded])
    #expect(figure.inputs.map(\.value) == [[3], [1], [1], [5], [5], [2, 1, 2, 1, 2]])
    #expect(
      figure.inputs[0].lower == 1 && figure.inputs[0].upper == 9 && figure.inputs[0].step == 2)
    #expect(figure.inputs[1].options == ["a", "b"])
  }

  @Test func theLastFrameIsTheRecordedFigure() throws {
    let live = Live { _ in
      Steps(3) { step, frame in
        frame.show(plot(Tensor([[Float(step) / 4, 0.5]])))
        frame.show("Step \(step)")
      }
    }
    let outputs = live.events.compactMap { event -> Output? in
      if case .output(let output) = event { output } else { nil }
    }
    #expect(outputs == [plot(Tensor([[0.5, 0.5]])).lowered(), Output(text: "Step 2")])
  }

  @Test func recordsNumbersOfTheLastFrameInTheOrderOfItsBytes() {
    let live = Live { _ in
      Steps(2) { step, frame in
        frame.show(plot(Tensor([[Float(step) / 4, 0.5]])))
        frame.show("words")
        frame.show(ImageGrid(Tensor([0.25, .nan], shape: [1, 1, 2]), columns: 1))
      }
    }
    guard case .live(_, let numbers)? = live.events.first else {
      Issue.record("no live figure")
      return
    }
    let floats = numbers.map { Float(bitPattern: $0) }
    #expect(floats.dropLast() == [0.25, 0.5, 0, 1, 0, 1, 0.25] && floats.last!.isNaN)
  }

  @Test(arguments: [0, 1, 4096, 4097, 8192, 8193, 150_000])
  func recordsAtMost4096NumbersEvenlySpaced(_ count: Int) {
    let spaced = LiveNumbers.spaced((0..<count).map { Float($0) })
    #expect(spaced.count <= 4096 && spaced.count >= min(count, 2048))
    let distances = Set(zip(spaced.dropFirst(), spaced).map { $0 - $1 })
    #expect(distances.count <= 1)
  }

  @Test func theHashDependsOnEveryFrame() throws {
    func hash(_ middle: Float) throws -> String {
      try figure(
        Live { _ in
          Steps(3) { step, frame in
            frame.show(ImageGrid(Tensor.full([1, 2, 2], step == 1 ? middle : 0.5)))
          }
        }
      ).sha256
    }
    #expect(try hash(0.25) == hash(0.25))
    #expect(try hash(0.25) != hash(0.250_000_03))
  }

  @Test func aScaffoldHasAGroupForEachMarkAndNoData() throws {
    let figure = try figure(
      Live { _ in Steps(1) { _, frame in frame.show(plot(Tensor([[0.3, 0.5]]))) } })
    guard case .plots(let axes, let scaffold)? = figure.parts.first else { throw Missing() }
    #expect(axes.count == 1 && axes[0].x.lower == -1 && axes[0].x.upper == 1)
    #expect(scaffold.components(of: "class=\"mark\"") == 2)
    #expect(!scaffold.contains("class=\"line\""))
    #expect(scaffold.contains(">dots</text>"))
  }

  /// The words of a frame: kind 2, one plot, its ranges, two marks.
  @Test func bytesAreLittleEndianWords() {
    let frame = LiveFrame()
    frame.show(plot(Tensor([[0.25, 0.5]])))
    frame.show("ab")
    let words = stride(from: 0, to: frame.bytes.count, by: 4).map { start in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(frame.bytes[start + $1]) << (8 * UInt32($1)) }
    }
    let one = Float(1).bitPattern
    let minusOne = Float(-1).bitPattern
    #expect(
      words == [
        2, 2, 1, minusOne, one, 0, one, 2, 1, 1, Float(0.25).bitPattern, Float(0.5).bitPattern, 2,
        2, 0, one, 0, one, 1, 2,
        0x6261,
      ])
  }

  /// What a live figure's author may get wrong, and words of the message.
  struct Mistake: Sendable {
    let words: String
    let figure: @Sendable () -> Live

    static func of(_ words: String, _ body: @escaping @Sendable (LiveInputs) -> Steps) -> Mistake {
      Mistake(words: words) { Live(body) }
    }
  }

  private static func words() -> Steps { Steps(1) { _, frame in frame.show("a") } }

  private static func dots(_ range: ClosedRange<Double>, marks: Int) -> Plot {
    Plot("P", x: Axis(range: range), y: Axis(range: 0...1)) {
      for _ in 0..<marks { Points([0.5], [0.5]) }
    }
  }

  static let mistakes: [Mistake] = [
    .of("the plot “P” has an axis without a range") { _ in
      Steps(1) { _, frame in frame.show(Plot("P") { Line([1, 2]) }) }
    },
    .of("Live: the last step shows nothing") { _ in
      Steps(2) { step, frame in if step == 0 { frame.show("a") } }
    },
    .of("all frames have the same parts") { _ in
      Steps(2) { step, frame in
        frame.show("a")
        if step == 1 { frame.show("b") }
      }
    },
    .of("another number of marks") { _ in
      Steps(2) { step, frame in frame.show(dots(0...1, marks: 1 + step)) }
    },
    .of("other axes") { _ in
      Steps(2) { step, frame in frame.show(dots(0...Double(1 + step), marks: 1)) }
    },
    .of("plot 1: the figure's plots count from 0 to 0") { inputs in
      _ = inputs.points("P", plot: 1, value: [[0, 0]])
      return Steps(1) { _, frame in frame.show(dots(0...1, marks: 1)) }
    },
    .of("plot -1: the figure's plots count from 0 to -1") { inputs in
      _ = inputs.points("P", plot: -1, value: [[0, 0]])
      return words()
    },
    .of("shows no images to pick a cell on") { inputs in
      _ = inputs.cell("C", rows: 2, columns: 2, value: (0, 0))
      return words()
    },
    .of("whole numbers have 32 bits") { inputs in
      _ = inputs.slider("W", 0...Int.max, value: 1)
      return words()
    },
    .of("whole numbers have 32 bits") { inputs in
      _ = inputs.slider("W", -(1 << 31) - 1...0, value: 0)
      return words()
    },
    .of("a page passes finite numbers on") { inputs in
      _ = inputs.slider("W", -.infinity ... .infinity, step: 1, value: 0)
      return words()
    },
    .of("recorded: number 1 is nan") { inputs in
      _ = inputs.recorded { Tensor([0, Float.nan]) }
      return words()
    },
    .of("drawing: number 0 is inf") { inputs in
      _ = inputs.drawing("D", height: 1, width: 1, value: Tensor([[Float.infinity]]))
      return words()
    },
    .of("points: number 2 is -inf") { inputs in
      _ = inputs.points("P", value: [[0, 0], [-.infinity, 0]])
      return words()
    },
  ]

  @Test(arguments: mistakes.indices)
  func namesAMistake(_ index: Int) async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { [index] in
      _ = LiveTests.mistakes[index].figure().events
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(text.contains(Self.mistakes[index].words), "\(text)")
  }
}

extension String {
  /// The number of times that a text occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
