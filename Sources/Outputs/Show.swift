/// Shows a value below its cell: a figure, a table or an image grid as such, any other value as its
/// description, and nothing for `Void`.
///
/// It is one function, not a set of overloads, so that the compiler's messages are about a reader's mistake
/// and not about overloads.
public func show<Value>(_ value: Value) {
  if value is Void { return }
  let events =
    (value as? any Showable)?.events ?? [.output(Output(text: String(describing: value)))]
  for event in events { EventChannel.shared.send(event) }
}

/// Sends the runner a picture of a training under way.
package func report(preview output: Output, of name: String) {
  EventChannel.shared.send(.preview(name: name, output: output))
}

/// Sends the runner the outcome of a checkpoint.
package func report(_ outcome: CheckpointOutcome, of name: String) {
  EventChannel.shared.send(.checkpoint(name: name, outcome: outcome))
}
