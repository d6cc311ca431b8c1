import Foundation

extension Subprocess {
  /// Starts the program, its descriptors connected to the pipes.
  func spawn(sinks: [Sink], pipes: [Pipe]) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Numbers above all others in use first, so that no pipe is overwritten before it is copied.
    let spare: Int32 = 200
    for (offset, pipe) in pipes.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, pipe.writing, spare + Int32(offset))
    }
    for descriptor: Int32 in 0...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    for (offset, sink) in sinks.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, spare + Int32(offset), sink.descriptor)
    }
    try GNU.closeFrom(&actions, max(2, sinks.map(\.descriptor).max() ?? 2) + 1)
    try GNU.changeFolder(&actions, folder)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var noSignals = sigset_t()
    var allSignals = sigset_t()
    sigemptyset(&noSignals)
    sigfillset(&allSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setsigdefault(&attributes, &allSignals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var arguments = ([executable] + arguments).map { strdup($0) } + [nil]
    var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, executable, &actions, &attributes, &arguments, &variables)
    guard code == 0 else { throw SubprocessFailure(executable: executable, code: code) }
    return child
  }
}

/// Extensions of the C library that Swift's importer leaves out, by name.
private enum GNU {
  private typealias Actions = UnsafeMutablePointer<posix_spawn_file_actions_t>
  private typealias CloseFrom = @convention(c) (Actions, Int32) -> Int32
  private typealias ChangeFolder = @convention(c) (Actions, UnsafePointer<CChar>) -> Int32

  /// Closes every descriptor from this number on in the child.
  static func closeFrom(_ actions: inout posix_spawn_file_actions_t, _ first: Int32) throws {
    let name = "posix_spawn_file_actions_addclosefrom_np"
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), name) else {
      throw SubprocessFailure(executable: name, code: ENOSYS)
    }
    _ = unsafeBitCast(symbol, to: CloseFrom.self)(&actions, first)
  }

  /// Changes the child's folder.
  static func changeFolder(_ actions: inout posix_spawn_file_actions_t, _ folder: String) throws {
    let name = "posix_spawn_file_actions_addchdir_np"
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), name) else {
      throw SubprocessFailure(executable: name, code: ENOSYS)
    }
    _ = unsafeBitCast(symbol, to: ChangeFolder.self)(&actions, folder)
  }
}

/// A pipe whose ends no child inherits by accident.
final class Pipe {
  private(set) var reading: Int32
  private(set) var writing: Int32

  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw SubprocessFailure(executable: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  func closeBoth() {
    closeWriting()
    if reading >= 0 { close(reading) }
    reading = -1
  }
}
