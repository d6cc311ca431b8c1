import Foundation
import Tensors

/// Files of named tensors in the safetensors format, which PyTorch, MLX and others read as well: eight
/// bytes with the header's length, the header in JSON, then the numbers, little-endian.
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
      guard let tensor = tensors[name] else {
        throw SafeTensorsError(path, name, "is not in the file")
      }
      guard tensor.shape == parameter.shape else {
        throw SafeTensorsError(
          path, name, "has the shape \(tensor.shape), the model expects \(parameter.shape)")
      }
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

  /// The bytes of a file of named tensors, in this order, with texts beside them.
  public static func encoded(
    _ tensors: [(name: String, tensor: Tensor)], metadata: KeyValuePairs<String, String> = [:]
  ) -> Data {
    var data = SafeTensorsHeader.encoded(tensors, metadata: metadata)
    for (_, tensor) in tensors {
      tensor.scalars.map { $0.bitPattern.littleEndian }.withUnsafeBytes {
        data.append(contentsOf: $0)
      }
    }
    return data
  }

  /// The tensors and the texts that the bytes of `file` hold. Throws as `read` does.
  public static func decoded(
    _ data: Data, file: String
  ) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
    let header = try SafeTensorsHeader(data, file: file)
    var tensors: [String: Tensor] = [:]
    data.withUnsafeBytes { bytes in
      for entry in header.entries {
        let first = header.dataStart + entry.bytes.lowerBound
        let scalars = (0..<entry.shape.count).map { index in
          Float(
            bitPattern: UInt32(
              littleEndian: bytes.loadUnaligned(fromByteOffset: first + index * 4, as: UInt32.self))
          )
        }
        tensors[entry.name] = Tensor(scalars, shape: entry.shape)
      }
    }
    return (tensors, header.metadata)
  }
}
