import Foundation
import Outputs

extension CheckpointOutcome {
  /// The fate of a checkpoint as the command line reports it.
  public var message: String {
    switch self {
    case .reused(let file): "used as kept in \(shown(file))"
    case .resumed(let step, let steps): "goes on after step \(step) of \(steps)"
    case .trained: "trained and kept"
    case .outdated(let file):
      "it begins with other weights or random numbers than \(shown(file)), which is not used"
    case .damaged(let file, let fault): "\(shown(file)) is damaged and not used: \(fault)"
    case .unkept(let fault): "trained, but it cannot be kept: \(fault)"
    }
  }

  /// Tells whether the user should act on it.
  public var isTrouble: Bool {
    switch self {
    case .reused, .resumed, .trained, .outdated: false
    case .damaged, .unkept: true
    }
  }

  private func shown(_ file: String) -> String { URL(fileURLWithPath: file).shownPath }
}
