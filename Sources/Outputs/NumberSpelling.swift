extension String {
  /// The text with each NaN that Swift has printed as `nan`. Swift adds the sign and the payload, `-nan` or
  /// `nan(0x1)`, which differ between CPUs: the default NaN of x86 is negative, that of ARM is not.
  ///
  /// A name that only contains the letters stays as it is.
  package var withPlainNaNs: String {
    guard utf8.count > 3, contains("nan") else { return self }
    var (result, rest) = ("", self[...])
    while let start = rest.firstRange(of: "nan")?.lowerBound {
      let before = rest[..<start]
      let after = rest[rest.index(start, offsetBy: 3)...]
      let head =
        before.hasSuffix("-s")
        ? before.dropLast(2)
        : before.hasSuffix("-") || before.hasSuffix("s") ? before.dropLast() : before
      let tail = after.droppingPayload
      let isNumber =
        !((head.last ?? result.last).map { $0.continuesName || $0 == "-" } ?? false)
        && !(tail.first.map { $0.continuesName || $0 == "(" } ?? false)
      result += isNumber ? head + "nan" : before + "nan"
      rest = isNumber ? tail : after
    }
    return result + rest
  }
}

extension Substring {
  /// The rest after a NaN's payload, `(0x1f)`, at the beginning; all of it where there is none.
  fileprivate var droppingPayload: Substring {
    guard hasPrefix("(0x"), let end = firstIndex(of: ")"),
      self[..<end].dropFirst(3).allSatisfy(\.isHexDigit)
    else { return self }
    return self[index(after: end)...]
  }
}

extension Character {
  /// True if the character next to letters makes another word of them.
  fileprivate var continuesName: Bool { isLetter || isNumber || self == "_" }
}
