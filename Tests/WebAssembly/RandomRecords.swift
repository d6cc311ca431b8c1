import Tensors

/// Streams of random numbers: floats, integers, permutations, choices.
func recordRandomNumbers() {
  let random = Random(seed: 2_026)
  record("normal", random.stream("normal").normal([10_007]).scalars)
  record("uniform", random.stream("uniform").uniform([10_007], in: -2...3).scalars)
  for below in [1, 7, 1000, 65_536, 2_147_483_647] {
    record("integers below \(below)", random.stream("integers").integers(1000, below: below))
  }
  for count in [0, 1, 2, 3, 1000, 70_000] {
    record("permutation of \(count)", random.stream("permutation").permutation(count))
  }
  let stream = random.stream("choices")
  let shares = stream.uniform([50])
  record("bernoulli", stream.bernoulli(shares).scalars)
  record("multinomial", stream.multinomial(shares, count: 500, replacement: true))
  record("multinomial, each once", stream.multinomial(shares, count: 20))
  recordFunctions(random.stream("functions"))
}

/// Functions of single numbers and of tensors, where they are large and small, and whole powers.
private func recordFunctions(_ stream: RandomStream) {
  let scale = pow(Tensor(10), stream.uniform([4000], in: -12...12))
  let x = stream.normal([4000]) * scale
  record("sin", sin(x).scalars)
  record("cos", cos(x).scalars)
  record("exp", exp(x).scalars)
  record("log", log(abs(x)).scalars)
  record("tanh", tanh(x).scalars)
  record("erf", erf(x).scalars)
  record("expm1", expm1(x).scalars)
  record("log1p", log1p(abs(x)).scalars)
  for power: Float in [0, 1, -1, 2, 3, 17, 64, 65, -64, 1e10, 0.5, 1.5, -2.25] {
    record("pow \(power.bitPattern)", pow(abs(x), power).scalars)
  }
  record("pow of tensors", pow(abs(x), stream.normal([4000])).scalars)
  let doubles = x.scalars.map { Double($0) * 1.000_000_123 }
  let scalars: [(String, (Double) -> Double)] = [
    ("exp", { exp($0) }), ("log", { log($0 < 0 ? -$0 : $0) }), ("sin", { sin($0) }),
    ("cos", { cos($0) }), ("tanh", { tanh($0) }), ("erf", { erf($0) }),
    ("log2", { log2($0 < 0 ? -$0 : $0) }), ("log10", { log10($0 < 0 ? -$0 : $0) }),
    ("pow", { pow($0, 3) }), ("large pow", { pow($0 < 0 ? -$0 : $0, 0.37) }),
  ]
  for (name, function) in scalars {
    let parts = doubles.flatMap { number -> [Int] in
      let value = function(number)
      let bits = value.isNaN ? 0 : value.bitPattern
      return [Int(bits >> 40), Int(bits >> 20 & 0xF_FFFF), Int(bits & 0xF_FFFF)]
    }
    record("\(name) of doubles", parts)
  }
}
