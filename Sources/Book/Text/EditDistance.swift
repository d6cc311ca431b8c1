/// The candidate closest to a mistyped word; nil if none is close.
func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
  let scored = candidates.map {
    (candidate: $0, distance: editDistance(word.lowercased(), $0.lowercased()))
  }
  guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(2, word.count / 3) ? best.candidate : nil
}

/// `; did you mean …?`, or nothing.
func suggestion(for word: String, among candidates: some Sequence<String>) -> String {
  nearest(to: word, among: candidates).map { "; did you mean \($0)?" } ?? ""
}

/// The number of insertions, deletions, replacements, and swaps of neighboring characters (Damerau 1964).
private func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first)
  let b = Array(second)
  var rows = [Array(0...b.count)]
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var distance = min(row[j], rows[i][j + 1]) + 1
      distance = min(distance, rows[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, rows[i - 1][j - 1] + 1)
      }
      row.append(distance)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
