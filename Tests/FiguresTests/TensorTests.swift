import Tensors
import Testing

@testable import Figures

@Suite struct TensorTests {
  private let points = Tensor([[0, 1], [2, 3], [4, 5]])

  @Test func tensorsAreData() {
    let byTensors = svg(Plot { Line(Tensor([0, 1, 2]), Tensor([1, 0.5, 0.25])) })
    let byArrays = svg(Plot { Line(0..<3, [1, 0.5, 0.25]) })
    #expect(byTensors == byArrays)
    #expect(svg(Plot { Points(points) }) == svg(Plot { Points([0, 2, 4], [1, 3, 5]) }))
  }

  @Test func tensorsAreMatrices() {
    let matrix = points.plotMatrix
    #expect(matrix.rows == 3 && matrix.columns == 2 && matrix.values == [0, 1, 2, 3, 4, 5])
    #expect(svg(Plot { HeatMap(points) }) == svg(Plot { HeatMap([[0, 1], [2, 3], [4, 5]]) }))
  }

  @Test func imagesAndFrames() {
    let gray = Tensor.linspace(from: 0, through: 1, count: 24).reshaped([2, 3, 4])
    let color = Tensor.linspace(from: 0, through: 1, count: 72).reshaped([2, 3, 4, 3])
    #expect(ImageGrid(gray).lowered().content.text == "2 images of 4 × 3")
    #expect(ImageGrid(color).lowered().content.text == "2 images of 4 × 3 in color")
    #expect(Frame(gray[0]).pixels == Frame(gray[0].reshaped([3, 4, 1])).pixels)
    #expect(Frame(color[1], scale: 2).width == 8)
  }
}
