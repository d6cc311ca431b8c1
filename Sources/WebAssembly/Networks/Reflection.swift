import CPage
import Tensors

// Embedded Swift has no reflection. Parameters are found where a module's memory refers to them, in the order of
// its properties, which lie in memory in that order; names are numbers.

extension Module {
  /// Calls `body` for each parameter, in the order of the properties.
  func forEachParameter(_ body: (_ name: String, Parameter) -> Void) {
    var search = Search()
    withUnsafeBytes(of: self) { search.words($0.bindMemory(to: Word.self)) }
    for (index, parameter) in search.found.enumerated() { body("\(index)", parameter) }
  }
}

/// A number or an address in memory.
private typealias Word = UnsafePointer<UInt>?

private struct Search {
  var found: [Parameter] = []
  /// Blocks of memory on the way there.
  private var seen: [UnsafePointer<UInt>] = []

  /// Objects begin with the address of their class.
  private static func type(of object: AnyObject) -> UInt {
    unsafeBitCast(object, to: UnsafePointer<UInt>.self).pointee
  }

  private static let parameter = type(of: Parameter(Tensor(0)))
  private static let average = type(of: MovingAverage(None(), decay: 0))
  private static let optimizers = [
    type(of: Adam(None())), type(of: AdamW(None())), type(of: RMSProp(None())),
  ]

  /// Looks at objects and arrays that words refer to. An average holds its own parameters and those it averages; an
  /// optimizer's are no module's.
  mutating func words(_ words: UnsafeBufferPointer<Word>) {
    for case let word? in words {
      let count = page_words(word)
      if count == 0 || seen.contains(word) { continue }
      seen.append(word)
      switch word.pointee {
      case Search.parameter: found.append(unsafeBitCast(word, to: Parameter.self))
      case Search.average:
        found += unsafeBitCast(word, to: MovingAverage.self).targets.map { $0.average }
      case let type where Search.optimizers.contains(type): break
      default:
        let block = UnsafeRawPointer(word).assumingMemoryBound(to: Word.self)
        self.words(UnsafeBufferPointer(start: block, count: count))
      }
    }
  }
}

private struct None: Module {}
