extension Unicode.Scalar {
  /// The scalar as a page or a drawing may contain it: U+FFFD for those that XML 1.0 or HTML forbid, even as
  /// references. These are control characters other than tab and newline, and noncharacters such as U+FFFE.
  package var inMarkup: Unicode.Scalar {
    switch value {
    case 0x09, 0x0A, 0x20..<0x7F: self
    case ..<0x20, 0x7F..<0xA0: "\u{FFFD}"
    case 0xFDD0...0xFDEF: "\u{FFFD}"
    default: value & 0xFFFE == 0xFFFE ? "\u{FFFD}" : self
    }
  }
}
