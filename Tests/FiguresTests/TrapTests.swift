import Tensors
import Testing

@testable import Figures

@Suite struct TrapTests {
  @Test func unequalCounts() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Line([1, 2, 3], [1, 2]) }
    expect(result, "Line: 3 x values and 2 y values")
  }

  @Test func pointsOfThreeColumns() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Points([[1, 2, 3]]) }
    expect(result, "Points: [1, 3]: points have the shape [count, 2]")
  }

  @Test func logarithmOfNegativeRange() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Axis("loss", scale: .log, range: -1...1) }
    expect(result, "Axis(\"loss\"): -1.0...1.0: a log scale has positive numbers only")
  }

  @Test func imagesOfTwoChannels() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = ImageGrid(Tensor([1, 2], shape: [1, 1, 1, 2])) }
    expect(result, "ImageGrid: [1, 1, 1, 2]: images have the shape")
  }

  @Test func raggedTable() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Table(columns: ["a", "b"], rows: [["1"]]) }
    expect(result, "Table: row 0 has 1 cells for 2 columns")
  }

  @Test func framesOfTwoSizes() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Scrubber(
        "film", frames: [Frame(Tensor.zeros([1, 1])), Frame(Tensor.zeros([1, 2]))])
    }
    expect(result, "Scrubber: frame 1 is 8 × 4, frame 0 4 × 4")
  }

  @Test func frameOfALabeledGrid() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Frame(ImageGrid(Tensor.zeros([2, 2, 2]), labels: ["a", "b"])) }
    expect(result, "Frame: the grid has labels: name the columns and rows in the caption")
  }

  @Test func frameOfNoImages() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Frame(ImageGrid(Tensor.zeros([0, 2, 2]))) }
    expect(result, "Frame: the grid has no images")
  }

  private func expect(_ result: ExitTest.Result?, _ message: String) {
    let errors = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(errors.contains(message + "\n") || errors.contains(message))
  }
}
