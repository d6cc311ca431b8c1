import Foundation
import Tensors

/// The part of a safetensors file that says what is where.
struct SafeTensorsHeader {
  struct Entry {
    let name: String
    let shape: Shape
    /// Counted from the end of the header.
    let bytes: Range<Int>
  }

  let entries: [Entry]
  /// Texts beside the tensors.
  let metadata: [String: String]
  /// Where the numbers begin in the file.
  let dataStart: Int

  /// Reads and checks the header of `data`, the contents of `file`.
  init(_ data: Data, file: String) throws {
    guard data.count >= 8 else {
      throw SafeTensorsError(file, nil, "is cut off: \(data.count) bytes, too few for a header")
    }
    let length = data.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(data.count - 8) else {
      throw SafeTensorsError(
        file, nil, "announces a header of \(length) bytes, but only \(data.count - 8) follow")
    }
    dataStart = 8 + Int(length)
    let fields: Fields
    do {
      fields = try JSONDecoder().decode(
        Fields.self, from: data.subdata(in: data.startIndex + 8..<data.startIndex + dataStart))
    } catch let DecodingError.dataCorrupted(context) where context.codingPath.isEmpty {
      throw SafeTensorsError(file, nil, "has a header that is not JSON")
    } catch let error as DecodingError {
      guard let name = error.path.first?.stringValue else {
        throw SafeTensorsError(file, nil, "has a header that is not a list of tensors")
      }
      let part = error.path.dropFirst().first?.stringValue ?? "entry"
      throw SafeTensorsError(file, name, "is described without a proper \(part)")
    }
    metadata = fields.metadata
    entries = try fields.byName.sorted { $0.value.begin < $1.value.begin }
      .map { try Entry($0.key, $0.value, available: data.count - 8 - Int(length), file: file) }
    try requireNoGaps(upTo: data.count - dataStart, file: file)
  }

  private func requireNoGaps(upTo end: Int, file: String) throws {
    var position = 0
    for entry in entries where !entry.bytes.isEmpty {
      guard entry.bytes.lowerBound == position else {
        throw SafeTensorsError(
          file, entry.name,
          "starts at byte \(entry.bytes.lowerBound), the one before ends at \(position)")
      }
      position = entry.bytes.upperBound
    }
    guard position == end else {
      throw SafeTensorsError(file, nil, "has \(end - position) bytes that belong to no tensor")
    }
  }

  /// The length and the JSON which describe these tensors, one after the other. Padded with spaces so
  /// that the numbers begin at a multiple of eight.
  static func encoded(
    _ tensors: [(name: String, tensor: Tensor)], metadata: KeyValuePairs<String, String>
  ) -> Data {
    let texts = metadata.map { quoted($0) + ":" + quoted($1) }
    var fields = texts.isEmpty ? [] : ["\"__metadata__\":{\(texts.joined(separator: ","))}"]
    var position = 0
    for (name, tensor) in tensors {
      let end = position + tensor.count * 4
      let shape = tensor.shape.lengths.map(String.init).joined(separator: ",")
      fields.append(
        quoted(name)
          + ":{\"dtype\":\"F32\",\"shape\":[\(shape)],\"data_offsets\":[\(position),\(end)]}")
      position = end
    }
    var json = Array("{\(fields.joined(separator: ","))}".utf8)
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json
  }

  private static func quoted(_ text: String) -> String {
    // Encoding a string cannot fail.
    String(decoding: try! JSONEncoder().encode(text), as: UTF8.self)
  }
}

extension SafeTensorsHeader.Entry {
  /// Checks that the described bytes are there and as many as the shape needs.
  fileprivate init(
    _ name: String, _ field: SafeTensorsHeader.Field, available: Int, file: String
  ) throws {
    guard field.dtype == "F32" else {
      throw SafeTensorsError(file, name, "has the type \(field.dtype); only F32 is read")
    }
    var size = 4
    var isPossible = field.shape.count <= 8
    for length in field.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      isPossible = isPossible && length >= 0 && length <= Int32.max && !overflow
      size = product
    }
    guard isPossible else {
      throw SafeTensorsError(file, name, "has an impossible shape, \(field.shape)")
    }
    guard field.begin >= 0, field.begin <= field.end, field.end <= available else {
      throw SafeTensorsError(
        file, name,
        "is cut off: it takes bytes \(field.begin) to \(field.end) of \(available)")
    }
    guard field.end - field.begin == size else {
      throw SafeTensorsError(
        file, name,
        "takes \(field.end - field.begin) bytes, but the shape \(field.shape) needs \(size)")
    }
    self.name = name
    shape = Shape(field.shape)
    bytes = field.begin..<field.end
  }
}
