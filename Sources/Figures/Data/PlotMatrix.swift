import Tensors

/// Numbers in rows and columns: a tensor of rank 2.
public struct PlotMatrix {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The numbers, in row-major order.
  public let values: [Double]

  /// A matrix. Traps where the numbers are not `rows` × `columns`.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - values: the numbers, in row-major order.
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

/// A value with rows and columns: a tensor of shape `[rows, columns]`, an array of rows.
public protocol PlotMatrixConvertible {
  /// The value as a matrix.
  var plotMatrix: PlotMatrix { get }
}

extension PlotMatrix: PlotMatrixConvertible {
  public var plotMatrix: PlotMatrix { self }
}

extension Array: PlotMatrixConvertible where Element: PlotData {
  /// The matrix of these rows. Traps where their lengths differ.
  public var plotMatrix: PlotMatrix {
    var numbers = 0
    let rows = map { row in
      let row = row.plotData
      numbers += row.count
      Limits.requireFewNumbers(numbers)
      return row
    }
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
  /// The two columns of a matrix of points. Traps on another number of columns.
  func coordinates(for mark: String) -> (x: [Double], y: [Double]) {
    let matrix = plotMatrix
    require(
      matrix.columns == 2 || matrix.rows == 0,
      "\(mark): [\(matrix.rows), \(matrix.columns)]: points have the shape [count, 2]")
    return matrix.rows == 0 ? ([], []) : (matrix.column(0), matrix.column(1))
  }
}
