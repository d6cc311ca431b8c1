extension Output {
  /// Rows under named columns.
  public struct Table: Codable, Equatable, Sendable {
    /// A column: its heading, and the kind of its cells.
    public struct Column: Codable, Equatable, Sendable {
      /// The text at its top.
      public var heading: String
      /// True if its cells are numbers, which are set flush right.
      public var isNumeric: Bool

      /// A column of this heading.
      public init(_ heading: String, isNumeric: Bool) {
        (self.heading, self.isNumeric) = (heading, isNumeric)
      }
    }

    /// The columns, from the left.
    public var columns: [Column]
    /// The rows, from the top, each with a cell for every column.
    public var rows: [[String]]

    /// A table of these rows, each with a cell for every column.
    public init(columns: [Column], rows: [[String]]) {
      (self.columns, self.rows) = (columns, rows.map { $0.map(\.withPlainNaNs) })
    }
  }
}
