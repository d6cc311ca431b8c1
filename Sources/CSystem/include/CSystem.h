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

/// Copies this process, but of its threads only the one that calls. Returns 0 in the child.
pid_t system_fork(void);

/// Exchanges two files or folders in one step; false where the file system cannot.
bool system_exchange(const char *first, const char *second);

/// Calls a function before each `throw` in Swift.
void system_on_throw(void (*function)(void));

/// The return addresses on the stack that lie in the program's executable, innermost first, as offsets from
/// its beginning. Returns how many there are, `capacity` at most.
size_t system_call_offsets(uintptr_t *offsets, size_t capacity);
