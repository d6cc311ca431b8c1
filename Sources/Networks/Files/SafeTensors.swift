import Foundation
import Tensors

/// Files of named tensors in the safetensors format, which PyTorch, MLX and others read as well: eight
/// bytes with the header's length, the header in JSON, then the numbers, little-endian as all machines
/// are that this runs on.
public enum SafeTensors {
  /// Writes a module's parameters under their names. The file appears whole or not at all.
  public static func save(_ model: some Module, to path: String) throws {
    try write(model.parameters.map { ($0.name, $0.parameter.value) }, to: path)
  }

  /// Sets a module's parameters to the values in a file. Throws, with nothing changed, unless the file
  /// holds each of them in its shape; other tensors in it are left aside.
  public static func load(into model: some Module, from path: String) throws {
    let tensors = try read(path)
    let parameters = model.parameters
    for (name, parameter) in parameters {
      guard let shape = tensors[name]?.shape else {
        throw SafeTensorsError(path, name, "is not in the file")
      }
      try ensure(
        shape == parameter.shape, path, name,
        "has the shape \(shape), the model expects \(parameter.shape)")
    }
    for (name, parameter) in parameters { parameter.value = tensors[name]! }
  }

  /// Writes named tensors, in this order. The file appears whole or not at all.
  public static func write(_ tensors: [(name: String, tensor: Tensor)], to path: String) throws {
    do {
      try encoded(tensors).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw SafeTensorsError(path, nil, "cannot be written: \(error.localizedDescription)")
    }
  }

  /// All tensors of a file by name. Throws on a file that is damaged or holds other types than float32.
  public static func read(_ path: String) throws -> [String: Tensor] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw SafeTensorsError(path, nil, "cannot be read: \(error.localizedDescription)")
    }
    return try decoded(data, file: path).tensors
  }

  /// The bytes of a file of named tensors, in this order, with texts beside them. Padded with spaces so
  /// that the numbers begin at a multiple of eight.
  public static func encoded(
    _ tensors: [(name: String, tensor: Tensor)], metadata: KeyValuePairs<String, String> = [:]
  ) -> Data {
    // Strings and whole numbers can always be encoded.
    func json(_ value: some Encodable) -> String {
      String(decoding: try! JSONEncoder().encode(value), as: UTF8.self)
    }
    let texts = metadata.map { json($0) + ":" + json($1) }.joined(separator: ",")
    var fields = texts.isEmpty ? [] : [#""__metadata__":{\#(texts)}"#]
    var numbers = Data()
    for (name, tensor) in tensors {
      let (shape, begin) = (tensor.shape.lengths, numbers.count)
      tensor.scalars.withUnsafeBytes { numbers.append(contentsOf: $0) }
      let place = json([begin, numbers.count])
      fields.append(
        #"\#(json(name)):{"dtype":"F32","shape":\#(json(shape)),"data_offsets":\#(place)}"#)
    }
    var header = Data("{\(fields.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    return withUnsafeBytes(of: UInt64(header.count)) { Data($0) } + header + numbers
  }
}
