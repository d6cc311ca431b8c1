import Foundation

/// A file of a dataset as its authors published it.
struct DataFile: Sendable {
  /// The format of a file.
  enum Format: Sendable {
    /// An array of bytes, published as a gzip file; size and MD5 are those of the unpacked bytes.
    case idx(rank: Int)
    /// An archive, stored as published.
    case archive
  }

  /// The name of the stored file.
  var name: String
  /// The format.
  var format: Format
  /// The size of the stored file.
  var byteCount: Int
  /// The MD5 of the stored file.
  var md5: String
  /// The size of the download.
  var packedByteCount: Int

  /// The name of the file on mirrors.
  var packedName: String {
    if case .idx = format { name + ".gz" } else { name }
  }

  /// Reads and verifies a file, which may be a gzip file.
  ///
  /// - Returns: the unpacked bytes, which are the published ones.
  /// - Throws: `DataError` with the first fault.
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
      throw DataError(path, "is damaged: its MD5 is \(found), that of the published file \(md5)")
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

  /// Computes the MD5 with md5sum, at half a gigabyte a second.
  private func md5(of file: OpenFile) throws -> String {
    let sum = try OpenFile()
    let (status, said) = try Tool.run(["md5sum"], input: file, output: sum)
    guard status == 0 else { throw DataError("md5sum", said) }
    return String(decoding: try sum.contents().prefix(32), as: UTF8.self)
  }
}

extension OpenFile {
  /// True if the file starts with the magic number of gzip.
  fileprivate var startsLikeGzip: Bool {
    get throws {
      var start: [UInt8] = [0, 0]
      return pread(descriptor, &start, 2, 0) == 2 && start == [0x1F, 0x8B]
    }
  }
}
