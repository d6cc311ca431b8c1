import Foundation

/// The first tensors of a checkpoint's file as a safetensors file of their own: those of its first model, without what
/// only the chapter needs.
struct FirstWeights {
  let data: Data

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var dataOffsets: [Int]
    enum CodingKeys: String, CodingKey { case dtype, shape, dataOffsets = "data_offsets" }
  }

  /// Nil where the file does not hold as many numbers in whole tensors.
  ///
  /// - Parameter count: the number of numbers; nil for all that are no result of the checkpoint's.
  init?(of file: Data, count: Int?) {
    let file = Data(file)
    guard file.count > 8 else { return nil }
    let length = Int(
      clamping: file.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) })
    guard length <= file.count - 8,
      let header = try? JSONSerialization.jsonObject(with: file[8..<8 + length]) as? [String: Any]
    else { return nil }
    let decoder = JSONDecoder()
    var entries: [(name: String, entry: Entry)] = []
    for (name, value) in header where name != "__metadata__" {
      guard let json = try? JSONSerialization.data(withJSONObject: value),
        let entry = try? decoder.decode(Entry.self, from: json), entry.dataOffsets.count == 2
      else { return nil }
      let isWanted = count.map { entry.dataOffsets[1] <= 4 * $0 } ?? !name.hasPrefix("result.")
      if isWanted { entries.append((name, entry)) }
    }
    entries.sort { $0.entry.dataOffsets[0] < $1.entry.dataOffsets[0] }
    let end = entries.last?.entry.dataOffsets[1] ?? 0
    guard end > 0, end <= file.count - 8 - length, count.map({ end == 4 * $0 }) ?? true else {
      return nil
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let fields = entries.compactMap { name, entry -> String? in
      guard let name = try? encoder.encode(name), let entry = try? encoder.encode(entry) else {
        return nil
      }
      return String(decoding: name + Data(":".utf8) + entry, as: UTF8.self)
    }
    // The numbers begin at a multiple of 8 bytes.
    var text = "{\(fields.joined(separator: ","))}"
    while text.utf8.count % 8 != 0 { text += " " }
    var data = Data()
    withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data += Data(text.utf8) + file[(8 + length)..<(8 + length + end)]
    self.data = data
  }
}
