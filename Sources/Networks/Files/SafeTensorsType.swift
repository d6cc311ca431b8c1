/// A type of numbers that files hold. All become float32: doubles and integers beyond 2²⁴ are rounded to the nearest.
struct SafeTensorsType {
  let name: String
  /// Bytes of a number.
  let size: Int
  private let float: (UnsafeRawPointer) -> Float

  private init<T: BitwiseCopyable>(_ name: String, _ float: @escaping (T) -> Float) {
    (self.name, size) = (name, MemoryLayout<T>.size)
    self.float = { float($0.loadUnaligned(as: T.self)) }
  }

  /// The types that are read.
  static let all = [
    SafeTensorsType("F32") { (x: Float) in x },
    SafeTensorsType("F16", Float.init(halfBits:)),
    SafeTensorsType("BF16") { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) },
    SafeTensorsType("F64") { (x: Double) in Float(x) },
    SafeTensorsType("I8") { (x: Int8) in Float(x) },
    SafeTensorsType("I16") { (x: Int16) in Float(x) },
    SafeTensorsType("I32") { (x: Int32) in Float(x) },
    SafeTensorsType("I64") { (x: Int64) in Float(x) },
    SafeTensorsType("U8") { (x: UInt8) in Float(x) },
    SafeTensorsType("U16") { (x: UInt16) in Float(x) },
    SafeTensorsType("U32") { (x: UInt32) in Float(x) },
    SafeTensorsType("U64") { (x: UInt64) in Float(x) },
    SafeTensorsType("BOOL") { (x: UInt8) in x == 0 ? 0 : 1 },
  ]

  /// The numbers in these bytes.
  func floats(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    stride(from: 0, to: bytes.count, by: size).map { float(bytes.baseAddress! + $0) }
  }
}

extension Float {
  /// The number whose float16 bits these are; Swift's `Float16` is not on every machine.
  fileprivate init(halfBits bits: UInt16) {
    // The exponent moves from 5 bits to 8, whose middle is higher by 112.
    let size = UInt32(bits & 0x7FFF) << 13
    let isFinite = bits & 0x7C00 != 0x7C00
    let value = isFinite ? Float(bitPattern: size) * 0x1p112 : Float(bitPattern: size | 0x7F80_0000)
    self = bits & 0x8000 == 0 ? value : -value
  }
}
