import CSystem
import Foundation

extension Subprocess {
  /// Starts the program.
  ///
  /// - Parameter descriptors: the descriptors that it gets, by its own numbers.
  /// - Throws: `SubprocessFailure`.
  func spawn(_ descriptors: [Int32: Int32]) throws -> Child {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let given = descriptors.sorted { $0.key < $1.key }
    // Copied first to numbers above all others, so that none is overwritten before it is copied.
    let spare = 1 + (given.flatMap { [$0.key, $0.value] }.max() ?? 2)
    for (offset, descriptor) in given.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor.value, spare + Int32(offset))
    }
    for standard: Int32 in 0...2 where descriptors[standard] == nil {
      posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
    }
    for (offset, descriptor) in given.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, spare + Int32(offset), descriptor.key)
    }
    var code = system_close_from(&actions, max(2, given.last?.key ?? 2) + 1)
    if let folder, code == 0 { code = system_change_folder(&actions, folder) }
    guard code == 0 else { throw SubprocessFailure(executable: executable, code: code) }

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
    let group = leadsGroup ? POSIX_SPAWN_SETPGROUP : 0
    posix_spawnattr_setflags(
      &attributes, Int16(group | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    var words = ([executable] + arguments).map { strdup($0) } + [nil]
    var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var child = Child(leadsGroup: leadsGroup)
    #if os(Linux)
      if leadsGroup {
        var report: Int32 = -1
        let limits = system_limits(
          memory: UInt64(max(0, limits?.memory ?? 0)), tasks: UInt32(clamping: limits?.tasks ?? 0))
        code = system_spawn_supervised(
          &child.number, &report, limits, executable, &actions, &attributes, &words, &variables)
        child.report = report
      } else {
        code = posix_spawnp(&child.number, executable, &actions, &attributes, &words, &variables)
      }
    #else
      code = posix_spawnp(&child.number, executable, &actions, &attributes, &words, &variables)
    #endif
    guard code == 0 else { throw SubprocessFailure(executable: executable, code: code) }
    return child
  }
}
