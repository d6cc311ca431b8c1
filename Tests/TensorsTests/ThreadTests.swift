import Dispatch
import Synchronization
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@testable import Platform
@testable import Tensors

@Suite(.serialized) struct ThreadTests {
  /// Runs `body` on one thread and on several; both must give the same floats, bit for bit.
  func expectSameBits(_ body: () -> [Float]) {
    let threads = Engine.threads
    defer { Engine.threads = threads }
    Engine.threads = 1
    let alone = body().map(\.bitPattern)
    for count in [2, 3, 7] {
      Engine.threads = count
      #expect(body().map(\.bitPattern) == alone)
    }
  }

  @Test func everyChunkRunsOnce() {
    let threads = Engine.threads
    defer { Engine.threads = threads }
    Engine.threads = 4
    for chunks in [0, 1, 2, 3, 17, 1000] {
      for _ in 0..<200 {
        let counts = UnsafeMutablePointer<Int>.allocate(capacity: chunks)
        counts.initialize(repeating: 0, count: chunks)
        parallel(chunks: chunks) { counts[$0] += 1 }
        #expect((0..<chunks).allSatisfy { counts[$0] == 1 })
        counts.deallocate()
      }
    }
  }

  /// The count changes between jobs, so that a stretch may lie idle for many of them and then be used again.
  @Test func threadsComeAndGo() {
    let threads = Engine.threads
    defer { Engine.threads = threads }
    let counts = UnsafeMutablePointer<Int>.allocate(capacity: 23)
    defer { counts.deallocate() }
    for job in 0..<20_000 {
      Engine.threads = [2, 5, 1, 3, 7][job / 7 % 5]
      let chunks = 2 + job % 22
      counts.initialize(repeating: 0, count: chunks)
      parallel(chunks: chunks) { counts[$0] += 1 }
      guard (0..<chunks).allSatisfy({ counts[$0] == 1 }) else {
        Issue.record("job \(job): \((0..<chunks).map { counts[$0] })")
        return
      }
    }
  }

  /// A caller that comes while another's job runs does its chunks alone; between jobs the workers fall asleep.
  @Test func severalCallersShareTheThreads() {
    let threads = Engine.threads
    defer { Engine.threads = threads }
    Engine.threads = 3
    let failures = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for job in 0..<2000 {
        let sum = Atomic<Int>(0)
        parallel(chunks: 10) { sum.add($0, ordering: .relaxed) }
        if sum.load(ordering: .relaxed) != 45 { failures.add(1, ordering: .relaxed) }
        if job % 500 == 0 { usleep(3000) }
      }
    }
    #expect(failures.load(ordering: .relaxed) == 0)
  }

  /// The threads' stretches hold each chunk once, whatever the number.
  @Test func stretchesCoverAJob() {
    for (chunks, participants) in [(2, 7), (23, 2), (100, 64), (Job.greatestCount, 3)] {
      let job = Job(word: Job(number: 9, chunks: chunks, participants: participants).word)
      var next = 0
      for thread in 0..<participants {
        #expect(job.stretch(thread).lowerBound == next)
        next = job.stretch(thread).upperBound
      }
      #expect(next == chunks)
    }
    // The number goes round: what was left in an earlier job counts as untouched, in a later one as none.
    let first = Job(number: 0, chunks: 4, participants: 2)
    let before = Job(number: .max, chunks: 4, participants: 2)
    #expect(first.left(in: before.left(1)) == nil)
    #expect(before.left(in: first.left(1)) == 0)
    #expect(first.left(in: first.left(1)) == 1)
  }

  @Test func nestedCallsRunInline() {
    let counts = UnsafeMutablePointer<Int>.allocate(capacity: 64)
    counts.initialize(repeating: 0, count: 64)
    parallel(chunks: 8) { outer in parallel(chunks: 8) { counts[outer * 8 + $0] += 1 } }
    #expect((0..<64).allSatisfy { counts[$0] == 1 })
    counts.deallocate()
  }

  @Test func matmulBits() {
    let (a, b) = (numbers(300 * 700, 1), numbers(700 * 130, 2))
    expectSameBits {
      var c = [Float](repeating: 0, count: 300 * 130)
      multiply(
        300, 130, 700, a, aRowStride: 700, aColumnStride: 1, b, bRowStride: 130,
        bColumnStride: 1, into: &c, cRowStride: 130)
      return c
    }
  }

  @Test func reductionBits() {
    let x = numbers(1_000_000)
    for (outer, axis, inner) in [(1, 1_000_000, 1), (10, 1000, 100), (1, 50_000, 20)] {
      expectSameBits {
        var sums = [Float](repeating: 0, count: outer * inner)
        Reduction.sum((outer, axis, inner), x, into: &sums)
        return sums
      }
    }
  }

  /// Norms with their gradients, log-softmax over rows and columns, long softmaxes, variances.
  @Test func normAndSoftmaxBits() {
    let values = Tensor(numbers(640_000), shape: [5, 400, 320])
    let gain = Tensor.ones([320])
    expectSameBits {
      let (x, bias) = (Parameter(values), Parameter(Tensor.zeros([320])))
      let gradients = valueWithGradients {
        let norms = [
          layerNorm(x.value, gain: gain, bias: bias.value), rmsNorm(x.value, gain: gain),
          groupNorm(x.value, groups: 4, gain: gain, bias: bias.value, activation: .silu),
        ]
        return stack(norms).variance()
      }.gradients
      return gradients[x]!.scalars + gradients[bias]!.scalars + logSoftmax(values).scalars
        + logSumExp(values, axis: 1).scalars + softmax(values.reshaped([-1])).scalars
        + values.variance(axis: 1).scalars + values.min(axis: 1).scalars
    }
  }

  @Test func elementwiseAndRandomBits() {
    expectSameBits {
      let stream = Random(seed: 1).stream("bits")
      // Room for whole vectors, as storages have.
      var x = [Float](repeating: 0, count: 100_016)
      stream.fillNormal(100_001, into: &x)
      var y = x
      map(100_001, x, into: &y) { exp(sin($0)) + tanh($0) * log(1 + $0 * $0) }
      return y
    }
  }

  #if canImport(Glibc)
    /// A forked child has no threads but its own: kernels must neither hang there nor give other bits.
    @Test func aForkedChildRunsAlone() {
      let threads = Engine.threads
      defer { Engine.threads = threads }
      Engine.threads = 4
      func product() -> [Float] {
        let (a, b) = (numbers(200 * 300, 1), numbers(300 * 100, 2))
        var c = [Float](repeating: 0, count: 200 * 100)
        multiply(
          200, 100, 300, a, aRowStride: 300, aColumnStride: 1, b, bRowStride: 100,
          bColumnStride: 1, into: &c, cRowStride: 100)
        return c
      }
      let expected = product()
      // Swift hides fork from its users; the runner's child processes come from it all the same.
      typealias Fork = @convention(c) () -> pid_t
      let fork = unsafeBitCast(dlsym(nil, "fork"), to: Fork.self)
      let child = fork()
      if child == 0 {
        alarm(20)
        _exit(product() == expected ? 0 : 1)
      }
      var status: Int32 = 0
      waitpid(child, &status, 0)
      #expect(status == 0)
    }
  #endif
}
