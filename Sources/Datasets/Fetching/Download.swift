import Foundation

extension DataFile {
  /// Downloads the file with curl, which uses the system's certificates and proxies. A partial download is
  /// resumed; where that fails, the file is downloaded from the start.
  ///
  /// - Parameters:
  ///   - mirror: the address of the mirror.
  ///   - folder: the folder of the dataset.
  ///   - report: takes the progress.
  /// - Throws: `DataError` with the message of curl, or the fault of the file.
  func download(
    from mirror: String, into folder: URL, report: (PreparationEvent) -> Void
  ) throws {
    let address = mirror + packedName
    let part = folder.appending(path: packedName + ".part")
    let isContinued = FileManager.default.fileExists(atPath: part.path)
    do {
      try transfer(address, to: part, report: report)
      do { try store(try read(part.path), in: folder) } catch let error as DataError {
        throw Unusable(error: DataError(address, error.fault))
      }
    } catch let unusable as Unusable {
      try? FileManager.default.removeItem(at: part)
      guard isContinued else { throw unusable.error }
      return try download(from: mirror, into: folder, report: report)
    }
    try FileManager.default.removeItem(at: part)
  }

  /// Writes the file under a temporary name, verifies it, and renames it.
  func store(_ data: Data, in folder: URL) throws {
    let aside = folder.appending(path: name + ".new")
    defer { try? FileManager.default.removeItem(at: aside) }
    do { try data.write(to: aside) } catch {
      throw DataError(aside.path, error.localizedDescription)
    }
    _ = try read(aside.path)
    guard rename(aside.path, folder.appending(path: name).path) == 0 else {
      throw DataError(aside.path, String(cString: strerror(errno)))
    }
  }

  /// A download that is wrong and cannot be resumed.
  private struct Unusable: Error { var error: DataError }

  private func transfer(
    _ address: String, to part: URL, report: (PreparationEvent) -> Void
  ) throws {
    let host = URL(string: address)?.host() ?? "file"
    let label = "\(packedName) from \(host), kB"
    let total = max(1, packedByteCount / 1000)
    let limit = max(byteCount, packedByteCount)
    var size: Int {
      let attributes = try? FileManager.default.attributesOfItem(atPath: part.path)
      return (attributes?[.size] as? Int) ?? 0
    }
    var reported = Date()
    report(.progress(label: label, completed: 0, total: total))
    let (status, said) = try Tool.run(
      [
        "curl", "--fail", "--location", "--silent", "--show-error", "--retry", "1",
        "--connect-timeout", "10", "--speed-limit", "1000", "--speed-time", "20",
        "--continue-at", "-", "--output", part.path, address,
      ],
      whileRunning: {
        let size = size
        if size >= 1000, Date().timeIntervalSince(reported) >= 0.1 {
          reported = Date()
          report(.progress(label: label, completed: min(size / 1000, total - 1), total: total))
        }
        return size <= limit
      })
    guard size <= limit else {
      throw Unusable(error: DataError(address, "sends more than \(limit) bytes"))
    }
    guard status == 0 else {
      let reason = said.split(separator: "\n").last ?? "curl ended with \(status)"
      let error = DataError(address, String(reason.trimmingPrefix(#/curl: \(\d+\) /#)))
      // 33, 36, 416: the partial file cannot be resumed.
      if status == 33 || status == 36 || said.contains("416") { throw Unusable(error: error) }
      throw error
    }
    report(.progress(label: label, completed: total, total: total))
  }
}
