import Tensors

/// Numbers in rows and columns: a tensor of rank 2.
public struct PlotMatrix {
  /// How many rows.
  public let rows: Int
  /// How many columns.
  public let columns: Int
  /// The numbers, row after row.
  public let values: [Double]

  /// A matrix of `rows` × `columns` numbers, given row after row.
  public init(rows: Int, columns: Int, values: [Double]) {
    require(
      values.count == rows * columns,
      "PlotMatrix: \(rows) rows × \(columns) columns need \(rows * columns) values, "
        + "not \(values.count)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  /// The numbers of one column.
  func column(_ index: Int) -> [Double] {
    (0..<rows).map { self[$0, index] }
  }
}

/// Something with rows and columns: a tensor of shape `[rows, columns]`, an array of rows.
public protocol PlotMatrixConvertible {
  var plotMatrix: PlotMatrix { get }
}

extension PlotMatrix: PlotMatrixConvertible {
  public var plotMatrix: PlotMatrix { self }
}

extension Array: PlotMatrixConvertible where Element: PlotData {
  /// An array of rows. Traps where they are not equally long.
  public var plotMatrix: PlotMatrix {
    let rows = map(\.plotData)
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() {
      require(
        row.count == columns,
        "PlotMatrix: row \(index) has \(row.count) values where row 0 has \(columns)")
    }
    return PlotMatrix(rows: count, columns: columns, values: rows.flatMap { $0 })
  }
}

extension PlotMatrixConvertible {
  /// The two columns of a matrix of points.
  func coordinates(for mark: String) -> (x: [Double], y: [Double]) {
    let matrix = plotMatrix
    require(
      matrix.columns == 2 || matrix.rows == 0,
      "\(mark): [\(matrix.rows), \(matrix.columns)]: points have the shape [count, 2]")
    return matrix.rows == 0 ? ([], []) : (matrix.column(0), matrix.column(1))
  }
}
