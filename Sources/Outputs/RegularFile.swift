import Foundation

/// A fault of a file, in words that continue its name: `is a folder`.
package struct FileFault: Error, Equatable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }

  /// The fault of the last failed call of the C library.
  package static var ofLastCall: FileFault {
    errno == ENOENT || errno == ENOTDIR ? .missing : FileFault(String(cString: strerror(errno)))
  }

  package static let missing = FileFault(String(cString: strerror(ENOENT)))
}

/// Opens files, and nothing else that has a name: to open a named pipe would wait for whoever writes into it,
/// and a device need not end.
package enum RegularFile {
  /// Opens a file for reading.
  ///
  /// - Returns: its descriptor.
  package static func open(_ path: String) throws(FileFault) -> Int32 {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw fault(of: path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, let kind = kind(of: status.st_mode) else {
      return descriptor
    }
    close(descriptor)
    throw FileFault("is \(kind), not a file")
  }

  /// Tells whether there is something of this name, if only a link that leads nowhere.
  package static func isNamed(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// The fault of a file that could not be opened, by the error code of the attempt.
  private static func fault(of path: String) -> FileFault {
    let fault = FileFault.ofLastCall
    if errno == ELOOP { return FileFault("is a link that leads in a circle") }
    return fault == .missing && isNamed(path) ? FileFault("is a link that leads nowhere") : fault
  }

  /// Makes sure that a path leads to a file.
  package static func check(_ path: String) throws(FileFault) { close(try open(path)) }

  /// Reads a file.
  ///
  /// - Throws: `FileFault` where it is no file, has more than `limit` bytes, or cannot be read.
  package static func data(_ path: String, limit: Int = 1 << 31) throws(FileFault) -> Data {
    let descriptor = try open(path)
    defer { close(descriptor) }
    return Data(try bytes(of: descriptor, limit: limit))
  }

  /// Reads a file to its end.
  ///
  /// - Throws: `FileFault` where it has more than `limit` bytes, or cannot be read.
  package static func bytes(of descriptor: Int32, limit: Int) throws(FileFault) -> [UInt8] {
    var status = stat()
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    let excess = FileFault("has more than \(limit >> 20) MB, the most that is read here")
    guard size <= limit else { throw excess }
    // One byte more shows the end.
    var bytes = [UInt8](repeating: 0, count: size + 1)
    var end = 0
    while true {
      let count = bytes.withUnsafeMutableBytes { buffer in
        read(descriptor, buffer.baseAddress! + end, buffer.count - end)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .ofLastCall }
      guard count > 0 else { break }
      end += count
      guard end <= limit else { throw excess }
      if end == bytes.count { bytes += [UInt8](repeating: 0, count: min(limit, end) + 1) }
    }
    bytes.removeLast(bytes.count - end)
    return bytes
  }

  /// The kind of what is not a file, in words; nil for a file.
  private static func kind(of mode: mode_t) -> String? {
    switch mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: "a folder"
    case S_IFIFO: "a named pipe"
    case S_IFCHR, S_IFBLK: "a device"
    case S_IFSOCK: "a socket"
    default: "something else"
    }
  }
}
