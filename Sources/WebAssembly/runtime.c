// The C library that Embedded Swift and the engine need in a page: memory, and arithmetic that WebAssembly lacks.

#include "page.h"
#include "lanes.h"

// Memory. Blocks have sizes of four classes to a doubling and are recycled within their class; new ones come from the
// end of memory, which grows.

extern unsigned char __heap_base;

/// Lies before each block, at a multiple of 16.
struct header {
  /// A mark that no other memory has by chance, while the block is in use: another one for numbers.
  uintptr_t mark;
  uint32_t size_class;
  /// The block's beginning with its header, before which a larger alignment may leave a gap.
  struct header *next_free;
  void *start;
};

enum { mark = 0x5EEDB10C, classes = 120, page = 65536 };

static struct header *unused[classes];
static uintptr_t end;

/// The smallest class of at least so many bytes, and its size.
static uint32_t class_of(size_t bytes, size_t *size) {
  size_t units = (bytes + 31) / 32;
  if (units <= 4) {
    *size = 32 * (units ? units : 1);
    return units ? (uint32_t)units - 1 : 0;
  }
  uint32_t doubling = 31 - (uint32_t)__builtin_clzl(units - 1);
  uint32_t quarter = (uint32_t)((units - 1) >> (doubling - 2)) & 3;
  *size = (size_t)(5 + quarter) << (doubling - 2 + 5);
  return (doubling - 1) * 4 + quarter;
}

static void *reserve(size_t bytes) {
  if (!end) end = ((uintptr_t)&__heap_base + 15) & ~(uintptr_t)15;
  uintptr_t start = end;
  size_t available = __builtin_wasm_memory_size(0) * page - start;
  if (bytes > available) {
    size_t pages = (bytes - available + page - 1) / page;
    if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) {
      static const char text[] = "memory: a page cannot have more";
      page_say(text, sizeof text - 1);
      __builtin_trap();
    }
  }
  end += bytes;
  return (void *)start;
}

static void *allocate(size_t alignment, size_t bytes) {
  if (alignment < 16) alignment = 16;
  // A block of any alignment serves the next request of its class: larger ones get classes with room for a gap.
  size_t size, gap = alignment - 16;
  uint32_t class = class_of(bytes + gap, &size);
  struct header *found = unused[class];
  if (found) {
    unused[class] = found->next_free;
  } else {
    found = reserve(sizeof(struct header) + size);
    found->size_class = class;
    found->start = found;
  }
  char *start = (char *)found->start + sizeof(struct header);
  char *block = (char *)(((uintptr_t)start + alignment - 1) & ~(uintptr_t)(alignment - 1));
  struct header *header = (struct header *)block - 1;
  struct header copy = {mark ^ (uintptr_t)block, class, NULL, found->start};
  *header = copy;
  return block;
}

void *malloc(size_t bytes) { return allocate(16, bytes); }

int posix_memalign(void **block, size_t alignment, size_t bytes) {
  *block = allocate(alignment, bytes);
  return 0;
}

void free(void *block) {
  if (!block) return;
  struct header *header = (struct header *)block - 1;
  if ((header->mark ^ (uintptr_t)block) - mark > 1) __builtin_trap();
  header->mark = 0;
  header->next_free = unused[header->size_class];
  unused[header->size_class] = header;
}

void *page_numbers(size_t bytes) {
  char *block = allocate(64, bytes);
  ((struct header *)block - 1)->mark = (mark + 1) ^ (uintptr_t)block;
  return block;
}

void page_free(const void *block) { free((void *)block); }

size_t page_words(const void *block) {
  uintptr_t address = (uintptr_t)block;
  if (address % 16 || address < (uintptr_t)&__heap_base + sizeof(struct header) || address >= end) return 0;
  struct header *header = (struct header *)block - 1;
  if (header->mark != (mark ^ address)) return 0;
  uint32_t class = header->size_class;
  size_t size = class < 4 ? 32 * (class + 1) : (size_t)(5 + class % 4) << (class / 4 + 1 - 2 + 5);
  return ((uintptr_t)header->start + sizeof(struct header) + size - address) / sizeof(void *);
}

const void **page_cell(void) {
  static const void *cells[16];
  static size_t count;
  if (count == 16) __builtin_trap();
  return cells + count++;
}

// Short copies by a loop: the instruction calls a function of the browser.

enum { short_copy = 128 };

void *memmove(void *target, const void *source, size_t bytes) {
  char *to = target;
  const char *from = source;
  if (bytes > short_copy) {
    __asm__ volatile("local.get %0\nlocal.get %1\nlocal.get %2\nmemory.copy 0, 0" ::"r"(target), "r"(source), "r"(bytes) : "memory");
  } else if (to <= from) {
    for (; bytes >= 8; bytes -= 8, to += 8, from += 8) __builtin_memcpy(to, from, 8);
    for (; bytes; bytes--) *to++ = *from++;
  } else {
    for (; bytes % 8; bytes--) to[bytes - 1] = from[bytes - 1];
    for (; bytes; bytes -= 8) __builtin_memcpy(to + bytes - 8, from + bytes - 8, 8);
  }
  return target;
}

void *memcpy(void *restrict target, const void *restrict source, size_t bytes) {
  return memmove(target, source, bytes);
}

void *memset(void *target, int value, size_t bytes) {
  char *to = target;
  if (bytes > short_copy) {
    __asm__ volatile("local.get %0\nlocal.get %1\nlocal.get %2\nmemory.fill 0" ::"r"(target), "r"(value), "r"(bytes) : "memory");
    return target;
  }
  uint64_t eight = 0x0101010101010101 * (unsigned char)value;
  for (; bytes >= 8; bytes -= 8, to += 8) __builtin_memcpy(to, &eight, 8);
  for (; bytes; bytes--) *to++ = (char)value;
  return target;
}

// Printing. Lines go to the page.

int putchar(int character) {
  static char line[4096];
  static size_t count;
  if (character != '\n') line[count++] = (char)character;
  if (character == '\n' || count == sizeof line) {
    page_say(line, count);
    count = 0;
  }
  return character;
}

// Dictionaries' seeds: any will do, and the same ones make runs alike.
void arc4random_buf(void *buffer, size_t bytes) { memset(buffer, 0x5A, bytes); }

uintptr_t __stack_chk_guard = 0x595E9FBD;
void __stack_chk_fail(void) { __builtin_trap(); }

int memcmp(const void *a, const void *b, size_t bytes) {
  const unsigned char *left = a, *right = b;
  for (; bytes; bytes--, left++, right++) {
    if (*left != *right) return *left - *right;
  }
  return 0;
}

size_t strlen(const char *text) {
  size_t count = 0;
  while (text[count]) count++;
  return count;
}

// To the nearest integer, halves away from zero.

double round(double x) {
  double whole = __builtin_trunc(x);
  return __builtin_fabs(x - whole) >= 0.5 ? whole + __builtin_copysign(1, x) : whole;
}
float roundf(float x) {
  float whole = __builtin_truncf(x);
  return __builtin_fabsf(x - whole) >= 0.5f ? whole + __builtin_copysignf(1, x) : whole;
}

// Fused multiply-add of single numbers.

#ifdef __wasm_relaxed_simd__
float fmaf(float a, float b, float c) { return lanes_product4(a, b, c).x; }
double fma(double a, double b, double c) { return lanes_product2(a, b, c).x; }
#else
float fmaf(float a, float b, float c) { return (float)((double)a * b + c); }

/// The sum of a · b and c from their rounding errors (Dekker 1971; Knuth's two-sum): right to a few units in the last
/// place of what is lost.
double fma(double a, double b, double c) {
  double product = a * b, scale = 134217729;
  double high_a = scale * a - (scale * a - a), high_b = scale * b - (scale * b - b);
  double low_a = a - high_a, low_b = b - high_b;
  double rest = low_a * low_b - (product - high_a * high_b - low_a * high_b - high_a * low_b);
  double sum = product + c, part = sum - product;
  double lost = (product - (sum - part)) + (c - part) + rest;
  return lost - lost == 0 ? sum + lost : sum;
}
#endif

// Products and shifts of 128 bits, of compiler-rt.

struct wide {
  uint64_t low, high;
};

void __multi3(struct wide *result, uint64_t a, uint64_t a_high, uint64_t b, uint64_t b_high) {
  uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
  uint64_t low = a0 * b0, cross0 = a0 * b1, cross1 = a1 * b0;
  uint64_t middle = (low >> 32) + (uint32_t)cross0 + (uint32_t)cross1;
  result->low = middle << 32 | (uint32_t)low;
  result->high = a1 * b1 + (cross0 >> 32) + (cross1 >> 32) + (middle >> 32) + a * b_high + a_high * b;
}

void __lshrti3(struct wide *result, uint64_t low, uint64_t high, int count) {
  result->low = count & 64 ? high >> (count & 63) : count ? low >> count | high << (64 - count) : low;
  result->high = count & 64 ? 0 : high >> count;
}

void __ashlti3(struct wide *result, uint64_t low, uint64_t high, int count) {
  result->high = count & 64 ? low << (count & 63) : count ? high << count | low >> (64 - count) : high;
  result->low = count & 64 ? 0 : low << count;
}

// Numbers from text, `Float("1e-3")`. Right to the last bit where fifteen digits and powers of ten up to 22 suffice.

const char *_swift_stdlib_strtod_clocale(const char *text, double *result) {
  const char *next = text;
  double sign = 1, value = 0;
  int power = 0, digits = 0;
  if (*next == '-' || *next == '+') sign = *next++ == '-' ? -1 : 1;
  for (int fraction = 0; (*next >= '0' && *next <= '9') || (*next == '.' && !fraction); next++) {
    if (*next == '.') {
      fraction = 1;
      continue;
    }
    value = value * 10 + (*next - '0');
    digits++;
    power -= fraction;
  }
  if (!digits) return NULL;
  if (*next == 'e' || *next == 'E') {
    const char *after = next + 1;
    int exponent = 0, negative = *after == '-';
    if (*after == '-' || *after == '+') after++;
    if (*after < '0' || *after > '9') return NULL;
    for (; *after >= '0' && *after <= '9'; after++) {
      if (exponent < 1000) exponent = exponent * 10 + (*after - '0');
    }
    power += negative ? -exponent : exponent;
    next = after;
  }
  double scale = 1;
  for (int count = power < 0 ? -power : power; count; count--) scale *= 10;
  *result = sign * (power < 0 ? value / scale : value * scale);
  return next;
}

const char *_swift_stdlib_strtof_clocale(const char *text, float *result) {
  double value;
  const char *end = _swift_stdlib_strtod_clocale(text, &value);
  if (end) *result = (float)value;
  return end;
}
