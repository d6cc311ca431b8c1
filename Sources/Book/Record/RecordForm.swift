extension Record {
  enum CodingKeys: String, CodingKey {
    case program, seed, parameters, cells, inlineValues, reads, untracked, form
  }

  /// Reads a record. One of an earlier form keeps its seed and its parameters alone: it is of no program,
  /// so its page stays as it is until the chapter has run again.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    form = try container.decodeIfPresent(Int.self, forKey: .form) ?? 1
    seed = try container.decode(UInt64.self, forKey: .seed)
    parameters = try container.decode([ParameterSetting].self, forKey: .parameters)
    (program, cells, inlineValues) = ("", [], [])
    guard !isOfEarlierForm else { return }
    program = try container.decode(String.self, forKey: .program)
    cells = try container.decode([CellRecord].self, forKey: .cells)
    inlineValues = try container.decode([String].self, forKey: .inlineValues)
    reads = try container.decodeIfPresent([RecordedFile].self, forKey: .reads) ?? []
    untracked = try container.decodeIfPresent([String].self, forKey: .untracked) ?? []
  }

  /// True if an earlier version of this program wrote the record, which can neither be compared nor shown.
  public var isOfEarlierForm: Bool { form != Self.currentForm }

  /// The message about a record of an earlier form.
  public static let earlierFormMessage = "recorded by an earlier version: run the chapter again"
}
