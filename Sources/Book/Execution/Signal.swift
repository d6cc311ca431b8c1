import Foundation

/// A signal that ended a program.
struct Signal {
  let number: Int32

  /// Tells whether it is one that the processor or the runtime sends to a faulty program.
  var isTrap: Bool { [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV].contains(number) }

  /// Tells whether it stops a program until another signal, which nobody sends.
  private var isStop: Bool { [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU].contains(number) }

  /// The end of something that ran, with its probable cause: “the compiler was ended by SIGKILL (Killed): is there
  /// too little memory?”
  func sentence(about subject: String, while event: String? = nil) -> String {
    "\(subject) was \(words)" + (event.map { " while \($0)" } ?? "")
      + (cause.isEmpty ? "" : ": \(cause)")
  }

  /// The end of a program in words: “ended by SIGTERM (Terminated)”.
  var words: String {
    let name = Self.names[number] ?? "signal \(number)"
    let meaning = Self.names[number] == nil ? "" : " (\(String(cString: strsignal(number))))"
    return (isStop ? "stopped by " : "ended by ") + name + meaning
  }

  /// The probable cause, as a question or a limit of the system; empty where it is unknown.
  private var cause: String {
    switch number {
    case SIGKILL: "is there too little memory?"
    case SIGPIPE: "it wrote into a pipe that nobody reads"
    case SIGXCPU: "it used more of the processor's time than the system allows, see ulimit -t"
    case SIGXFSZ: "it wrote a larger file than the system allows, see ulimit -f"
    default: ""
    }
  }

  private static let names = [
    SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
    SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL",
    SIGUSR1: "SIGUSR1", SIGSEGV: "SIGSEGV", SIGUSR2: "SIGUSR2", SIGPIPE: "SIGPIPE",
    SIGALRM: "SIGALRM", SIGTERM: "SIGTERM", SIGSTOP: "SIGSTOP", SIGTSTP: "SIGTSTP",
    SIGTTIN: "SIGTTIN", SIGTTOU: "SIGTTOU", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ",
    SIGVTALRM: "SIGVTALRM", SIGPROF: "SIGPROF", SIGIO: "SIGIO", SIGSYS: "SIGSYS",
  ]
}
