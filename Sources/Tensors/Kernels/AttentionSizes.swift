/// How attention weighs.
public enum AttentionKind: Sendable {
  /// softmax(q kᵀ / √d) v: every query meets every key (Vaswani et al. 2017).
  case softmax
  /// (softmax of q over its width / √d) · ((softmax of k over the keys)ᵀ v): the cost grows with the number
  /// of keys, not its square (Shen et al. 2021).
  case linear
}

/// The sizes of an attention of rows to each other, by a head.
struct AttentionSizes {
  let kind: AttentionKind
  /// Rows of an image, and numbers in each.
  let rows: Int
  let channels: Int
  let heads: Int
  /// Numbers in a query, key or value of one head.
  let width: Int
  /// Learned keys and values that come before those of the rows.
  let entries: Int

  var keys: Int { entries + rows }
  /// Columns of the projection: queries, keys, values, in each head after head.
  var projected: Int { 3 * heads * width }
  /// From a head's column of the queries to that of the keys (1) or values (2).
  func column(_ part: Int) -> Int { part * heads * width }
  /// From a head's learned keys to its learned values.
  var memoryPart: Int { heads * entries * width }
}
