/// Collects the plots of a figure, with `if` and `for` where the chapter needs them.
@resultBuilder
public enum PanelBuilder {
  public static func buildExpression(_ plot: Plot) -> [Plot] { [plot] }
  public static func buildExpression(_ plots: [Plot]) -> [Plot] { plots }
  public static func buildBlock(_ parts: [Plot]...) -> [Plot] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [Plot]?) -> [Plot] { part ?? [] }
  public static func buildEither(first: [Plot]) -> [Plot] { first }
  public static func buildEither(second: [Plot]) -> [Plot] { second }
  public static func buildArray(_ parts: [[Plot]]) -> [Plot] { parts.flatMap { $0 } }
}
