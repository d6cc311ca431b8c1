import Foundation

extension Output {
  /// A file that shows an output, published beside the page.
  public struct Picture: Equatable, Sendable {
    /// The format of the file.
    public enum Format: String, Codable, Sendable {
      /// Vector or pixel graphics.
      case svg, png

      /// The ending of the file's name, without its dot.
      public var fileExtension: String { rawValue }
      /// The name of the format in HTTP headers and notebooks.
      public var mediaType: String { self == .svg ? "image/svg+xml" : "image/png" }
    }

    /// The format of the file.
    public var format: Format
    /// The file. `{id}` in an SVG is a placeholder for a unique name; see `bytes(id:)`.
    public var bytes: [UInt8]
    /// The width, in CSS pixels.
    public var width: Int
    /// The height, in CSS pixels.
    public var height: Int
    /// The data of the plots in it, in the order in which they are drawn; empty where it shows none.
    public var panels: [Panel]

    /// A picture. For the parameters see the properties.
    public init(
      _ format: Format, bytes: [UInt8], width: Int, height: Int, panels: [Panel] = []
    ) {
      (self.format, self.bytes, self.panels) = (format, bytes, panels)
      (self.width, self.height) = (width, height)
    }

    /// The file's bytes, with `id` in the place of an SVG's `{id}`.
    public func bytes(id: String) -> [UInt8] {
      guard format == .svg else { return bytes }
      return Array(String(decoding: bytes, as: UTF8.self).replacing("{id}", with: id).utf8)
    }
  }
}

/// The bytes are base64, which takes less than half the room of numbers.
extension Output.Picture: Codable {
  private enum CodingKeys: String, CodingKey {
    case format, base64, width, height, panels
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    format = try container.decode(Format.self, forKey: .format)
    bytes = [UInt8](try container.decode(Data.self, forKey: .base64))
    width = try container.decode(Int.self, forKey: .width)
    height = try container.decode(Int.self, forKey: .height)
    panels = try container.decode([Output.Panel].self, forKey: .panels)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(format, forKey: .format)
    try container.encode(Data(bytes), forKey: .base64)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(panels, forKey: .panels)
  }
}
