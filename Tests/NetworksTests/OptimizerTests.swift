import Networks
import Tensors
import Testing

private struct One: Module {
  let w: Parameter
  init(_ values: [Float]) { w = Parameter(Tensor(values)) }
}

@Suite struct OptimizerTests {
  /// Twenty steps of at most 0.05, each off by a few units of 2⁻²⁴ relative to weights around 1.
  let tolerance: Float = 4e-6

  private func train(_ model: TwoLayers, _ update: (Gradients) -> Void) {
    let recorded = Recorded.pytorch
    let (x, target) = (recorded.x.tensor, recorded.target.tensor)
    for _ in 0..<20 { update(valueWithGradients { mse(model(x), target) }.gradients) }
  }

  private func expect(_ model: TwoLayers, isNear recorded: [String: Recorded.Numbers]) {
    for (name, parameter) in model.parameters {
      #expect(distance(parameter.value, recorded[name]!.tensor) < tolerance, "\(name)")
    }
  }

  @Test func adamAsInPyTorch() {
    let model = TwoLayers()
    let adam = Adam(model, learningRate: 0.05)
    train(model) { adam.update(with: $0) }
    expect(model, isNear: Recorded.pytorch.adam)
  }

  @Test func adamWithOtherBetasAsInPyTorch() {
    let model = TwoLayers()
    let adam = Adam(model, learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3)
    train(model) { adam.update(with: $0) }
    expect(model, isNear: Recorded.pytorch.adamOtherBetas)
  }

  @Test func adamWAsInPyTorch() {
    let model = TwoLayers()
    let adam = AdamW(model, learningRate: 0.05, decay: 0.3)
    train(model) { adam.update(with: $0) }
    expect(model, isNear: Recorded.pytorch.adamW)
  }

  /// Each optimizer as it is made with the model alone: 0.01 of the step size for AdamW's decay.
  @Test func defaults() {
    func stepped(_ make: (One) -> Optimizer) -> Float {
      let model = One([8])
      make(model).update(with: valueWithGradients { model.w.value.sum() }.gradients)
      return model.w.value.scalars[0]
    }
    #expect(abs(stepped { Adam($0) } - (8 - 0.001)) < 1e-6)
    #expect(abs(stepped { AdamW($0) } - (8 - 0.001 - 8 * 0.001 * 0.01)) < 1e-6)
    #expect(abs(stepped { AdamW($0, decay: 0) } - (8 - 0.001)) < 1e-6)
    #expect(abs(stepped { RMSProp($0) } - (8 - 0.1)) < 1e-5)
  }

  @Test func clippedGradientsAsInPyTorch() {
    let model = TwoLayers()
    let adam = Adam(model, learningRate: 0.05)
    train(model) { adam.update(with: $0.clipped(toNorm: 0.1)) }
    expect(model, isNear: Recorded.pytorch.adamClipped)
  }

  /// Gradients (3) and (4) have the norm 5.
  @Test func clippingByHand() {
    let (a, b) = (One([1]), One([1]))
    let gradients = valueWithGradients { (3 * a.w.value + 4 * b.w.value).sum() }.gradients
    #expect(gradients.norm == 5)
    let clipped = gradients.clipped(toNorm: 1)
    #expect(abs(clipped[a.w]!.item - 0.6) < 1e-6 && abs(clipped[b.w]!.item - 0.8) < 1e-6)
    #expect(gradients.clipped(toNorm: 6)[b.w]!.item == 4)
  }

  /// Half a cosine over ten steps after four of warm-up.
  @Test func warmupAndCosineByHand() {
    let rate = WarmupCosine(peak: 2, warmupSteps: 4, totalSteps: 14)
    #expect([0, 1, 3, 4, 9, 14, 20].map { rate($0) } == [0.5, 1, 2, 2, 1, 0, 0])
    #expect(WarmupCosine(peak: 2, warmupSteps: 0, totalSteps: 1)(0) == 2)
  }

  @Test func rmsPropAsInPyTorch() {
    let model = TwoLayers()
    let rmsProp = RMSProp(model, learningRate: 0.02)
    train(model) { rmsProp.update(with: $0) }
    expect(model, isNear: Recorded.pytorch.rmsProp)
  }

  /// Adam's first step has the length of the learning rate, whatever the gradient's size.
  @Test func adamsFirstStepByHand() {
    let model = One([1, 1, 1])
    let adam = Adam(model, learningRate: 0.1)
    let slopes = Tensor([1000, -1, 0.001])
    adam.update(with: valueWithGradients { (model.w.value * slopes).sum() }.gradients)
    #expect(distance(model.w.value, Tensor([0.9, 1.1, 0.9])) < 2e-6)
  }

  /// v = 0.01 · 4, x = 1 − 0.01 · 2 / √0.04 = 0.9.
  @Test func rmsPropsFirstStepByHand() {
    let model = One([1])
    let rmsProp = RMSProp(model, learningRate: 0.01)
    rmsProp.update(with: valueWithGradients { (model.w.value * 2).sum() }.gradients)
    #expect(abs(model.w.value.item - 0.9) < 2e-7)
  }

  @Test func parametersWithoutGradientStay() {
    let (used, unused) = (One([1]), One([1]))
    struct Both: Module { let used, unused: One }
    let adam = Adam(Both(used: used, unused: unused))
    adam.update(with: valueWithGradients { used.w.value.sum() }.gradients)
    #expect(used.w.value.item < 1)
    #expect(unused.w.value.item == 1)
  }

  @Test func tensorsReadBeforeAStepKeepTheirNumbers() {
    let model = One([1])
    let before = model.w.value
    Adam(model, learningRate: 0.1)
      .update(with: valueWithGradients { model.w.value.sum() }.gradients)
    #expect(before.item == 1)
    #expect(model.w.value.item != 1)
  }

  @Test func theLearningRateMayChange() {
    let model = One([1])
    let adam = Adam(model, learningRate: 0.1)
    adam.learningRate = 0
    adam.update(with: valueWithGradients { model.w.value.sum() }.gradients)
    #expect(model.w.value.item == 1)
  }

  /// 1 → 0.5 · 1 + 0.5 · 3 = 2 → 0.5 · 2 + 0.5 · 3 = 2.5.
  @Test func movingAverageByHand() {
    let model = One([1])
    let average = MovingAverage(model, decay: 0.5)
    model.w.value = Tensor([3])
    average.update()
    average.update()
    #expect(average.withAverages { model.w.value.item } == 2.5)
    #expect(model.w.value.item == 3)
  }

  /// Step 0 keeps (1 + 0) / (10 + 0): 0.1 · 1 + 0.9 · 3 = 2.8. Step 90 would keep 91 / 100, more than the decay:
  /// 0.5 · 2.8 + 0.5 · 3 = 2.9.
  @Test func anAverageForgetsItsInitialValueSoonWhereItKnowsTheStep() {
    let model = One([1])
    let average = MovingAverage(model, decay: 0.5)
    model.w.value = Tensor([3])
    average.update(step: 0)
    #expect(abs(average.withAverages { model.w.value.item } - 2.8) < 1e-6)
    average.update(step: 90)
    #expect(abs(average.withAverages { model.w.value.item } - 2.9) < 1e-6)
  }

  @Test func ownParametersComeBackAfterAThrow() {
    struct Fault: Error {}
    let model = One([1])
    let average = MovingAverage(model, decay: 0.5)
    model.w.value = Tensor([3])
    #expect(throws: Fault.self) { try average.withAverages { throw Fault() } }
    #expect(model.w.value.item == 3)
  }

  /// Saved and loaded with its optimizer and its average, a run goes on to the same bits.
  @Test func aRunGoesOnToTheSameBits() throws {
    struct Run: Module {
      let model = TwoLayers()
      let adam: Adam
      let average: MovingAverage

      init() {
        adam = Adam(model, learningRate: 0.05)
        average = MovingAverage(model, decay: 0.9)
      }

      func train() {
        let recorded = Recorded.pytorch
        for _ in 0..<5 {
          adam.update(
            with: valueWithGradients { mse(model(recorded.x.tensor), recorded.target.tensor) }
              .gradients)
          average.update()
        }
      }
    }
    let file = TemporaryFile()
    let (whole, begun, resumed) = (Run(), Run(), Run())
    whole.train()
    whole.train()
    begun.train()
    try SafeTensors.save(begun, to: file.path)
    try SafeTensors.load(into: resumed, from: file.path)
    try SafeTensors.save(begun.adam, to: file.path)
    try SafeTensors.load(into: resumed.adam, from: file.path)
    resumed.train()
    for (one, other) in zip(whole.parameters, resumed.parameters) {
      #expect(one.parameter.value.scalars == other.parameter.value.scalars, "\(one.name)")
    }
    for (one, other) in zip(whole.adam.state, resumed.adam.state) {
      #expect(one.parameter.value.scalars == other.parameter.value.scalars, "\(one.name)")
    }
    #expect(!whole.parameters.map(\.name).contains { $0.contains("adam") })
    #expect(whole.adam.state.map(\.name).contains("firstMoment.layers.0.weight"))
  }

  /// Files of the first edition have other names; other shapes and missing values are refused.
  @Test func stateUnderItsFormerNames() throws {
    let model = One([1, 2])
    let (adam, rmsProp) = (AdamW(model), RMSProp(model))
    let file = TemporaryFile()
    let old: [(name: String, tensor: Tensor)] = [
      ("learningRate", Tensor(0.5)), ("updates", Tensor(3)), ("mean.w", Tensor([1, -0.0])),
      ("square.w", Tensor([4, .leastNonzeroMagnitude])),
    ]
    try SafeTensors.write(old, to: file.path)
    try SafeTensors.load(into: adam, from: file.path)
    try SafeTensors.load(into: rmsProp, from: file.path)
    #expect(
      adam.state.map(\.name) == ["learningRate", "updates", "firstMoment.w", "secondMoment.w"])
    for (entry, (_, value)) in zip(adam.state, old) {
      #expect(entry.parameter.value.scalars.map(\.bitPattern) == value.scalars.map(\.bitPattern))
    }
    #expect(rmsProp.state.map(\.name) == ["learningRate", "meanSquare.w"])
    #expect(rmsProp.state[1].parameter.value.scalars == old[3].tensor.scalars)
    #expect(adam.learningRate == 0.5 && rmsProp.learningRate == 0.5)

    try SafeTensors.save(adam, to: file.path)
    let fresh = AdamW(model)
    try SafeTensors.load(into: fresh, from: file.path)
    #expect(
      zip(fresh.state, adam.state).allSatisfy {
        $0.parameter.value.scalars == $1.parameter.value.scalars
      })
    let missing = #expect(throws: SafeTensorsError.self) {
      try SafeTensors.load(into: rmsProp, from: file.path)
    }
    #expect(missing?.description == "\(file.path): tensor \"meanSquare.w\" is not in the file")
    let other = AdamW(One([1]))
    #expect(throws: SafeTensorsError.self) { try SafeTensors.load(into: other, from: file.path) }
    #expect(other.learningRate == 1e-3)
  }
}
