/// The chapters whose pages stayed as they were when the site was written.
public struct KeptPages: Sendable {
  /// The slugs of the chapters whose code has changed since their runs.
  public var stale: [String] = []
  /// The faults of the others, by slug.
  var faultsBySlug: [String: [Diagnostic]] = [:]

  /// The faults, by file and line.
  public var faults: [Diagnostic] {
    faultsBySlug.values.flatMap(\.self).sorted(by: Diagnostic.precedes)
  }
}
