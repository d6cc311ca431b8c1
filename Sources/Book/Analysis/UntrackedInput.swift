import SwiftSyntax

/// Something outside the program that code reads and that can change while the code stays the same.
struct UntrackedInput: Equatable {
  enum Kind: Equatable, CaseIterable {
    case files, environment, network, processes, time, randomness
    /// Files that the chapter itself wrote into the folder in which it runs, which is empty at its beginning.
    case ownFiles
  }
  let kind: Kind
  /// As the code calls it: `Date()`, `FileManager`.
  let name: String
  /// The names by which the program would declare something of its own in its place: a function or type, or a
  /// member.
  let root: Root
  let position: AbsolutePosition

  enum Root: Equatable { case name(String), member(String) }

  /// The kinds of the functions, types, and variables that read from outside wherever they are mentioned.
  private static let kinds: [String: Kind] = {
    let names: [(Kind, String)] = [
      (
        .files,
        """
        FileManager FileHandle FileWrapper InputStream Bundle FilePath FileDescriptor fopen freopen open openat \
        opendir readdir scandir stat lstat fstat access fread fgets fgetc getc getline mmap read pread readlink \
        realpath glob getcwd ftw nftw readLine stdin
        """
      ),
      (
        .environment,
        """
        ProcessInfo CommandLine Host UserDefaults NSUserName NSFullUserName NSHomeDirectory NSTemporaryDirectory \
        NSSearchPathForDirectoriesInDomains getenv secure_getenv environ sysconf getpid getppid getuid geteuid \
        getgid gethostname uname getrusage ttyname isatty getlogin confstr sysctl sysctlbyname dlopen dlsym
        """
      ),
      (
        .network,
        """
        URLSession NSURLConnection NWConnection socket connect accept recv recvfrom getaddrinfo gethostbyname
        """
      ),
      (
        .processes,
        "Process NSTask popen system fork vfork posix_spawn posix_spawnp execv execve execvp"
      ),
      (
        .time,
        """
        ContinuousClock SuspendingClock DispatchTime DispatchWallTime CFAbsoluteTimeGetCurrent clock clock_gettime \
        gettimeofday time times ftime timespec_get mach_absolute_time mach_continuous_time
        """
      ),
      (
        .randomness,
        """
        SystemRandomNumberGenerator arc4random arc4random_uniform arc4random_buf drand48 lrand48 mrand48 rand random \
        getrandom getentropy SecRandomCopyBytes
        """
      ),
    ]
    return names.reduce(into: [:]) { kinds, entry in
      for name in entry.1.split(separator: " ") { kinds[String(name)] = entry.0 }
    }
  }()

  /// The kind of a name without anything before it.
  static func kind(of name: String) -> Kind? { kinds[name] }

  /// Modules that such names may follow.
  static let modules: Set<String> = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Musl", "Darwin",
    "Dispatch", "Swift", "System",
  ]
  /// Methods that draw from the system's generator unless they are given another with `using:`.
  static let draws: Set<String> = ["random", "shuffled", "shuffle", "randomElement"]
  /// Members that read a file.
  static let fileMembers: Set<String> = [
    "resourceBytes", "resourceValues", "checkResourceIsReachable",
  ]
  /// Types whose `current` values are the machine's.
  static let settings: Set<String> = ["Locale", "TimeZone", "Calendar"]

  /// Tells whether a checkpoint may not depend on it. On time and chance it may, with a warning: code that only
  /// measures its time is harmless. So may it on files that the chapter wrote: they seldom change alone.
  var isRefused: Bool { kind != .time && kind != .randomness && kind != .ownFiles }

  /// Advice on a replacement, in the imperative.
  var advice: String {
    switch kind {
    case .files:
      "read a file beside the chapter with readBytes, readText, readCSV or readImage, which the key holds"
    case .environment: "make it a parameter of the chapter"
    case .network, .processes:
      "put the result into a file beside the chapter, and read that with readBytes"
    case .time: "give the value as a parameter"
    case .randomness: "draw from Random(seed: seed)"
    case .ownFiles: "use the value that was written, or a checkpoint of its own"
    }
  }
}
