/// The name of a chapter's file, which also names the folder of its page.
enum ChapterName {
  /// The most bytes of a slug: the files of its page have longer names.
  private static let limit = 200
  /// The names of other files and folders of a site.
  private static let taken = ["assets", "index.html", "symbols.html"]

  /// The faults of these files' names: a chapter whose name is one's of the site's own files, or differs from
  /// another's only by case, which not every file system tells apart, or has a number of an earlier one, which
  /// commands could mean.
  ///
  /// - Returns: the faults by the files' names.
  static func faults(of names: [String], folder: String) -> [String: Diagnostic] {
    var numbers: [Int: String] = [:]
    var known: [String: String] = [:]
    var faults: [String: Diagnostic] = [:]
    for name in names {
      let slug = Chapter.slug(of: name)
      func fault(_ message: String) {
        let file = "\(folder)/\(shown(name))"
        faults[name] = Diagnostic(file: file, line: 1, message: message)
      }
      if let mistake = mistake(in: slug) {
        fault(mistake)
      } else if let other = known.updateValue(name, forKey: slug.lowercased()) {
        fault("\(other) differs only by case: rename one of them")
      } else if let number = Chapter.number(of: slug) {
        if let other = numbers[number] {
          fault("\(other) has the number \(number) too: rename one of them")
        } else {
          numbers[number] = name
        }
      }
    }
    return faults
  }

  /// A file's name in one line of a message.
  static func shown(_ name: String) -> String {
    String(name.map { $0.isNewline || $0.unicodeScalars.contains(where: isControl) ? "�" : $0 })
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }

  /// The mistake in a slug; nil for a good one.
  static func mistake(in slug: String) -> String? {
    let scalars = slug.unicodeScalars
    if scalars.contains(where: { $0 == "\\" || isControl($0) }) {
      return "a chapter's name has no backslash and no control characters"
    }
    if slug.utf8.count > limit {
      return "a chapter's name has at most \(limit) characters, and this one has \(slug.utf8.count)"
    }
    guard taken.contains(slug.lowercased()) else { return nil }
    return "“\(slug)” is a name of the site's own: rename the chapter"
  }
}
