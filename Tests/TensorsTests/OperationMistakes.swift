import Tensors

extension Mistake {
  /// Those of the operations in `GradientCase.operations`, and of others that PyTorch has.
  static let operations = pointwise + lines + choices + losses + images

  private static let (x23, x34) = (Tensor.ones([2, 3]), Tensor.ones([3, 4]))

  private static let pointwise = [
    Mistake(
      "pow: [2, 3] and [3, 4] do not broadcast: aligned at the last axis, lengths must be equal or 1"
    ) { _ = pow(x23, x34) },
    Mistake("elu: alpha is -1.0, it must be positive") { _ = elu(x23, alpha: -1) },
    Mistake("norm: [2, 3] has no axis 2: it has 2 axes") { _ = x23.norm(axis: 2) },
    Mistake("standardDeviation: [2, 3] has no axis -3: it has 2 axes") {
      _ = x23.standardDeviation(axis: -3)
    },
    Mistake("product: [2, 3] has no axis 2: it has 2 axes") { _ = x23.product(axis: 2) },
  ]

  private static let lines = [
    Mistake("flipped: [2, 3] has no axis 2: it has 2 axes") { _ = x23.flipped(axis: 2) },
    Mistake("rolled: [2, 3] has no axis 2: it has 2 axes") { _ = x23.rolled(by: 1, axis: 2) },
    Mistake("tiled: the result would have an axis of length -3.0") { _ = x23.tiled([-1]) },
    Mistake("tiled: the result would have an axis of length 12000000000.0") {
      _ = x23.tiled([4_000_000_000])
    },
    Mistake(
      "padded: -1 before and 0 after axis 1 of [2, 3]: widths are at least 0"
    ) { _ = x23.padded(axis: 1, before: -1) },
    Mistake(
      "padded: 0 before and 3 after axis 1 of [2, 3]: widths are at least 0 and here at most 2"
    ) { _ = x23.padded(axis: 1, after: 3, mode: .reflect) },
    Mistake(
      "padded: 4 before and 0 after axis 1 of [2, 3]: widths are at least 0 and here at most 3"
    ) { _ = x23.padded(axis: 1, before: 4, mode: .circular) },
    Mistake(
      "padded: 1 before and 0 after axis 0 of [0]: widths are at least 0 and here at most 0"
    ) { _ = Tensor.zeros([0]).padded(axis: 0, before: 1, mode: .replicate) },
    Mistake(
      "gathered: 5 indices for axis 1 of [2, 3]: each of the 2 places of the other axes needs as many"
    ) { _ = x23.gathered([0, 0, 0, 0, 0], axis: 1) },
    Mistake("gathered: 3 is out of range: axis 1 of [2, 3] has 3") {
      _ = x23.gathered([0, 3], axis: 1)
    },
    Mistake("sorted: [2, 3] has no axis 2: it has 2 axes") { _ = x23.sorted(axis: 2) },
    Mistake("topK: 4 of the 3 numbers along axis 1 of [2, 3]") { _ = x23.topK(4) },
    Mistake("topK: -1 of the 2 numbers along axis 0 of [2, 3]") { _ = x23.topK(-1, axis: 0) },
  ]

  private static let choices = [
    Mistake("arange: steps of 0.0 do not lead from 0.0 to 1.0") {
      _ = Tensor.arange(from: 0, to: 1, by: 0)
    },
    Mistake("arange: steps of -1.0 do not lead from 0.0 to 1.0") {
      _ = Tensor.arange(from: 0, to: 1, by: -1)
    },
    Mistake("oneHot: label 3 is not in 0..<3") { _ = Tensor.oneHot([0, 3], classes: 3) },
    Mistake("bernoulli: 1.5 is no probability") {
      _ = Random(seed: 1).stream("mistake").bernoulli(Tensor([0.5, 1.5]))
    },
    Mistake("multinomial: -1.0 is no weight") {
      _ = Random(seed: 1).stream("mistake").multinomial(Tensor([1, -1]), count: 1)
    },
    Mistake(
      "multinomial: 3 draws without replacement from 2 weights that are not 0"
    ) { _ = Random(seed: 1).stream("mistake").multinomial(Tensor([1, 0, 2]), count: 3) },
    Mistake("multinomial: 1 draws with replacement from 0 weights that are not 0") {
      _ = Random(seed: 1).stream("mistake").multinomial(
        Tensor([0, 0]), count: 1, replacement: true)
    },
    Mistake("multinomial: weights of shape [] are neither [choices] nor [rows, choices]") {
      _ = Random(seed: 1).stream("mistake").multinomial(Tensor(1), count: 1)
    },
  ]

  private static let losses = [
    Mistake("binaryCrossEntropy: the prediction [2, 3] and the target [3, 4] differ in shape") {
      _ = binaryCrossEntropy(logits: x23, target: x34)
    },
    Mistake("binaryCrossEntropy: 1.5 is no probability; logits have a label of their own") {
      _ = binaryCrossEntropy(probabilities: 1.5 * x23, target: x23)
    },
    Mistake("klDivergence: the prediction [2, 3] and the target [3, 4] differ in shape") {
      _ = klDivergence(logProbabilities: x23, target: x34)
    },
    Mistake("klDivergence: [3] is not [batch, …]") {
      _ = klDivergence(logProbabilities: x23[0], target: x23[0])
    },
    Mistake("negativeLogLikelihood: label 3 is not in 0..<3") {
      _ = negativeLogLikelihood(x23, labels: [0, 3])
    },
    Mistake(
      "negativeLogLikelihood: log-probabilities of shape [2, 3] with 3 labels; they must be"
        + " [batch, classes] with a label for each row"
    ) { _ = negativeLogLikelihood(x23, labels: [0, 1, 2]) },
    Mistake("attention: a mask of shape [3] does not broadcast to the scores [2, 2]") {
      _ = attention(x23, x23, x23, mask: .allowing(Tensor([1, 0, 1])))
    },
  ]

  private static let (image, kernel) = (Tensor.ones([1, 4, 4, 3]), Tensor.ones([3, 3, 3, 2]))

  private static let images = [
    Mistake(
      "conv2d: [1, 3, 28, 28] with a weight of shape [3, 3, 3, 2]: 28 channels meet a weight for 3;"
        + " images are [batch, height, width, channels], the channels last"
    ) { _ = conv2d(Tensor.ones([1, 3, 28, 28]), weight: kernel) },
    Mistake(
      "conv2d: [1, 2, 4, 3] with a weight of shape [3, 3, 3, 2] and a padding of 0: the kernel is larger"
        + " than the image, which is [batch, height, width, channels]"
    ) { _ = conv2d(Tensor.ones([1, 2, 4, 3]), weight: kernel) },
    Mistake(
      "conv2d: [1, 4, 4, 3] with a weight of shape [3, 3, 3, 2]: a stride of 1 and a padding of -1"
    ) { _ = conv2d(image, weight: kernel, padding: -1) },
    Mistake(
      "transposedConv2d: [1, 3, 4, 4] with a weight of shape [3, 3, 3, 2]: they must be [batch, height,"
        + " width, inputs] and [height, width, inputs, outputs]"
    ) { _ = transposedConv2d(Tensor.ones([1, 3, 4, 4]), weight: kernel) },
    Mistake("transposedConv2d: a bias of shape [3] for 2 output channels") {
      _ = transposedConv2d(image, weight: kernel, bias: Tensor.ones([3]))
    },
    Mistake(
      "transposedConv2d: a stride of 1, a padding of 0 and an output padding of 1, which must be less"
        + " than the stride"
    ) { _ = transposedConv2d(image, weight: kernel, outputPadding: 1) },
    Mistake(
      "transposedConv2d: [1, 4, 4, 3] with a weight of shape [3, 3, 3, 2], a stride of 1 and a padding of"
        + " 3 leave no pixels"
    ) { _ = transposedConv2d(image, weight: kernel, padding: 3) },
    Mistake("upsampleBilinear: [2, 3] is not [batch, height, width, channels]") {
      _ = upsampleBilinear(x23)
    },
    Mistake("upsampleBilinear: a size of 0") { _ = upsampleBilinear(image, factor: 0) },
    Mistake(
      "batchNorm: [2, 3] with a mean, a variance, a gain and a bias of shapes [3], [3], [3] and [2],"
        + " which must be [3]"
    ) {
      let ones = Tensor.ones([3])
      _ = batchNorm(x23, mean: ones, variance: ones, gain: ones, bias: Tensor.ones([2]))
    },
  ]
}
