import Foundation

/// An array of bytes in LeCun's IDX format: two zero bytes, the type (8 for bytes), the number of
/// dimensions, each dimension as four bytes, big-endian, and then the elements.
struct IDX {
  var shape: [Int]
  var elements: Data

  /// Parses an array.
  ///
  /// - Parameters:
  ///   - data: the bytes of the file.
  ///   - rank: the expected number of dimensions.
  ///   - file: the name of the file in errors.
  /// - Throws: `DataError` unless `data` is a whole array of `rank` dimensions.
  init(_ data: Data, rank: Int, file: String) throws {
    let bytes = [UInt8](data.prefix(4 + 4 * rank))
    guard !bytes.isEmpty else { throw DataError(file, "is empty") }
    let magic: [UInt8] = [0, 0, 8, UInt8(rank)]
    guard bytes.starts(with: magic.prefix(bytes.count)) else {
      throw DataError(
        file, "starts with the bytes \(hexadecimal(bytes.prefix(4))), not \(hexadecimal(magic))")
    }
    guard bytes.count == 4 + 4 * rank else {
      throw DataError(file, "is cut off: \(bytes.count) bytes of a header of \(4 + 4 * rank)")
    }
    shape = (0..<rank).map { axis in
      bytes[4 + 4 * axis..<8 + 4 * axis].reduce(0) { $0 << 8 | Int($1) }
    }
    let product = shape.reduce((partialValue: 1, overflow: false)) { product, length in
      let next = product.partialValue.multipliedReportingOverflow(by: length)
      return (next.partialValue, next.overflow || product.overflow)
    }
    elements = data.dropFirst(4 + 4 * rank)
    guard !product.overflow, product.partialValue == elements.count else {
      let size = shape.map(String.init).joined(separator: "×")
      throw DataError(file, "announces \(size) bytes, but \(elements.count) follow the header")
    }
  }

  /// Encodes an array as the bytes of a file.
  static func encode(_ elements: [UInt8], shape: [Int]) -> Data {
    var data = Data([0, 0, 8, UInt8(shape.count)])
    for length in shape {
      withUnsafeBytes(of: UInt32(length).bigEndian) { data.append(contentsOf: $0) }
    }
    return data + elements
  }
}

private func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
