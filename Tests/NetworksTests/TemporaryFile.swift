import Foundation

/// A path for a test's file, which goes when the test is over.
final class TemporaryFile {
  let path = NSTemporaryDirectory() + "networks-\(UUID().uuidString).safetensors"

  var contents: Data {
    get { try! Data(contentsOf: URL(fileURLWithPath: path)) }
    set { try! newValue.write(to: URL(fileURLWithPath: path)) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
