#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>

#ifdef __linux__
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The supervisor is a fork of the runner. It keeps only its end of the report, so that a pipe closes when its
// program ends, and calls nothing that another thread of the runner may have left locked.

/// The supervisor's knowledge of a process.
struct process {
  pid_t parent, group;
  long threads;
  /// Bytes.
  uint64_t memory;
};

/// Reads the beginning of a file below /proc. Returns how many bytes it has, 0 where there is none.
static size_t read_file(const char *path, char *text, size_t capacity) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, capacity - 1);
  close(file);
  text[count > 0 ? count : 0] = 0;
  return count > 0 ? (size_t)count : 0;
}

static bool read_process(const char *number, struct process *process) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%.20s/stat", number);
  if (!read_file(path, text, sizeof text)) return false;
  // The program's name is in parentheses and may contain any character.
  const char *end = strrchr(text, ')');
  long pages = 0;
  if (!end
      || sscanf(
           end + 1,
           " %*c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %ld %*d %*u %*u %ld",
           &process->parent, &process->group, &process->threads, &pages)
           != 4) {
    return false;
  }
  process->memory = (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
  return true;
}

enum { highest_process = 1 << 22 };
/// A bit for each process that was found to descend from the supervisor.
static uint8_t marks[highest_process / 8];

static bool is_marked(pid_t process) { return marks[process / 8] >> (process % 8) & 1; }

/// The descendants together.
struct usage {
  uint64_t memory;
  uint64_t tasks;
};

/// The memory of a process, where pages that it shares count in part.
static uint64_t proportional_memory(const char *number, uint64_t resident) {
  char path[64], text[1024];
  unsigned long long kilobytes;
  snprintf(path, sizeof path, "/proc/%.20s/smaps_rollup", number);
  if (!read_file(path, text, sizeof text)) return resident;
  const char *line = strstr(text, "\nPss:");
  return line && sscanf(line, "\nPss: %llu", &kilobytes) == 1 ? kilobytes << 10 : resident;
}

/// Sends a signal to a descendant and to its group, which no process can leave by a fork in between. A group is the
/// descendants' own unless its leader is another's.
static void signal_process(pid_t number, pid_t group, int signal) {
  bool is_own = group > 1 && group != getpgrp() && (is_marked(group) || kill(group, 0));
  if (is_own) kill(-group, signal);
  kill(number, signal);
}

/// Finds all descendants, and sends each a signal unless that is 0. They are found in the order of their numbers,
/// in which a parent nearly always comes first, those that are started meanwhile included. The search ends where
/// they have more than `most` tasks, unless that is 0.
static struct usage find_descendants(int signal, bool is_proportional, uint64_t most) {
  struct usage usage = {0, 0};
  pid_t self = getpid();
  memset(marks, 0, sizeof marks);
  for (int round = 0, found = 1; round < 8 && found; round++) {
    DIR *processes = opendir("/proc");
    if (!processes) break;
    found = 0;
    for (struct dirent *entry; (entry = readdir(processes));) {
      pid_t number = atoi(entry->d_name);
      struct process process;
      if (number <= 0 || number >= highest_process || number == self || is_marked(number)) continue;
      if (!read_process(entry->d_name, &process)) continue;
      if (process.parent != self && !is_marked(process.parent)) continue;
      marks[number / 8] |= (uint8_t)(1 << (number % 8));
      if (signal) signal_process(number, process.group, signal);
      usage.tasks += (uint64_t)process.threads;
      usage.memory +=
        is_proportional ? proportional_memory(entry->d_name, process.memory) : process.memory;
      found = 1;
      if (most && usage.tasks > most) break;
    }
    if (most && usage.tasks > most) found = 0;
    closedir(processes);
  }
  return usage;
}

/// Kills the descendants, until there are none: first each is stopped, so that it starts no more.
static void kill_descendants(pid_t child, int *status) {
  sigset_t ended;
  sigemptyset(&ended);
  sigaddset(&ended, SIGCHLD);
  struct timespec moment = {0, 10000000};
  // A process that the kernel does not let go is not waited for forever.
  for (int round = 0; round < 500; round++) {
    int code;
    pid_t process;
    while ((process = waitpid(-1, &code, WNOHANG)) > 0) {
      if (process == child && *status == SIGKILL) *status = code;
    }
    if (process < 0 && errno == ECHILD) return;
    kill(-child, SIGKILL);
    find_descendants(SIGSTOP, false, 0);
    find_descendants(SIGKILL, false, 0);
    sigtimedwait(&ended, NULL, &moment);
  }
}

/// The tasks of the whole system, which are fast to count; 0 where they cannot be.
static long system_tasks(void) {
  char text[128];
  long tasks = 0;
  if (!read_file("/proc/loadavg", text, sizeof text)) return 0;
  return sscanf(text, "%*s %*s %*s %*d/%ld", &tasks) == 1 ? tasks : 0;
}

/// Looks at the program alone, and at its descendants once a second and when many tasks have been started.
/// Returns the status of a limit that is exceeded, else 0.
static int exceeded(pid_t child, struct system_limits limits, int *round, long *tasks_before) {
  char number[24];
  struct process process;
  snprintf(number, sizeof number, "%d", child);
  bool is_large =
    limits.memory && read_process(number, &process) && process.memory > limits.memory;
  long tasks = system_tasks();
  long most = limits.tasks / 4 > 64 ? limits.tasks / 4 : 64;
  bool is_flood = limits.tasks && tasks > *tasks_before + most;
  if (++*round % 20 && !is_large && !is_flood) return 0;
  *tasks_before = tasks;
  // A flood goes on while it is counted, and leaves little time for that.
  if (is_flood) kill(-child, SIGSTOP);
  struct usage usage = find_descendants(0, false, limits.tasks);
  if (limits.tasks && usage.tasks > limits.tasks) return system_exceeded_tasks;
  if (is_flood) kill(-child, SIGCONT);
  if (!limits.memory || usage.memory <= limits.memory) return 0;
  return find_descendants(0, true, 0).memory > limits.memory ? system_exceeded_memory : 0;
}

static void await(pid_t child, struct system_limits limits, int *status) {
  sigset_t awaited;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, SIGTERM);
  struct timespec interval = {0, 50000000};
  bool is_limited = limits.memory || limits.tasks;
  int round = 0;
  long tasks_before = system_tasks();
  for (;;) {
    int code;
    pid_t process;
    // A program that stops itself would never end: nobody lets it go on.
    while ((process = waitpid(-1, &code, WNOHANG | WUNTRACED)) > 0) {
      if (process != child) continue;
      *status = code;
      return;
    }
    if (is_limited && (code = exceeded(child, limits, &round, &tasks_before))) {
      *status = code;
      return;
    }
    if (sigtimedwait(&awaited, NULL, is_limited ? &interval : NULL) == SIGTERM) return;
  }
}

/// Keeps other users' processes safe from a flood of tasks, in which the supervisor may come too late.
static void limit_tasks(struct system_limits limits) {
  struct rlimit limit;
  if (!limits.tasks || getrlimit(RLIMIT_NPROC, &limit)) return;
  rlim_t most = (rlim_t)system_tasks() + 2 * (rlim_t)limits.tasks;
  if (limit.rlim_cur <= most) return;
  limit.rlim_cur = most;
  setrlimit(RLIMIT_NPROC, &limit);
}

int system_spawn_supervised(
  pid_t *supervisor, int *report, struct system_limits limits, const char *executable,
  const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
  char *const *arguments, char *const *environment
) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC)) return errno;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t runner = getpid();
  pid_t process = fork();
  int failure = errno;
  if (process == 0) {
    setpgid(0, 0);
    signal(SIGCHLD, SIG_DFL);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != runner) _exit(1);
    limit_tasks(limits);
    pid_t child = 0;
    int code = posix_spawnp(&child, executable, actions, attributes, arguments, environment);
    if (write(ends[1], &code, sizeof code) != sizeof code || code) _exit(1);
    // Among very many processes its turn comes too late, if it may not go first.
    struct sched_param first = {.sched_priority = 1};
    if (sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &first)) {
      setpriority(PRIO_PROCESS, 0, -10);
    }
    dup2(ends[1], 0);
    closefrom(1);
    int status = SIGKILL;
    await(child, limits, &status);
    kill_descendants(child, &status);
    _exit(write(0, &status, sizeof status) != sizeof status);
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  int code = failure;
  if (process > 0) {
    ssize_t count;
    while ((count = read(ends[0], &code, sizeof code)) < 0 && errno == EINTR) {}
    if (count != sizeof code) code = EAGAIN;
    if (code) waitpid(process, NULL, 0);
  }
  if (code) {
    close(ends[0]);
    return code;
  }
  *supervisor = process;
  *report = ends[0];
  return 0;
}
#else
int system_spawn_supervised(
  pid_t *supervisor, int *report, struct system_limits limits, const char *executable,
  const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
  char *const *arguments, char *const *environment
) {
  return ENOSYS;
}
#endif
