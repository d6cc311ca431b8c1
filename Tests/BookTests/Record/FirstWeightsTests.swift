import Foundation
import Testing

@testable import Book

/// The first tensors of a checkpoint's file, for a page.
@Suite struct FirstWeightsTests {
  /// A file of three tensors with 2, 3, and 1 numbers, the last a result.
  private static let file: Data = {
    let header = #"""
      {"b":{"dtype":"F32","shape":[3],"data_offsets":[8,20]},"__metadata__":{"key":"k"},
      "a":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
      "result.0":{"dtype":"F32","shape":[1],"data_offsets":[20,24]}}
      """#
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    return data + Data(header.utf8) + Data(0..<24)
  }()

  private func parts(_ count: Int?) throws -> (header: String, numbers: Data) {
    let data = try #require(FirstWeights(of: Self.file, count: count)).data
    let length = Int(
      data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) })
    #expect(length % 8 == 0)
    return (String(decoding: data[8..<8 + length], as: UTF8.self), Data(data[(8 + length)...]))
  }

  @Test func hasTheFirstTensorsInTheirOrder() throws {
    let (header, numbers) = try parts(2)
    #expect(
      header.trimmingCharacters(in: .whitespaces)
        == #"{"a":{"data_offsets":[0,8],"dtype":"F32","shape":[1,2]}}"#)
    #expect(numbers == Data(0..<8))
  }

  @Test func withoutANumberHasAllButResults() throws {
    let (header, numbers) = try parts(nil)
    let (first, second) = (header.firstRange(of: "\"a\""), header.firstRange(of: "\"b\""))
    #expect(first!.lowerBound < second!.lowerBound && !header.contains("result"))
    #expect(numbers == Data(0..<20))
  }

  @Test(arguments: [1, 3, 7, 1000])
  func refusesPartsOfTensorsAndTooMany(_ count: Int) {
    #expect(FirstWeights(of: Self.file, count: count) == nil)
  }

  @Test(arguments: [0, 7, 8, 20, 300])
  func refusesDamagedFiles(_ length: Int) {
    #expect(FirstWeights(of: Self.file.prefix(length), count: 2) == nil || length > 230)
  }
}
