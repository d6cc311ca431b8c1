import Tensors

/// A mark that a live figure can show.
protocol LiveDrawable {
  /// Its data.
  var liveMark: LiveMark { get }
}

extension Points: LiveDrawable {
  var liveMark: LiveMark { LiveMark(.points, xs, ys) }
}

extension Line: LiveDrawable {
  var liveMark: LiveMark { LiveMark(.line, xs, ys) }
}

extension Band: LiveDrawable {
  var liveMark: LiveMark { LiveMark(.band, xs, lower, upper) }
}

extension Histogram: LiveDrawable {
  var liveMark: LiveMark {
    LiveMark(
      .bars, bins.counts.indices.map { bins.edge($0) + bins.width / 2 }, heights, [bins.width])
  }
}

extension Bars: LiveDrawable {
  var liveMark: LiveMark { LiveMark(.bars, xs, ys, [barWidth]) }
}

extension Arrows: LiveDrawable {
  var liveMark: LiveMark {
    let scale = effectiveScale
    return LiveMark(
      .arrows, from.x, from.y, vectors.x.map { scale * $0 }, vectors.y.map { scale * $0 })
  }
}

extension Rule: LiveDrawable {
  var liveMark: LiveMark {
    direction == .vertical ? LiveMark(.rule, [value], [.nan]) : LiveMark(.rule, [.nan], [value])
  }
}

extension Mark {
  /// Its data. Traps where a live figure cannot show such a mark.
  func requireLiveMark() -> LiveMark {
    guard let mark = self as? any LiveDrawable else {
      fail(
        "Live: a live figure shows points, lines, bands, bars, histograms, arrows, and rules, and no "
          + "\(type(of: self))")
    }
    return mark.liveMark
  }
}
