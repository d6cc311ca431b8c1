import Foundation

extension Error {
  /// The system's reason for a failed use of a file, in one line, without the wrapping of Foundation's errors.
  package var systemReason: String {
    let cause = (self as? CocoaError)?.userInfo[NSUnderlyingErrorKey] as? any Error
    if let error = (cause ?? self) as? POSIXError {
      return String(cString: strerror(error.code.rawValue))
    }
    return self is CocoaError || type(of: self) is NSError.Type ? localizedDescription : "\(self)"
  }
}
