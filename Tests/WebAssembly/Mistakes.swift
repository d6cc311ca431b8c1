import Tensors

/// Mistakes that end a program, each with its message.
func makeMistake(_ number: Int) {
  switch number {
  case 0: _ = matmul(Tensor.zeros([2, 3]), Tensor.zeros([4, 5]))
  case 1:
    let x = Parameter(Tensor.zeros([2]))
    _ = valueWithGradients {
      x.value = Tensor.zeros([2]) + x.value
      return x.value.sum()
    }
  default: _ = Shape([65_536, 65_536, 65_536, 65_536]).count
  }
}
