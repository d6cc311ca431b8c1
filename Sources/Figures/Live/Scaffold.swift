/// The place of a mark in a plot whose data a page draws: an empty group with the mark's look.
struct Scaffold: Mark {
  private let mark: any Mark

  init(of mark: any Mark) { self.mark = mark }

  var name: String? { mark.name }
  var color: Paint? { mark.color }
  var swatch: Swatch { mark.swatch }
  var gridLines: GridLines { mark.gridLines }
  var isDodged: Bool { mark.isDodged }
  var namePlacement: NamePlacement { mark.namePlacement }
  func nameAnchor(on canvas: Canvas) -> Point? { mark.nameAnchor(on: canvas) }
  func extent(x: Axis, y: Axis) -> Extent { mark.extent(x: x, y: y) }
  func summary(x: Axis, y: Axis) -> String { mark.summary(x: x, y: y) }

  func draw(on canvas: inout Canvas) {
    let dash = dashes(canvas.series.dash).replacing(" stroke-dasharray", with: " data-dash")
    canvas.add(
      "<g class=\"mark\" data-color=\"\(canvas.color.value)\"\(swatch == .line ? dash : "")\(size)></g>"
    )
  }

  /// The diameter of dots and the weight of lines, where the chapter chose them.
  private var size: String {
    switch mark {
    case let points as Points: points.size.map { " data-size=\"\(coordinate($0))\"" } ?? ""
    case let line as Line: line.weight == .light ? " data-size=\"1\"" : ""
    default: ""
    }
  }
}
