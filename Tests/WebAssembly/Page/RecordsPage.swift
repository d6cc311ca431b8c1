// What the test's page calls. Everything else is shared with the native program.

@_expose(wasm, "gradients") @_cdecl("gradients") public func gradients() { recordGradients() }
@_expose(wasm, "random") @_cdecl("random") public func random() { recordRandomNumbers() }
@_expose(wasm, "layers") @_cdecl("layers") public func layers() { recordLayers() }
@_expose(wasm, "modules") @_cdecl("modules") public func modules() { recordModules() }
@_expose(wasm, "training") @_cdecl("training") public func training() { recordTraining() }
@_expose(wasm, "sample") @_cdecl("sample") public func sample() { recordSample() }
@_expose(wasm, "mistake") @_cdecl("mistake") public func mistake(_ number: Int) {
  makeMistake(number)
}
/// Tells whether multiply-add rounds once here.
@_expose(wasm, "fuses") @_cdecl("fuses") public func fuses(_ x: Float) -> Bool {
  (-(x * x)).addingProduct(x, x) != 0
}
