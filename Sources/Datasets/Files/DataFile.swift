import Foundation

/// One file of a dataset, as its authors published it.
struct DataFile: Sendable {
  enum Format: Sendable {
    /// An array of bytes, published as a gzip file: what counts are the bytes in it.
    case idx(rank: Int)
    /// An archive, kept as it is.
    case archive
  }

  var name: String
  var format: Format
  var byteCount: Int
  var md5: String
  /// How much a mirror sends.
  var packedByteCount: Int

  /// The file's name on mirrors.
  var packedName: String {
    if case .idx = format { name + ".gz" } else { name }
  }

  /// The bytes of a file, which may be a gzip file, once they are known to be the published ones.
  ///
  /// - Throws: `DataError` with the first thing that is wrong.
  func read(_ path: String) throws -> Data {
    var file = try OpenFile(path)
    if case .idx = format, try file.startsLikeGzip { file = try unpacked(file, path) }
    let data = try file.contents()
    guard !data.isEmpty else { throw DataError(path, "is empty") }
    switch format {
    case .idx(let rank): _ = try IDX(data, rank: rank, file: path)
    case .archive:
      guard data.count == byteCount else {
        throw DataError(path, "has \(data.count) bytes, the published file \(byteCount)")
      }
    }
    let found = try md5(of: file)
    guard found == md5 else {
      throw DataError(path, "is damaged: its md5 is \(found), the published file's \(md5)")
    }
    return data
  }

  private func unpacked(_ file: OpenFile, _ path: String) throws -> OpenFile {
    let unpacked = try OpenFile()
    let limit = byteCount
    let (status, said) = try Tool.run(
      ["gzip", "-dc"], input: file, output: unpacked,
      whileRunning: { unpacked.byteCount <= limit })
    guard unpacked.byteCount <= byteCount else {
      throw DataError(path, "unpacks to more than \(byteCount) bytes")
    }
    guard status == 0 else {
      throw DataError(path, "cannot be unpacked: \(said.replacing("gzip: stdin: ", with: ""))")
    }
    return unpacked
  }

  /// By the system's md5sum: half a gigabyte a second, and nothing to build.
  private func md5(of file: OpenFile) throws -> String {
    let sum = try OpenFile()
    let (status, said) = try Tool.run(["md5sum"], input: file, output: sum)
    guard status == 0 else { throw DataError("md5sum", said) }
    return String(decoding: try sum.contents().prefix(32), as: UTF8.self)
  }
}

extension OpenFile {
  fileprivate var startsLikeGzip: Bool {
    get throws {
      var start: [UInt8] = [0, 0]
      return pread(descriptor, &start, 2, 0) == 2 && start == [0x1F, 0x8B]
    }
  }
}
