import Foundation
import Outputs

/// The error of a file or folder that cannot be used, in one line: where, what is wrong, and the system's reason.
public struct FileFailure: Error, CustomStringConvertible {
  public let description: String

  /// - Parameters:
  ///   - path: the file, as the person knows it.
  ///   - fault: what is wrong, and what to do.
  ///   - reason: the system's words; nil where the fault says all.
  public init(_ path: String, _ fault: String, reason: String? = nil) {
    description = "\(path): \(fault)" + (reason.map { ": \($0)" } ?? "")
  }

  /// An error of Foundation's as such a line; nil for any other error, which has words of its own.
  public init?(_ error: any Error) {
    let isFoundations = error is CocoaError || type(of: error) is NSError.Type
    guard isFoundations || error is POSIXError else { return nil }
    let information = (error as? CocoaError)?.userInfo ?? [:]
    let path =
      information[NSFilePathErrorKey] as? String ?? (information[NSURLErrorKey] as? URL)?.path
    let place = path.map { URL(fileURLWithPath: $0).shownPath } ?? "a file"
    self.init(place, "this cannot be read or written", reason: error.systemReason)
  }
}
