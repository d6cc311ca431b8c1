#include <duktape.h>

// Functions for three of Duktape's macros, which Swift does not import.

static inline duk_context *duktape_create(void) { return duk_create_heap_default(); }

/// Evaluates a program and pushes its value, or its error with a result other than 0.
static inline duk_int_t duktape_evaluate(duk_context *context, const char *source, size_t length) {
  return duk_peval_lstring(context, source, length);
}

/// The value on top of the stack, as text.
static inline const char *duktape_text(duk_context *context) { return duk_safe_to_string(context, -1); }
