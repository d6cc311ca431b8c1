/// Shows a figure, a table, an image grid where the cell stands.
public func show(_ value: some Showable) {
  Channel.shared.send(.output(value.lowered()))
}

/// Shows any other value as its description.
@_disfavoredOverload
public func show<Value>(_ value: Value) {
  if let showable = value as? any Showable { return show(showable) }
  Channel.shared.send(.output(Output(text: String(describing: value))))
}

/// A cell whose last expression returns nothing shows nothing.
public func show(_ nothing: Void) {}
