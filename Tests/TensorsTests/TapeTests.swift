import Tensors
import Testing

@Suite struct TapeTests {
  @Test func gradientOfAProductByHand() {
    let a = Parameter(Tensor(3))
    let b = Parameter(Tensor(4))
    let (value, gradients) = valueWithGradients { a.value * b.value + a.value }
    #expect(value.item == 15)
    #expect(gradients[a]!.item == 5)
    #expect(gradients[b]!.item == 3)
  }

  @Test func aParameterNotReadHasNoGradient() {
    let (used, unused) = (Parameter(Tensor(3)), Parameter(Tensor(4)))
    let (_, gradients) = valueWithGradients {
      _ = unused.value
      return used.value * 2
    }
    #expect(gradients[used]!.item == 2)
    #expect(gradients[unused] == nil)
  }

  @Test func aConstantHasNoGradients() {
    let (value, gradients) = valueWithGradients { Tensor(2) }
    #expect(value.item == 2)
    #expect(gradients[Parameter(Tensor(1))] == nil)
  }

  @Test func detachedIsAConstant() {
    let a = Parameter(Tensor(3))
    let (_, gradients) = valueWithGradients { a.value.detached * a.value }
    #expect(gradients[a]!.item == 3)
  }

  @Test func theValueOfAParameterItselfHasGradientOne() {
    let a = Parameter(Tensor([7]))
    let (_, gradients) = valueWithGradients { a.value }
    #expect(gradients[a]!.scalars == [1])
  }

  @Test func tensorsOfAFinishedScopeAreConstants() {
    let a = Parameter(Tensor(3))
    var kept = Tensor(0)
    _ = valueWithGradients {
      kept = a.value * 2
      return kept
    }
    let (value, gradients) = valueWithGradients { kept * a.value }
    #expect(value.item == 18)
    #expect(gradients[a]!.item == 6)
  }

  /// The inner scope sees the outer's tensors as constants, and its results are constants for the outer.
  @Test func scopesInsideEachOtherAreOnTheirOwn() {
    let a = Parameter(Tensor(3))
    let (value, gradients) = valueWithGradients {
      let doubled = a.value * 2
      let (inner, innerGradients) = valueWithGradients { square(a.value) * doubled }
      #expect(innerGradients[a]!.item == 36)
      return inner + innerGradients[a]! * doubled
    }
    #expect(value.item == 54 + 36 * 6)
    #expect(gradients[a]!.item == 72)
  }

  /// d(a · 9 · a) = 2 · 9 · a, the inner square being a constant.
  @Test func aParameterIsReadBeforeAndAfterAnInnerScope() {
    let a = Parameter(Tensor(3))
    let gradients = valueWithGradients {
      let before = a.value
      let (inner, _) = valueWithGradients { square(a.value) }
      return before * inner * a.value
    }.gradients
    #expect(gradients[a]!.item == 54)
  }

  @Test func recordingGoesOnAfterAThrow() {
    struct Fault: Error {}
    let a = Parameter(Tensor(3))
    #expect(throws: Fault.self) { try valueWithGradients { throw Fault() } }
    #expect(valueWithGradients { a.value * 5 }.gradients[a]!.item == 5)
  }

  @Test func parametersMayChangeBetweenScopes() {
    let a = Parameter(Tensor(1))
    for _ in 0..<3 {
      let (_, gradients) = valueWithGradients { square(a.value) }
      a.value = a.value - 0.25 * gradients[a]!
    }
    #expect(a.value.item == 0.125)
  }

  /// Gradients of an input that is used twice add up, and no other tensor's numbers change with them.
  @Test func addingUpGradientsLeavesOthersAlone() {
    let a = Parameter(Tensor([1, 2]))
    let b = Parameter(Tensor([3, 4]))
    let (_, gradients) = valueWithGradients {
      let sum = a.value + b.value
      return (sum + a.value).sum()
    }
    #expect(gradients[a]!.scalars == [2, 2])
    #expect(gradients[b]!.scalars == [1, 1])
  }

  /// Linked nodes would overflow the stack here when they are released.
  @Test func aLongBackwardPass() {
    let a = Parameter(Tensor(1))
    let (value, gradients) = valueWithGradients {
      var x = a.value
      for _ in 0..<200_000 { x = x * 0.5 + a.value }
      return x
    }
    #expect(abs(value.item - 2) < 1e-5)
    #expect(abs(gradients[a]!.item - 2) < 1e-5)
  }

  @Test func eachThreadHasItsOwnTape() async {
    await withTaskGroup(of: Float.self) { group in
      for k in 1...8 {
        group.addTask {
          let a = Parameter(Tensor(Float(k)))
          let (_, gradients) = valueWithGradients {
            var x = a.value
            for _ in 0..<1000 { x = x + a.value }
            return square(x)
          }
          return gradients[a]!.item / Float(k)
        }
      }
      for await slope in group { #expect(slope == 2 * 1001 * 1001) }
    }
  }
}
