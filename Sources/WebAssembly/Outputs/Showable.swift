// Figures that only a run shows.

/// A value that can be shown on a page.
public protocol Showable {}
