#include <duktape.h>

// Duktape's conveniences are macros, which Swift does not import: the few that the book needs, as functions.
static inline duk_context *book_duk_create(void) { return duk_create_heap_default(); }
static inline duk_int_t book_duk_peval(duk_context *context, const char *source, size_t length) {
  return duk_peval_lstring(context, source, length);
}
static inline const char *book_duk_text(duk_context *context) { return duk_safe_to_string(context, -1); }
