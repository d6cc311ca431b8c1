/// The same functions of a float: a double's result, rounded.
@_disfavoredOverload public func exp(_ x: Float) -> Float { Float(exp(Double(x))) }
@_disfavoredOverload public func log(_ x: Float) -> Float { Float(log(Double(x))) }
@_disfavoredOverload public func log2(_ x: Float) -> Float { Float(log2(Double(x))) }
@_disfavoredOverload public func log10(_ x: Float) -> Float { Float(log10(Double(x))) }
@_disfavoredOverload public func sin(_ x: Float) -> Float { Float(sin(Double(x))) }
@_disfavoredOverload public func cos(_ x: Float) -> Float { Float(cos(Double(x))) }
@_disfavoredOverload public func tanh(_ x: Float) -> Float { Float(tanh(Double(x))) }
@_disfavoredOverload public func erf(_ x: Float) -> Float { Float(erf(Double(x))) }
@_disfavoredOverload public func sqrt(_ x: Float) -> Float { x.squareRoot() }
@_disfavoredOverload
public func pow(_ x: Float, _ y: Float) -> Float { Float(pow(Double(x), Double(y))) }
