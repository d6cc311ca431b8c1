/// Shows a value where the cell stands: a figure, a table or an image grid as itself, anything else as
/// its description, and nothing where there is no value.
///
/// One function, not an overload for each, so that the compiler speaks of a reader's mistake and not of
/// overloads.
public func show<Value>(_ value: Value) {
  if value is Void { return }
  let output = (value as? any Showable)?.lowered() ?? Output(text: String(describing: value))
  Channel.shared.send(.output(output))
}

/// Gives the runner a picture of a checkpoint under way.
package func report(preview output: Output, of name: String) {
  Channel.shared.send(.preview(name: name, output: output))
}

/// Tells the runner what became of a checkpoint.
package func report(_ fate: CheckpointFate, of name: String) {
  Channel.shared.send(.checkpoint(name: name, fate: fate))
}
