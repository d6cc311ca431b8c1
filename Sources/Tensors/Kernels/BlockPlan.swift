extension BlockedProduct {
  /// The blocking of a product and the choice of packing: a matter of speed alone, which changes no bit.
  struct Plan {
    /// Steps of k in a slice: long, so that C is seldom read again; 16 columns of B are then at most
    /// 40 KB, which stream from the second-level cache if the first is too small.
    let slice: Int

    /// C is cut into blocks of rows by groups of columns, a block of a group to a chunk.
    let blocks, blockRows: Int
    let groups, groupColumns: Int

    let packsA: Bool
    let b: Columns

    enum Columns {
      case inPlace
      /// By each block, where few blocks share a column.
      case packedPerBlock
      /// Beforehand, for all blocks.
      case packedOnce
    }

    init(_ product: BlockedProduct, isParallel: Bool) {
      let (m, n, k) = (product.m, product.n, product.k)
      let rows = product.tileRows
      let tiles = (m + rows - 1) / rows
      let pairs = (n + 31) / 32
      let wanted = isParallel ? 2 * Engine.threads : 1
      let readsBInRows = product.b.columnStride == 1

      // A weight's gradient: k is long, and both operands have it along their rows. Nothing need be
      // packed, and a slice of both stays in the second-level cache while C is gone through.
      if product.a.rowStride == 1 && readsBInRows && k >= 4 * max(m, n) && m * n <= 1 << 18 {
        slice = max(64, (1 << 16) / (m + n))
        blocks = max(1, min(tiles, isParallel ? Engine.threads : 1))
        blockRows = (tiles + blocks - 1) / blocks * rows
        (groups, groupColumns, packsA, b) = (1, pairs * 32, false, .inPlace)
        return
      }

      let slices = max(1, (k + 383) / 384)
      slice = max(1, (k + slices - 1) / slices)
      // Rows in place must fit the first-level cache; packed ones stream well from the second.
      packsA = m * k > 1 << 12 && (product.a.columnStride != 1 || n >= 256)
      let cached = packsA ? 32 : max(1, 8192 / (rows * slice))
      // Enough chunks for all threads: short blocks where B is small, else narrow groups.
      let wantedBlocks = k * n <= 1 << 17 ? wanted : (wanted + pairs - 1) / pairs
      let blockTiles = max(1, min(cached, tiles / wantedBlocks))
      blocks = (tiles + blockTiles - 1) / blockTiles
      blockRows = blockTiles * rows
      // Of 256 columns a block of C stays in the second-level cache from slice to slice.
      let groupPairs = max(1, min(8, pairs * blocks / wanted))
      groups = (pairs + groupPairs - 1) / groupPairs
      groupColumns = groupPairs * 32
      b = readsBInRows && m <= 4 * rows ? .inPlace : blocks <= 2 ? .packedPerBlock : .packedOnce
    }
  }
}
