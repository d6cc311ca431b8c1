import Tensors
import Testing

@Suite struct TensorTests {
  @Test func creation() {
    #expect(Tensor(2.5).shape == [])
    #expect(Tensor(2.5).item == 2.5)
    #expect(Tensor([[1, 2], [3, 4], [5, 6]]).shape == [3, 2])
    #expect(Tensor([[1, 2], [3, 4], [5, 6]]).scalars == [1, 2, 3, 4, 5, 6])
    #expect(Tensor.arange(4).scalars == [0, 1, 2, 3])
    #expect(Tensor.eye(2).scalars == [1, 0, 0, 1])
    #expect(Tensor.full([2, 1], 7).scalars == [7, 7])
    #expect(Tensor.zeros([0, 3]).scalars == [])
    #expect(Tensor([]).shape == [0])
  }

  @Test func linspaceHitsBothEnds() {
    #expect(Tensor.linspace(from: 0, through: 1, count: 5).scalars == [0, 0.25, 0.5, 0.75, 1])
    #expect(Tensor.linspace(from: 3, through: 9, count: 1).scalars == [3])
    let schedule = Tensor.linspace(from: 1e-4, through: 0.02, count: 1000).scalars
    #expect(schedule.first == 1e-4 && schedule.last == 0.02)
  }

  @Test func shapes() {
    let shape: Shape = [2, 3, 4]
    #expect(shape.count == 24 && shape.rank == 3)
    #expect(shape[0] == 2 && shape[-1] == 4)
    #expect(shape.description == "[2, 3, 4]")
    #expect(Shape([]).count == 1)
    #expect(Shape([1, 2, 3, 4, 5, 6, 7, 8]).lengths == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(shape != [2, 3] && shape != [2, 3, 5])
  }

  /// A tensor never changes, whatever is made from it or from its copies.
  @Test func tensorsStayAsTheyAre() {
    let x = Tensor([1, 2, 3])
    var y = x
    y += 1
    let parameter = Parameter(x)
    parameter.value = parameter.value * 2
    #expect(x.scalars == [1, 2, 3])
    #expect(y.scalars == [2, 3, 4])
    #expect(parameter.value.scalars == [2, 4, 6])
  }

  @Test func descriptions() {
    #expect(Tensor(3).description == "3")
    #expect(Tensor(-0.00001).description == "-1.0000e-5")
    #expect(Tensor([1, 2, 3]).description == "[1, 2, 3] [3]")
    #expect(
      Tensor([[1, -2.5], [3, 40]]).description
        == "[[ 1.0000, -2.5000],\n [ 3.0000, 40.0000]] [2, 2]")
    #expect(Tensor([0.5, .nan, -.infinity]).description == "[0.5000,    nan,   -inf] [3]")
    #expect(Tensor.arange(100).description == "[ 0,  1,  2, …, 97, 98, 99] [100]")
    #expect(Tensor([3e8, 1.5]).description == "[3.0000e8, 1.5000e0] [2]")
    #expect(Tensor([]).description == "[] [0]")
  }
}
