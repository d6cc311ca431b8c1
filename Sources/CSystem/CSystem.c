#define _GNU_SOURCE
#include "CSystem.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

pid_t system_fork(void) { return fork(); }

int system_change_folder(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

#ifdef __linux__
#include <sys/auxv.h>

int system_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

bool system_exchange(const char *first, const char *second) {
  return renameat2(AT_FDCWD, first, AT_FDCWD, second, RENAME_EXCHANGE) == 0;
}

/// An address in the program's executable.
static const void *program_address(void) { return (const void *)getauxval(AT_ENTRY); }
#else
#include <mach-o/dyld.h>

int system_close_from(posix_spawn_file_actions_t *actions, int first) { return ENOSYS; }

bool system_exchange(const char *first, const char *second) {
  return renamex_np(first, second, RENAME_SWAP) == 0;
}

static const void *program_address(void) { return _dyld_get_image_header(0); }
#endif

/// The runtime's hook: called with the error before each throw.
extern void (*_swift_willThrow)(const void *error);

static void (*on_throw)(void);

static void will_throw(const void *error) { on_throw(); }

void system_on_throw(void (*function)(void)) {
  on_throw = function;
  _swift_willThrow = will_throw;
}

/// The beginning of the image that holds this address; null where none does.
static const void *image(const void *address) {
  Dl_info information;
  return dladdr(address, &information) ? information.dli_fbase : NULL;
}

size_t system_call_offsets(uintptr_t *offsets, size_t capacity) {
  const char *program = image(program_address());
  void *calls[32];
  int total = backtrace(calls, 32);
  size_t count = 0;
  for (int index = 0; index < total && count < capacity; index++) {
    if (program && image(calls[index]) == program) {
      offsets[count++] = (const char *)calls[index] - program;
    }
  }
  return count;
}
