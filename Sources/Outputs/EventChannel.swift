import Foundation

/// The chapter's end of the pipe of events. Without a runner (a chapter executed by itself), outputs are
/// printed as text and pictures are written to the current folder.
final class EventChannel: @unchecked Sendable {
  static let shared = EventChannel()

  /// Recursive: an error thrown while an event is being sent is itself an event.
  private let lock = NSRecursiveLock()
  /// The pipe to the runner, nil without one.
  let descriptor: Int32?
  private let token: String
  /// The number of events that stdout and stderr were marked with.
  private var number = 0
  /// The number of pictures that were written without a runner.
  private var pictures = 0
  private let encoder = JSONEncoder()

  private init() {
    let environment = ProcessInfo.processInfo.environment
    descriptor = environment[RunnerProtocol.descriptor].flatMap { Int32($0) }
    token = environment[RunnerProtocol.token] ?? ""
    setvbuf(stdout, nil, _IOLBF, 0)
    encoder.outputFormatting = [.sortedKeys]
    guard let descriptor else { return }
    ThrowSite.watch()
    ParentWatchdog.watch(descriptor)
  }

  /// Sends an event, or prints it where there is no runner.
  func send(_ event: Event) {
    lock.lock()
    defer { lock.unlock() }
    guard let descriptor else { return print(event) }
    switch event {
    case .progress, .preview, .thrown: break
    default: markStreams()
    }
    guard var line = try? encoder.encode(event) else { return }
    line.append(UInt8(ascii: "\n"))
    line.withUnsafeBytes { write($0, to: descriptor) }
  }

  /// Marks in stdout and stderr the place of the current event among the printed text.
  private func markStreams() {
    number += 1
    fflush(stdout)
    fflush(stderr)
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      var marker = RunnerProtocol.marker(token, number)
      marker.withUTF8 { write(UnsafeRawBufferPointer($0), to: stream) }
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
      Swift.print(output.content.text)
      guard let picture = output.picture else { return }
      pictures += 1
      write(picture, named: "figure-\(pictures)")
    case .preview(let name, let output):
      if let picture = output.picture { write(picture, named: "preview-\(name)") }
    case .check(let message, let passed, let line):
      Swift.print("\(passed ? "✓" : "✗ line \(line):") \(message)")
    case .progress(let label, let completed, let total):
      if completed == total { fputs("\(label): \(completed) of \(total)\n", stderr) }
    case .caught(let message):
      Swift.print("threw: \(message)")
    case .cell, .inline, .live, .forkedCellEnded, .thrown, .read, .checkpoint, .finished:
      break
    }
  }

  private func write(_ picture: Output.Picture, named stem: String) {
    let name = "\(stem).\(picture.format.fileExtension)"
    do {
      try Data(picture.bytes).write(to: URL(fileURLWithPath: name), options: .atomic)
      Swift.print("→ \(name)")
    } catch {
      fputs("\(name): \(error.systemReason)\n", stderr)
    }
  }
}
