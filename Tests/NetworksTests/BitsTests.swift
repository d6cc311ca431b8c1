import Networks
import Tensors
import Testing

@Suite struct BitsTests {
  /// A network whose products, passes and sums are all large enough to be shared among threads.
  @Test func aTrainingRunHasTheSameBitsOnAnyNumberOfThreads() {
    struct Network: Module {
      let first, second, last: Linear

      init(random: RandomStream) {
        first = Linear(3, 150, random: random)
        second = Linear(150, 170, random: random)
        last = Linear(170, 2, random: random)
      }

      func callAsFunction(_ x: Tensor) -> Tensor { last(tanh(second(silu(first(x))))) }
    }

    func train(threads: Int) -> [[Float]] {
      let before = Engine.threads
      Engine.threads = threads
      defer { Engine.threads = before }
      let random = Random(seed: 4).stream("bits")
      let network = Network(random: random)
      let adam = Adam(network, learningRate: 0.01)
      for _ in 0..<5 {
        let x = random.normal([1000, 3])
        let target = softmax(x.slice(axis: 1, 0..<2)) * x.mean(axis: 0)[0]
        adam.update(with: valueWithGradients { mse(network(x), target) }.gradients)
      }
      return network.parameters.map(\.parameter.value.scalars)
    }

    let one = train(threads: 1)
    #expect(train(threads: 2) == one)
    #expect(train(threads: 5) == one)
  }
}
