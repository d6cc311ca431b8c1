import Foundation
import Outputs

/// An open file, which child processes can read and write.
final class OpenFile {
  let descriptor: Int32

  /// Opens a file for reading.
  ///
  /// - Throws: `DataError` where the file cannot be read, or is something else: a folder, a named pipe.
  init(_ path: String) throws {
    do {
      descriptor = try RegularFile.open(path)
    } catch {
      throw DataError(path, error.description)
    }
  }

  /// Creates a temporary file without a name, which disappears when it is closed, however the process ends.
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

  /// The size of the file.
  var byteCount: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Reads the whole file, and rewinds it.
  func contents() throws -> Data {
    rewind()
    defer { rewind() }
    return try FileHandle(fileDescriptor: descriptor).readToEnd() ?? Data()
  }

  /// Moves to the beginning.
  func rewind() { lseek(descriptor, 0, SEEK_SET) }
}
