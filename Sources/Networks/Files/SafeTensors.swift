import Foundation
import Tensors

/// Files of named tensors in the safetensors format of PyTorch, MLX and others: eight bytes with the header's
/// length, the header in JSON, then the numbers, little-endian like all machines that this runs on.
public enum SafeTensors {
  /// Writes a module's parameters under their names. The file appears whole or not at all.
  public static func save(_ model: some Module, to path: String) throws(any Error) {
    try write(model.parameters.map { ($0.name, $0.parameter.value) }, to: path)
  }

  /// Writes an optimizer's state under its names. The file appears whole or not at all.
  public static func save(_ optimizer: Optimizer, to path: String) throws(any Error) {
    try write(optimizer.state.map { ($0.name, $0.parameter.value) }, to: path)
  }

  /// Sets a module's parameters to the values in a file. Throws, with nothing changed, unless the file
  /// holds each of them in its shape; it ignores other tensors.
  public static func load(into model: some Module, from path: String) throws(any Error) {
    try load(model.parameters.map { ($0.name, $0.name, $0.parameter) }, from: path)
  }

  /// Sets an optimizer's state to the values in a file, under these names or former ones. Throws as above.
  public static func load(into optimizer: Optimizer, from path: String) throws(any Error) {
    try load(optimizer.state, from: path)
  }

  private static func load(_ entries: [Optimizer.Entry], from path: String) throws(any Error) {
    let tensors = try read(path)
    let values = try entries.map { name, formerName, parameter in
      guard let value = tensors[name] ?? tensors[formerName] else {
        throw SafeTensorsError(path, name, "is not in the file")
      }
      try ensure(
        value.shape == parameter.shape, path, name,
        "has the shape \(value.shape), the model expects \(parameter.shape)")
      return value
    }
    for (entry, value) in zip(entries, values) { entry.parameter.value = value }
  }

  /// Writes named tensors, in this order. The file appears whole or not at all.
  public static func write(_ tensors: [(name: String, tensor: Tensor)], to path: String)
    throws(any Error)
  {
    do {
      try encoded(tensors).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw SafeTensorsError(path, nil, "cannot be written: \(error.localizedDescription)")
    }
  }

  /// All tensors of a file by name, as float32: float16, bfloat16, doubles and integers are converted. Throws on a
  /// file that is damaged or holds other types.
  public static func read(_ path: String) throws(any Error) -> [String: Tensor] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw SafeTensorsError(path, nil, "cannot be read: \(error.localizedDescription)")
    }
    return try decoded(data, file: path).tensors
  }

  /// The bytes of a file of named tensors, in this order, with texts as metadata. The header is padded so that
  /// the numbers begin at a multiple of eight.
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
