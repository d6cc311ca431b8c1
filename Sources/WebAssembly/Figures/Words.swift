import Outputs

/// A count with commas between thousands.
func counted(_ count: Int) -> String { count.grouped }

/// A number in a message.
func brief(_ value: Double) -> String { value.fixed(3) }
