import Foundation
import Outputs

extension CheckpointOutcome {
  /// The fate of a checkpoint as the command line reports it.
  public var message: String {
    switch self {
    case .reused(let file): "reused from \(shown(file))"
    case .resumed(let step, let steps): "resumes after step \(step) of \(steps)"
    case .trained: "trained and saved"
    case .outdated(let file):
      "it begins with other weights or random numbers than \(shown(file)), which is not used"
    case .damaged(let file, let fault): "\(shown(file)) is damaged and not used: \(fault)"
    case .unsaved(let file, let fault): "its results cannot be saved in \(shown(file)): \(fault)"
    }
  }

  /// Tells whether the user should act on it.
  public var isTrouble: Bool {
    switch self {
    case .reused, .resumed, .trained, .outdated: false
    case .damaged, .unsaved: true
    }
  }

  private func shown(_ file: String) -> String { URL(fileURLWithPath: file).shownPath }
}
