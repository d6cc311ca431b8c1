import Tensors

extension Tensor: PlotData {
  /// All numbers, row by row.
  public var plotData: [Double] {
    Limits.requireFewNumbers(shape.count)
    return scalars.map(Double.init)
  }
}

extension Tensor: PlotMatrixConvertible {
  /// The rows and columns of a tensor of rank 2. Traps on any other rank.
  public var plotMatrix: PlotMatrix {
    require(shape.rank == 2, "PlotMatrix: \(shape): rows and columns are two axes")
    return PlotMatrix(rows: shape[0], columns: shape[1], values: plotData)
  }
}
