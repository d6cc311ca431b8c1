import Outputs

/// Reads a file that lies beside the chapter.
///
/// ```swift
/// let weights = try readBytes("weights.bin")
/// ```
///
/// The run's record holds the file's hash, and the key of a checkpoint that depends on the file does too: write
/// the name as a literal there.
///
/// - Parameter name: the file's path in the chapter's folder: `points.csv`, `data/points.csv`. Links may not lead
///   out of the folder.
/// - Returns: the bytes, 256 MB at most.
/// - Throws: `DataError` where there is no such file, where it is larger or cannot be read, or where the name leads
///   out of the folder.
public func readBytes(_ name: String) throws -> [UInt8] {
  do {
    return try FileReads.shared.bytes(of: name)
  } catch {
    throw DataError(name, error.description)
  }
}

/// Reads a text that lies beside the chapter, in UTF-8; see `readBytes`.
///
/// - Parameter name: the file's path in the chapter's folder.
/// - Returns: the text as it is, without a byte order mark. Line breaks are not changed.
/// - Throws: `DataError` where the file cannot be read, or is not UTF-8, with the line.
public func readText(_ name: String) throws -> String {
  try text(of: readBytes(name), file: name)
}

/// Decodes UTF-8, without a byte order mark.
func text(of bytes: [UInt8], file: String) throws -> String {
  let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  guard !isUTF16 else { throw DataError(file, "is UTF-16: save it as UTF-8") }
  let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
  if let text = String(validating: content, as: UTF8.self) { return text }
  var end = 0
  var decoder = Unicode.UTF8.ForwardParser()
  var iterator = content.makeIterator()
  while case .valid(let scalar) = decoder.parseScalar(from: &iterator) { end += scalar.count }
  let line = 1 + content.prefix(end).count { $0 == UInt8(ascii: "\n") }
  throw DataError("\(file):\(line)", "is not UTF-8: save the file as UTF-8")
}
