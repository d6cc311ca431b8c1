import Foundation

/// An open file that programs read from and write to.
final class OpenFile {
  let descriptor: Int32

  /// - Throws: `DataError` where the file cannot be read.
  init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DataError(path, String(cString: strerror(errno))) }
  }

  /// A new file without a name: it goes when it is closed, however the process ends.
  init() throws {
    var template = Array((NSTemporaryDirectory() + "walkthrough-XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw DataError(NSTemporaryDirectory(), String(cString: strerror(errno)))
    }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(template)
  }

  deinit { close(descriptor) }

  var byteCount: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Everything in it; the next reader starts from the beginning again.
  func contents() throws -> Data {
    rewind()
    defer { rewind() }
    return try FileHandle(fileDescriptor: descriptor).readToEnd() ?? Data()
  }

  func rewind() { lseek(descriptor, 0, SEEK_SET) }
}
