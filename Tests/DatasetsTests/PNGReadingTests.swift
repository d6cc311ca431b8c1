import Tensors
import Testing

@testable import Datasets

/// A PNG, chunk by chunk, with its data stored uncompressed.
private struct PNGFile {
  var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// - Parameters:
  ///   - color: 0 for gray, 2 for red, green and blue, 3 for a palette, 4 and 6 for gray and color with opacity.
  ///   - rows: the bytes of each row.
  init(
    _ width: Int, depth: UInt8, color: UInt8, _ rows: [[UInt8]],
    chunks: [(String, [UInt8])] = []
  ) {
    add(
      "IHDR", Self.big(UInt32(width)) + Self.big(UInt32(rows.count)) + [depth, color, 0, 0, 0])
    for (name, data) in chunks { add(name, data) }
    add("IDAT", Self.stored(rows.flatMap { [0] + $0 }))
    add("IEND", [])
  }

  private mutating func add(_ name: String, _ data: [UInt8]) {
    let content = Array(name.utf8) + data
    bytes += Self.big(UInt32(data.count)) + content + Self.big(Self.crc(content))
  }

  /// Announces another size than that of the data.
  mutating func setSize(_ width: Int, _ height: Int) {
    let content =
      Array("IHDR".utf8) + Self.big(UInt32(width)) + Self.big(UInt32(height))
      + bytes[24..<29]
    bytes.replaceSubrange(12..<33, with: content + Self.big(Self.crc(content)))
  }

  static func big(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }

  private static func stored(_ data: [UInt8]) -> [UInt8] {
    let length = UInt16(data.count)
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in data {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    let lengths = [length, ~length].flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
    return [0x78, 0x01, 0x01] + lengths + data + big(high << 16 | low)
  }

  private static func crc(_ data: [UInt8]) -> UInt32 {
    var crc = ~UInt32(0)
    for byte in data {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }
}

@Suite struct PNGReadingTests {
  private func image(_ file: PNGFile) throws -> Tensor {
    try Tensor(png: file.bytes, file: "a.png")
  }

  private func fault(_ bytes: [UInt8]) -> String {
    do {
      _ = try Tensor(png: bytes, file: "a.png")
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func grayAndColorOf8Bits() throws {
    let gray = try image(PNGFile(3, depth: 8, color: 0, [[0, 51, 255], [255, 0, 102]]))
    #expect(gray.shape == [2, 3, 1])
    #expect(gray.scalars == [0, 0.2, 1, 1, 0, 0.4])
    let color = try image(PNGFile(1, depth: 8, color: 2, [[255, 0, 51], [0, 102, 0]]))
    #expect(color.shape == [2, 1, 3])
    #expect(color.scalars == [1, 0, 0.2, 0, 0.4, 0])
  }

  @Test func opacity() throws {
    let gray = try image(PNGFile(1, depth: 8, color: 4, [[51, 255]]))
    #expect(gray.shape == [1, 1, 2])
    #expect(gray.scalars == [0.2, 1])
    let color = try image(PNGFile(1, depth: 8, color: 6, [[255, 0, 51, 102]]))
    #expect(color.shape == [1, 1, 4])
    #expect(color.scalars == [1, 0, 0.2, 0.4])
  }

  @Test func samplesOf16Bits() throws {
    let gray = try image(PNGFile(2, depth: 16, color: 0, [[0x00, 0x01, 0xFF, 0xFF]]))
    #expect(gray.scalars == [1 / 65535, 1])
    let color = try image(PNGFile(1, depth: 16, color: 2, [[0x33, 0x33, 0, 0, 0x80, 0]]))
    #expect(color.shape == [1, 1, 3])
    #expect(color.scalars == [Float(0x3333) / 65535, 0, Float(0x8000) / 65535])
  }

  @Test func fewBitsAndPalettes() throws {
    let bits = try image(PNGFile(3, depth: 1, color: 0, [[0b1010_0000]]))
    #expect(bits.scalars == [1, 0, 1])
    let pairs = try image(PNGFile(4, depth: 2, color: 0, [[0b00_01_10_11]]))
    #expect(pairs.scalars == [0, Float(85) / 255, Float(170) / 255, 1])
    let palette: [UInt8] = [255, 0, 0, 0, 0, 51]
    let indexed = try image(PNGFile(2, depth: 4, color: 3, [[0x10]], chunks: [("PLTE", palette)]))
    #expect(indexed.shape == [1, 2, 3])
    #expect(indexed.scalars == [0, 0, 0.2, 1, 0, 0])
    let clear = try image(
      PNGFile(2, depth: 8, color: 3, [[1, 0]], chunks: [("PLTE", palette), ("tRNS", [0])]))
    #expect(clear.shape == [1, 2, 4])
    #expect(clear.scalars == [0, 0, 0.2, 1, 1, 0, 0, 0])
  }

  /// As in PIL and torchvision: the samples are the file's.
  @Test func gammaIsNotApplied() throws {
    let file = PNGFile(1, depth: 8, color: 0, [[51]], chunks: [("gAMA", PNGFile.big(100_000))])
    #expect(try image(file).scalars == [0.2])
  }

  @Test func damagedFilesHaveOneLine() {
    let whole = PNGFile(3, depth: 8, color: 0, [[0, 51, 255], [255, 0, 102]]).bytes
    #expect(fault([]) == "a.png: is no PNG image")
    #expect(fault(Array("GIF89a, and more".utf8)) == "a.png: is no PNG image")
    for count in 8..<whole.count {
      #expect(fault(Array(whole[..<count])).contains("damaged PNG: it is cut off"), "\(count)")
    }
    // Any changed byte after the signature.
    var silent = 0
    for index in 8..<whole.count {
      var bytes = whole
      bytes[index] ^= 0x55
      let message = fault(bytes)
      #expect(!message.contains("\n"))
      if message.isEmpty { silent += 1 }
    }
    #expect(silent == 0)
  }

  @Test func hugeImagesAreNotDecoded() {
    var file = PNGFile(3, depth: 8, color: 0, [[0, 0, 0]])
    let header = PNGFile(100_000, depth: 8, color: 0, [[UInt8]](repeating: [], count: 500))
    file.bytes.replaceSubrange(8..<33, with: header.bytes[8..<33])
    #expect(
      fault(file.bytes)
        == "a.png: has 100000 × 500 pixels, more than the 33554432 that can be read")
  }

  @Test(arguments: [
    (33_000_000, 1), (1, 33_000_000), (65_536, 2), (1, 65_536), (2_147_483_647, 0x7FFF_FFFF),
  ])
  func longSidesAreNotDecoded(width: Int, height: Int) {
    var file = PNGFile(3, depth: 8, color: 0, [[0, 0, 0]])
    file.setSize(width, height)
    let fault = fault(file.bytes)
    #expect(
      fault
        == (width > 40_000_000
          ? "a.png: has \(width) × \(height) pixels, more than the 33554432 that can be read"
          : "a.png: has \(width) × \(height) pixels, and the longest side that can be read has 65535")
    )
  }

  @Test func longSidesUpToTheLimitAreRead() throws {
    let row = PNGFile(65_535, depth: 1, color: 0, [[UInt8](repeating: 0xFF, count: 8192)])
    #expect(try image(row).shape == [1, 65_535, 1])
    let column = PNGFile(1, depth: 8, color: 0, [[UInt8]](repeating: [7], count: 32_000))
    #expect(try image(column).shape == [32_000, 1, 1])
  }

  @Test func bytesThatFollowTheEndMeanNothing() throws {
    var file = PNGFile(1, depth: 8, color: 0, [[255]])
    file.bytes += [1, 2, 3]
    #expect(try image(file).scalars == [1])
  }
}
