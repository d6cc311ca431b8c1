import Foundation
import Networks
import Tensors
import Testing

private struct Pair: Module {
  let a = Parameter(Tensor([[1, 2, 3], [4, 5, 6]]))
  let b = Parameter(Tensor(7))
}

/// A file in the format: the header's length, the header, the numbers.
private func file(_ header: String, _ numbers: [Float] = []) -> Data {
  let bytes = numbers.flatMap { number in
    withUnsafeBytes(of: number.bitPattern.littleEndian, Array.init)
  }
  return withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + header.utf8
    + bytes
}

@Suite struct SafeTensorsTests {
  let place = TemporaryFile()

  /// As the format is defined, byte by byte, so that other readers understand it.
  @Test func bytes() throws {
    try SafeTensors.save(Pair(), to: place.path)
    let expected =
      #"{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
      + #""b":{"dtype":"F32","shape":[],"data_offsets":[24,28]}}"#
    let padded = expected.padding(
      toLength: (expected.count + 7) / 8 * 8, withPad: " ", startingAt: 0)
    #expect(place.contents == file(padded, [1, 2, 3, 4, 5, 6, 7]))
  }

  @Test func roundTrip() throws {
    let saved = Pair()
    saved.a.value = Tensor([[-0.0, .infinity, .leastNonzeroMagnitude], [0.1, -1e30, 3]])
    try SafeTensors.save(saved, to: place.path)
    let loaded = Pair()
    try SafeTensors.load(into: loaded, from: place.path)
    #expect(
      loaded.a.value.scalars.map(\.bitPattern) == saved.a.value.scalars.map(\.bitPattern))
  }

  @Test func textsBesideTheTensors() throws {
    let data = SafeTensors.encoded(
      [("a", Tensor([1]))], metadata: ["first": "1 \"/\" \n", "second": ""])
    let header = #"{"__metadata__":{"first":"1 \"\/\" \n","second":""},"a":"#
    #expect(data.dropFirst(8).starts(with: header.utf8))
    let (tensors, metadata) = try SafeTensors.decoded(data, file: place.path)
    #expect(tensors["a"]?.scalars == [1])
    #expect(metadata == ["first": "1 \"/\" \n", "second": ""])
  }

  @Test func tensorsAmongOtherValues() throws {
    struct Value: Codable { var name: String, images: [Tensor], one: Tensor }
    let value = Value(name: "v", images: [Tensor([[1, 2]])], one: Tensor(3))
    let table = TensorSideTable()
    let encoder = JSONEncoder()
    let plain = try JSONDecoder().decode(Value.self, from: encoder.encode(value))
    #expect(plain.images[0].shape == [1, 2] && plain.images[0].scalars == [1, 2])
    encoder.userInfo[TensorSideTable.key] = table
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(value)
    #expect(String(decoding: data, as: UTF8.self) == #"{"images":[0],"name":"v","one":1}"#)
    let decoder = JSONDecoder()
    decoder.userInfo[TensorSideTable.key] = TensorSideTable(table.tensors)
    #expect(try decoder.decode(Value.self, from: data).one.item == 3)
    decoder.userInfo[TensorSideTable.key] = TensorSideTable()
    #expect(throws: DecodingError.self) { try decoder.decode(Value.self, from: data) }
    for shape in ["[3]", "[-1]", "[1,1,1,1,1,1,1,1,1]", "[4294967297]"] {
      #expect(throws: DecodingError.self) {
        let json = #"{"shape":\#(shape),"scalars":[1]}"#
        return try JSONDecoder().decode(Tensor.self, from: Data(json.utf8))
      }
    }
  }

  @Test func namesWithQuotesAndEmptyTensors() throws {
    try SafeTensors.write(
      [("a \"b\" \\ é/😀", Tensor([1])), ("empty", Tensor.zeros([0, 3]))], to: place.path)
    let tensors = try SafeTensors.read(place.path)
    #expect(tensors["a \"b\" \\ é/😀"]?.scalars == [1])
    #expect(tensors["empty"]?.shape == [0, 3])
  }

  /// Files as other programs write them: metadata, another order, more tensors than asked for.
  @Test func filesOfOthers() throws {
    place.contents = file(
      #"{"__metadata__":{"format":"pt"},"more":{"dtype":"F32","shape":[1],"data_offsets":[28,32]},"#
        + #""b":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"#
        + #""a":{"data_offsets":[4,28],"shape":[2,3],"dtype":"F32"}}"#,
      [70, 1, 2, 3, 4, 5, 60, 9])
    let pair = Pair()
    try SafeTensors.load(into: pair, from: place.path)
    #expect(pair.b.value.item == 70)
    #expect(pair.a.value.scalars == [1, 2, 3, 4, 5, 60])
  }

  @Test(arguments: [
    (Data(), "is cut off: 0 bytes, too few for a header"),
    (Data([1, 0, 0]), "is cut off: 3 bytes, too few for a header"),
    (
      Data([255, 255, 255, 255, 255, 255, 255, 255, 1]),
      "announces a header of 18446744073709551615 bytes, but only 1 follow"
    ),
    (file("{").dropLast(), "announces a header of 1 bytes, but only 0 follow"),
    (file("{"), "has a header that is not JSON"),
    (file("[]"), "has a header that is not a list of tensors"),
    (file(#"{"a":3}"#), #"tensor "a" is described without a proper entry"#),
    (
      file(#"{"a":{"dtype":"F32","shape":[1]}}"#),
      #"tensor "a" is described without a proper data_offsets"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#),
      #"tensor "a" is described without a proper data_offsets"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":"x","data_offsets":[0,4]}}"#),
      #"tensor "a" is described without a proper shape"#
    ),
    (
      file(#"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}"#, [1]),
      #"tensor "a" has the type F8_E4M3; read are F32, F16, BF16, F64, I8, I16, I32, I64, U8, U16, U32, U64,"#
        + " BOOL"
    ),
    (
      file(#"{"a":{"dtype":"BF16","shape":[3],"data_offsets":[0,4]}}"#, [1]),
      #"tensor "a" takes 4 bytes, but the shape [3] needs 6"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, [1]),
      #"tensor "a" is cut off: it takes bytes 0 to 8 of 4"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, [1]),
      #"tensor "a" is cut off: it takes bytes 4 to 0 of 4"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]}}"#, [1]),
      #"tensor "a" takes 4 bytes, but the shape [3] needs 12"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, [1]),
      #"tensor "a" has an impossible shape, [-1]"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[2147483647,2147483647,4],"data_offsets":[0,4]}}"#, [1]),
      #"tensor "a" has an impossible shape, [2147483647, 2147483647, 4]"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, [1, 2]),
      #"tensor "a" starts at byte 4, the one before ends at 0"#
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, [1, 2]),
      "has 4 bytes that belong to no tensor"
    ),
  ])
  func damagedFiles(_ contents: Data, _ fault: String) throws {
    place.contents = contents
    let error = #expect(throws: SafeTensorsError.self) { try SafeTensors.read(place.path) }
    #expect(error?.description == place.path + ": " + fault)
  }

  /// Numbers of other types, as the format stores them, become float32: doubles and large integers the nearest.
  @Test(
    arguments: [
      // 1, −2, the largest, the smallest normal and subnormal numbers, ∞, −∞, −0.
      (
        "F16", "003c00c0ff7b00040100007c00fc0080",
        [1, -2, 65504, 0x1p-14, 0x1p-24, .infinity, -.infinity, -0.0]
      ),
      ("F16", "007e3535", [.nan, 0.325_439_453_125]),
      ("BF16", "803f00c0807f0100c07f", [1, -2, .infinity, 0x1p-133, .nan]),
      ("F64", "000000000000f03f9a9999999999b93f000000000000f07f", [1, 0.1, .infinity]),
      ("I8", "01ff80", [1, -1, -128]), ("U8", "01ff", [1, 255]), ("BOOL", "000102", [0, 1, 1]),
      ("I16", "0100ffff0080", [1, -1, -32768]), ("U16", "ffff", [65535]),
      ("I32", "01000080ffffffff", [-2_147_483_648, -1]), ("U32", "ffffffff", [4_294_967_296]),
      ("I64", "ffffffffffffffff0000000000000080", [-1, -0x1p63]),
      ("U64", "0100000000000000ffffffffffffffff", [1, 0x1p64]),
    ] as [(String, String, [Float])])
  func otherTypes(_ type: String, _ hexadecimal: String, _ expected: [Float]) throws {
    let digits = Array(hexadecimal)
    let bytes = stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)!
    }
    // Behind a tensor of an odd number of bytes, so that nothing is aligned.
    let header =
      #"{"first":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"\#(type)","shape":"#
      + #"[\#(expected.count)],"data_offsets":[1,\#(1 + bytes.count)]}}"#
    place.contents = file(header) + [7] + bytes
    let tensors = try SafeTensors.read(place.path)
    #expect(tensors["first"]?.scalars == [7])
    let scalars = try #require(tensors["a"]?.scalars)
    #expect(scalars.count == expected.count)
    for (value, expected) in zip(scalars, expected) {
      #expect(value == expected && value.sign == expected.sign || value.isNaN && expected.isNaN)
    }
  }

  /// A file that was cut at any byte throws, and the model keeps its values.
  @Test func cutAnywhere() throws {
    try SafeTensors.save(Pair(), to: place.path)
    let whole = place.contents
    let pair = Pair()
    pair.b.value = Tensor(70)
    for length in 0..<whole.count {
      place.contents = whole.prefix(length)
      #expect(throws: SafeTensorsError.self) { try SafeTensors.load(into: pair, from: place.path) }
    }
    #expect(pair.b.value.item == 70)
  }

  @Test func anotherModelsFile() throws {
    try SafeTensors.write([("a", Tensor([1, 2]))], to: place.path)
    let pair = Pair()
    let wrongShape = #expect(throws: SafeTensorsError.self) {
      try SafeTensors.load(into: pair, from: place.path)
    }
    #expect(
      wrongShape?.description
        == "\(place.path): tensor \"a\" has the shape [2], the model expects [2, 3]")
    try SafeTensors.write([("a", pair.a.value)], to: place.path)
    let missing = #expect(throws: SafeTensorsError.self) {
      try SafeTensors.load(into: pair, from: place.path)
    }
    #expect(missing?.description == "\(place.path): tensor \"b\" is not in the file")
  }

  @Test func noSuchFileOrFolder() {
    #expect(throws: SafeTensorsError.self) { try SafeTensors.read("/nowhere/x.safetensors") }
    #expect(throws: SafeTensorsError.self) {
      try SafeTensors.save(Pair(), to: "/nowhere/x.safetensors")
    }
  }
}
