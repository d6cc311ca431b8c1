// What the page calls to time one step.

nonisolated(unsafe) private var timed = Timed(0)
@_expose(wasm, "prepare") @_cdecl("prepare") public func prepare(_ index: Int) {
  timed = Timed(index)
  print(timed.name)
}
@_expose(wasm, "step") @_cdecl("step") public func step() { timed.step() }
