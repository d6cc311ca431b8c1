import Tensors

/// The computation of a live figure, step by step, so that a page can draw meanwhile, pause, and end it.
public struct Steps {
  let count: Int
  let body: (Int, LiveFrame) -> Void

  /// A computation of so many steps. Traps on none, and on more than 1,000,000.
  ///
  /// - Parameters:
  ///   - count: the number of steps.
  ///   - body: one step, by its index from 0, which shows what there is to see in a frame. A step that shows
  ///     nothing leaves the page as it is; the last one must show something.
  public init(_ count: Int, body: @escaping (_ step: Int, _ frame: LiveFrame) -> Void) {
    require(count > 0, "Steps: \(count) steps: a live figure has at least one")
    require(count <= 1_000_000, "Steps: \(count) steps: at most 1000000")
    (self.count, self.body) = (count, body)
  }
}
