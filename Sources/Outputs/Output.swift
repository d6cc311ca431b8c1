/// A value that a cell shows, as data: a table has its rows, a plot its series, an image grid its layout.
/// `Showable` values are lowered to this vocabulary, records store it, and the page, the notebook and the
/// terminal each have their own form of it.
public struct Output: Codable, Equatable, Sendable {
  /// The kind of value, with its data.
  public enum Content: Codable, Equatable, Sendable {
    /// Words alone.
    case text(String)
    /// Rows under named columns.
    case table(Table)
    /// A plot or a diagram: its picture, a summary for those who see only text, and the words under the
    /// picture where it does not show all of its data.
    case drawing(summary: String, note: String? = nil)
    /// Images of one size in rows and columns.
    case images(ImageGrid)
    /// Frames that a reader moves through.
    case film(Film)
  }

  /// The value.
  public var content: Content
  /// The file that shows it; nil for text and tables.
  public var picture: Picture?

  /// An output.
  ///
  /// - Parameters:
  ///   - content: the value.
  ///   - picture: the file that shows it; required for every kind but text and tables.
  public init(_ content: Content, picture: Picture? = nil) {
    (self.content, self.picture) = (content, picture)
  }

  /// An output of words alone.
  public init(text: String) { self.init(.text(text.withPlainNaNs)) }
}

/// A value that can be shown on a page: figures, tables, image grids.
public protocol Showable {
  /// The value as data.
  func lowered() -> Output
  /// The events that show it; the one output unless the type says otherwise.
  var events: [Event] { get }
}

extension Showable {
  public var events: [Event] { [.output(lowered())] }
}
