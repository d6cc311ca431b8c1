import Networks
import Tensors
import Testing

private func parameter(_ shape: Shape = [2]) -> Parameter { Parameter(Tensor.zeros(shape)) }

private struct Leaf: Module { let weight = parameter([3]) }

@Suite struct ModuleTests {
  @Test func namesArePaths() {
    struct Block: Module {
      let layers = [Leaf(), Leaf()]
      let scale = parameter()
      let width = 3
      let maybe: Leaf? = Leaf()
      let none: Leaf? = nil
    }
    struct Network: Module {
      let first = Block()
      let pair = (Leaf(), Leaf())
      let free: [Parameter] = [parameter()]
    }
    #expect(
      Network().parameters.map(\.name) == [
        "first.layers.0.weight", "first.layers.1.weight", "first.scale", "first.maybe.weight",
        "pair.0.weight", "pair.1.weight", "free.0",
      ])
    #expect(Network().parameterCount == 3 * 5 + 2 * 2)
  }

  @Test func classesAndWhatTheyInherit() {
    class Base: Module { let a = parameter() }
    final class Derived: Base { let b = parameter() }
    #expect(Derived().parameters.map(\.name) == ["a", "b"])
  }

  @Test func anyModule() {
    struct Network: Module { let parts: [any Module] = [Leaf(), Leaf()] }
    #expect(Network().parameters.map(\.name) == ["parts.0.weight", "parts.1.weight"])
  }

  @Test func sharedParametersCountOnce() {
    struct Network: Module {
      let encoder: Leaf
      let decoder: Leaf
    }
    let leaf = Leaf()
    let network = Network(encoder: leaf, decoder: leaf)
    #expect(network.parameters.map(\.name) == ["encoder.weight"])
  }
}
