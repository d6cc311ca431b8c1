extension BlockedProduct {
  /// How a product is cut and what is packed: a matter of speed alone, no choice here changes a bit.
  struct Plan {
    /// Steps of k in a slice: long, so that C is seldom read again; 16 columns of B are then at most
    /// 40 KB, which stream from the second-level cache if the first is too small.
    let slice: Int

    /// C is cut into blocks of rows by groups of columns, a block of a group to a chunk.
    let blocks: Int
    let blockRows: Int
    let groups: Int
    let groupColumns: Int

    let packsA: Bool
    let b: Columns

    enum Columns {
      case inPlace
      /// By whoever needs them: where few blocks share a column.
      case packedPerBlock
      /// Beforehand, for all.
      case packedOnce
    }

    init(_ product: BlockedProduct, isParallel: Bool) {
      let (m, n, k) = (product.m, product.n, product.k)
      let slices = max(1, (k + 639) / 640)
      slice = max(1, (k + slices - 1) / slices)

      let rows = product.tileRows
      let tiles = (m + rows - 1) / rows
      let pairs = (n + 31) / 32
      let wanted = isParallel ? 2 * Engine.threads : 1
      // Rows in place must fit the first-level cache; packed ones stream well from the second.
      packsA = product.a.columnStride != 1 || n >= 256
      let cached = packsA ? 16 : max(1, 8192 / (rows * slice))
      // Enough chunks for all threads: short blocks where B is small, else narrow groups.
      let wantedBlocks = k * n <= 1 << 17 ? wanted : (wanted + pairs - 1) / pairs
      let blockTiles = max(1, min(cached, tiles / wantedBlocks))
      blocks = (tiles + blockTiles - 1) / blockTiles
      blockRows = blockTiles * rows
      // Of 256 columns a block of C stays in the second-level cache from slice to slice.
      let groupPairs = max(1, min(8, pairs * blocks / wanted))
      groups = (pairs + groupPairs - 1) / groupPairs
      groupColumns = groupPairs * 32

      let canStayInPlace = product.b.columnStride == 1 && n % 16 == 0
      b =
        canStayInPlace && m <= 4 * rows
        ? .inPlace : blocks <= 2 ? .packedPerBlock : .packedOnce
    }
  }
}
