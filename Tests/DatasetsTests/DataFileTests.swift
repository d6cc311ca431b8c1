import Foundation
import Testing

@testable import Datasets

@Suite struct DataFileTests {
  let fixture: Fixture
  let file: DataFile
  let whole: Data
  let path: String

  init() throws {
    fixture = try Fixture()
    file = fixture.dataset.files[0]
    whole = fixture.contents[file.name]!
    path = fixture.folder.appending(path: "file").path
  }

  private func fault(_ contents: Data) throws -> String? {
    try fixture.write(contents, to: "file")
    let error = #expect(throws: DataError.self) { try file.read(path) }
    #expect(error?.place == path)
    return error?.fault
  }

  @Test func plainAndPacked() throws {
    try fixture.write(whole, to: "file")
    #expect(try file.read(path) == whole)
    try fixture.write(try gzip(whole), to: "file")
    #expect(try file.read(path) == whole)
  }

  /// The example of RFC 1321.
  @Test func md5OfPublishedFile() throws {
    let file = DataFile(
      name: "abc", format: .archive, byteCount: 3, md5: "900150983cd24fb0d6963f7d28e17f72",
      packedByteCount: 3)
    try fixture.write(Data("abc".utf8), to: "file")
    #expect(try file.read(path) == Data("abc".utf8))
    try fixture.write(Data("abd".utf8), to: "file")
    let damaged = #expect(throws: DataError.self) { try file.read(path) }
    #expect(
      damaged?.fault
        == "is damaged: its MD5 is 4911e516e5aa21d327512e0c8b197616, "
        + "that of the published file 900150983cd24fb0d6963f7d28e17f72")
    try fixture.write(Data("abcd".utf8), to: "file")
    let long = #expect(throws: DataError.self) { try file.read(path) }
    #expect(long?.fault == "has 4 bytes, the published file 3")
  }

  @Test func damagedFiles() throws {
    let header = Data([0, 0, 8, 3])
    #expect(try fault(Data()) == "is empty")
    #expect(try fault(Data([0, 0])) == "is cut off: 2 bytes of a header of 16")
    #expect(try fault(whole.prefix(15)) == "is cut off: 15 bytes of a header of 16")
    #expect(
      try fault(Data("<html>not here</html>".utf8))
        == "starts with the bytes 3c 68 74 6d, not 00 00 08 03")
    #expect(
      try fault(Data([0, 0, 13, 3]) + whole.dropFirst(4))
        == "starts with the bytes 00 00 0d 03, not 00 00 08 03")
    #expect(
      try fault(header + Data(repeating: 255, count: 12))
        == "announces 4294967295×4294967295×4294967295 bytes, but 0 follow the header")
    #expect(
      try fault(header + Data([0, 0, 255, 255]) + whole.dropFirst(8))
        == "announces 65535×2×2 bytes, but 12 follow the header")
    #expect(try fault(whole.dropLast()) == "announces 3×2×2 bytes, but 11 follow the header")
    #expect(try fault(whole + [0]) == "announces 3×2×2 bytes, but 13 follow the header")
    #expect(try fault(whole.dropLast() + [1])?.hasPrefix("is damaged: its MD5 is ") == true)
  }

  @Test func damagedGzipFiles() throws {
    let packed = try gzip(whole)
    #expect(try fault(packed.dropLast(9)) == "cannot be unpacked: unexpected end of file")
    var flipped = packed
    flipped[packed.count - 8] ^= 1  // in the sum of the content
    #expect(try fault(flipped)?.hasPrefix("cannot be unpacked: invalid compressed data") == true)
    #expect(try fault(try gzip(Data())) == "is empty")
    #expect(
      try fault(try gzip(Data(count: 1 << 20))) == "unpacks to more than \(whole.count) bytes")
    #expect(try fault(Data([0x1F, 0x8B]))?.hasPrefix("cannot be unpacked") == true)
  }

  /// A file cut off at any byte is an error.
  @Test func cutOffAnywhere() throws {
    for length in 0..<whole.count { _ = try fault(whole.prefix(length)) }
  }

  @Test func missingFilesAndFolders() {
    let missing = #expect(throws: DataError.self) { try file.read("/nowhere/x") }
    #expect(missing?.description == "/nowhere/x: No such file or directory")
    #expect(throws: (any Error).self) { try file.read(fixture.folder.path) }
  }
}
