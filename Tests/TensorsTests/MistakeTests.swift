import Testing

/// A reader's mistakes end the run with one line that names the operation, the shapes and what was
/// expected.
@Suite struct MistakeTests {
  @Test(arguments: Mistake.all.indices)
  func endsWithItsLine(_ index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [index] in
      Mistake.all[index].make()
    }
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
      .split(separator: "\n")
    #expect(lines.contains { $0 == Mistake.all[index].line })
  }
}
