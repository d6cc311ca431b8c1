#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>

#ifdef __linux__
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The supervisor is a fork of the runner. It keeps only its end of the report, so that a pipe closes when its
// program ends, and calls nothing that another thread of the runner may have left locked.

static pid_t parent_of(const char *process) {
  char path[64], text[512];
  snprintf(path, sizeof path, "/proc/%.20s/stat", process);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return -1;
  text[count] = 0;
  // The program's name is in parentheses and may contain any character.
  const char *end = strrchr(text, ')');
  int parent = -1;
  if (!end || sscanf(end + 1, " %*c %d", &parent) != 1) return -1;
  return parent;
}

static void kill_children(void) {
  DIR *processes = opendir("/proc");
  if (!processes) return;
  pid_t self = getpid();
  for (struct dirent *entry; (entry = readdir(processes));) {
    int process = atoi(entry->d_name);
    if (process > 0 && parent_of(entry->d_name) == self) kill(process, SIGKILL);
  }
  closedir(processes);
}

/// Kills the descendants: those of a killed child become children of the supervisor, until there are none.
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
      if (process == child) *status = code;
    }
    if (process < 0 && errno == ECHILD) return;
    kill(-child, SIGKILL);
    kill_children();
    sigtimedwait(&ended, NULL, &moment);
  }
}

static void await(pid_t child, int *status) {
  sigset_t awaited;
  sigemptyset(&awaited);
  sigaddset(&awaited, SIGCHLD);
  sigaddset(&awaited, SIGTERM);
  for (;;) {
    int code;
    pid_t process;
    while ((process = waitpid(-1, &code, WNOHANG)) > 0) {
      if (process != child) continue;
      *status = code;
      return;
    }
    if (sigwaitinfo(&awaited, NULL) == SIGTERM) return;
  }
}

int system_spawn_supervised(
  pid_t *supervisor, int *report, const char *executable,
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
    pid_t child = 0;
    int code = posix_spawnp(&child, executable, actions, attributes, arguments, environment);
    if (write(ends[1], &code, sizeof code) != sizeof code || code) _exit(1);
    dup2(ends[1], 0);
    closefrom(1);
    int status = SIGKILL;
    await(child, &status);
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
  pid_t *supervisor, int *report, const char *executable,
  const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
  char *const *arguments, char *const *environment
) {
  return ENOSYS;
}
#endif
