import Outputs
import Tensors

extension LiveInputs {
  /// Traps where points are set on a plot that the figure does not show, or a cell is picked where it shows no images.
  func requirePlaces(in parts: [LivePart]) {
    let plots = parts.reduce(0) { count, part in
      if case .plots(let axes, _) = part { count + axes.count } else { count }
    }
    let hasImages = parts.contains { if case .images = $0 { true } else { false } }
    for input in all {
      if let plot = input.plot {
        require(
          (0..<plots).contains(plot),
          "points(\"\(input.name)\"): plot \(plot): the figure's plots count from 0 to \(plots - 1)"
        )
      }
      require(
        input.kind != .cell || hasImages,
        "cell(\"\(input.name)\"): the figure shows no images to pick a cell on")
    }
  }
}
