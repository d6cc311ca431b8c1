import Foundation

/// What a cell shows, lowered to forms that every reader of a run understands: a plain text, and for a
/// page either markup or a file. The runner and the pages know no other form, so a new kind of figure
/// is one `Showable` and changes nothing else.
public struct Output: Codable, Equatable, Sendable {
  /// The output in words, for terminals, notebooks and screen readers.
  public var text: String
  /// Markup for the page. `{file}` stands for the address of `file`, `{alt}` for the cell's alternative
  /// text and `{id}` for an identifier that is unique on the page; all three arrive escaped.
  public var html: String?
  /// A file published beside the page. Without `html` the page shows it by its media type: SVG inline,
  /// PNG as an image.
  public var file: File?

  /// A file that an output consists of.
  public struct File: Codable, Equatable, Sendable {
    /// `svg`, `png`, … Its name is made of the cell's label and this ending.
    public var fileExtension: String
    public var mediaType: String
    public var bytes: [UInt8]
    /// Width and height in CSS pixels.
    public var width: Int
    public var height: Int

    public init(
      fileExtension: String, mediaType: String, bytes: [UInt8], width: Int, height: Int
    ) {
      self.fileExtension = fileExtension
      self.mediaType = mediaType
      self.bytes = bytes
      self.width = width
      self.height = height
    }

    /// The bytes, with this for the `{id}` of a drawing.
    public func bytes(id: String) -> [UInt8] {
      guard mediaType == "image/svg+xml" else { return bytes }
      return Array(String(decoding: bytes, as: UTF8.self).replacing("{id}", with: id).utf8)
    }
  }

  public init(text: String, html: String? = nil, file: File? = nil) {
    self.text = text
    self.html = html
    self.file = file
  }
}

extension Output.File {
  private enum CodingKeys: String, CodingKey {
    case fileExtension, mediaType, base64, width, height
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    fileExtension = try container.decode(String.self, forKey: .fileExtension)
    mediaType = try container.decode(String.self, forKey: .mediaType)
    bytes = [UInt8](try container.decode(Data.self, forKey: .base64))
    width = try container.decode(Int.self, forKey: .width)
    height = try container.decode(Int.self, forKey: .height)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(fileExtension, forKey: .fileExtension)
    try container.encode(mediaType, forKey: .mediaType)
    try container.encode(Data(bytes), forKey: .base64)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
  }
}

/// A value that knows how it looks on a page: figures, tables, image grids.
public protocol Showable {
  func lowered() -> Output
}
