#pragma once

#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Functions of the C library and of Swift's runtime that Swift does not import.

/// Closes every descriptor from this number on in the child. Returns an error code, 0 for none.
int system_close_from(posix_spawn_file_actions_t *actions, int first);

/// Starts the child in this folder. Returns an error code, 0 for none.
int system_change_folder(posix_spawn_file_actions_t *actions, const char *folder);

/// Limits on a supervised program and its descendants together; 0 for none.
struct system_limits {
  /// Bytes of memory. They are measured some 20 times a second.
  uint64_t memory;
  /// Processes and threads.
  uint32_t tasks;
};

/// The wait status of a program that was killed at its limit of memory, or of tasks: no program's own.
enum { system_exceeded_memory = 0x17F, system_exceeded_tasks = 0x27F };

/// Starts a program under a supervisor: a process of its own group that ends with the program, on SIGTERM, at a
/// limit, when the program stops itself, and when the thread that calls or this process ends, and kills every descendant of the program before it
/// does. The supervisor writes the program's wait status to `report` at its end. Returns an error code, 0 for none.
int system_spawn_supervised(
  pid_t *supervisor, int *report, struct system_limits limits, const char *executable,
  const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
  char *const *arguments, char *const *environment);

/// Copies this process, but of its threads only the one that calls. Returns 0 in the child.
pid_t system_fork(void);

/// Exchanges two files or folders in one step; false where the file system cannot.
bool system_exchange(const char *first, const char *second);

/// Calls a function before each `throw` in Swift.
void system_on_throw(void (*function)(void));

/// The return addresses on the stack that lie in the program's executable, innermost first, as offsets from
/// its beginning. Returns how many there are, `capacity` at most.
size_t system_call_offsets(uintptr_t *offsets, size_t capacity);
