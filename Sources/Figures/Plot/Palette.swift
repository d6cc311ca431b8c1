/// The look of the marks of one name.
struct Series {
  var color: Paint
  /// The pattern of its lines.
  var dash = 0
  /// The shape of its dots.
  var marker = 0
}

/// The assignment of looks to names. Marks of one name share a color, also across panels; lines differ by
/// their dashes too, and dots by their shape.
struct Palette {
  private var colors: [String: Int] = [:]
  private var dashes: [String: Int] = [:]
  private var markers: [String: Int] = [:]

  /// Assigns a look to each mark of a plot. The first unnamed mark of every panel has one look, the second
  /// another, and so on.
  mutating func assign(_ marks: [any Mark]) -> [Series] {
    var unnamed = 0
    return marks.map { mark in
      var series = Series(color: mark.color ?? .ink)
      guard mark.swatch != .none else { return series }
      if mark.name == nil { unnamed += 1 }
      let name = mark.name ?? "\u{0}\(unnamed)"
      if mark.color == nil { series.color = .series(Self.place(of: name, in: &colors) + 1) }
      switch mark.swatch {
      case .line: series.dash = Self.place(of: name, in: &dashes)
      case .dot: series.marker = Self.place(of: name, in: &markers)
      default: break
      }
      return series
    }
  }

  /// The index of a name among those of its kind.
  private static func place(of name: String, in places: inout [String: Int]) -> Int {
    let place = places[name] ?? places.count
    places[name] = place
    return place
  }
}
