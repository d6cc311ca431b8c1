import Foundation

/// The chapter's end of the pipe. Without a runner (a chapter executed by itself), outputs are printed
/// as text and files land in the current folder.
final class Channel: @unchecked Sendable {
  static let shared = Channel()

  /// Recursive: what throws while an event is being sent is itself an event.
  private let lock = NSRecursiveLock()
  /// The pipe to the runner, nil without one.
  let descriptor: Int32?
  private let token: String
  private var number = 0
  private var files = 0
  private let encoder = JSONEncoder()

  private init() {
    let environment = ProcessInfo.processInfo.environment
    descriptor = environment[Wire.descriptor].flatMap { Int32($0) }
    token = environment[Wire.token] ?? ""
    setvbuf(stdout, nil, _IOLBF, 0)
    encoder.outputFormatting = [.sortedKeys]
    guard let descriptor else { return }
    ThrowSite.watch()
    Lifeline.watch(descriptor)
  }

  func send(_ event: Event) {
    lock.lock()
    defer { lock.unlock() }
    guard let descriptor else { return print(event) }
    switch event {
    case .progress, .preview, .thrown: break
    default: mark()
    }
    guard var line = try? encoder.encode(event) else { return }
    line.append(UInt8(ascii: "\n"))
    line.withUnsafeBytes { write($0, to: descriptor) }
  }

  /// Says in stdout and stderr where this event stands among what is printed.
  private func mark() {
    number += 1
    fflush(stdout)
    fflush(stderr)
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      var mark = Wire.mark(token, number)
      mark.withUTF8 { write(UnsafeRawBufferPointer($0), to: stream) }
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
    var rest = bytes
    while !rest.isEmpty {
      let count = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  private func print(_ event: Event) {
    switch event {
    case .output(let output):
      Swift.print(output.text)
      guard let file = output.file else { return }
      files += 1
      write(file, named: "figure-\(files)")
    case .preview(let name, let output):
      if let file = output.file { write(file, named: "preview-\(name)") }
    case .check(let message, let passed, let line):
      Swift.print("\(passed ? "✓" : "✗ line \(line):") \(message)")
    case .progress(let label, let completed, let total):
      if completed == total { fputs("\(label): \(completed) of \(total)\n", stderr) }
    case .caught(let message):
      Swift.print("threw: \(message)")
    case .cell, .inline, .trialEnded, .thrown, .checkpoint, .finished:
      break
    }
  }

  private func write(_ file: Output.File, named stem: String) {
    let name = "\(stem).\(file.fileExtension)"
    do {
      try Data(file.bytes).write(to: URL(fileURLWithPath: name), options: .atomic)
      Swift.print("→ \(name)")
    } catch {
      fputs("\(name): \(error.localizedDescription)\n", stderr)
    }
  }
}
