// The header as it stands in the file.

extension SafeTensorsHeader {
  struct Field: Decodable {
    let dtype: String
    let shape: [Int]
    let begin: Int
    let end: Int

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case offsets = "data_offsets"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      dtype = try container.decode(String.self, forKey: .dtype)
      shape = try container.decode([Int].self, forKey: .shape)
      let offsets = try container.decode([Int].self, forKey: .offsets)
      guard offsets.count == 2 else {
        throw DecodingError.dataCorruptedError(
          forKey: .offsets, in: container, debugDescription: "not two numbers")
      }
      (begin, end) = (offsets[0], offsets[1])
    }
  }

  /// All keys are names of tensors but one.
  struct Fields: Decodable {
    private(set) var byName: [String: Field] = [:]
    private(set) var metadata: [String: String] = [:]

    private struct Name: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { return nil }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Name.self)
      for key in container.allKeys {
        if key.stringValue == "__metadata__" {
          // What others put there does not matter.
          metadata = (try? container.decode([String: String].self, forKey: key)) ?? [:]
        } else {
          byName[key.stringValue] = try container.decode(Field.self, forKey: key)
        }
      }
    }
  }
}

extension DecodingError {
  /// Where in the JSON the fault is, a missing key included.
  var path: [any CodingKey] {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      return context.codingPath
    case .keyNotFound(let key, let context):
      return context.codingPath + [key]
    @unknown default:
      return []
    }
  }
}
