#pragma once
#include <stddef.h>
#include <stdint.h>

/// Gives the page a text, of a trap or a print.
__attribute__((import_module("page"), import_name("say"))) void page_say(const char *_Nullable text, size_t length);

/// Stops the program.
__attribute__((noreturn)) static inline void page_trap(void) { __builtin_trap(); }

/// A block of memory for numbers, at the start of a cache line.
void *_Nonnull page_numbers(size_t bytes);

/// Words of the block that begins here; 0 where none does, or one of numbers, or one that is freed.
size_t page_words(const void *_Nullable block);

/// A place for a pointer, null at first. There are a few.
const void *_Nullable *_Nonnull page_cell(void);

/// Gives the page a frame of a live figure.
__attribute__((import_module("page"), import_name("frame"))) void page_frame(const uint8_t *_Nullable bytes, size_t length);

/// Asks the page for the weights of a checkpoint: their number, in 32 bits, and the numbers from 64 bytes on, in a block
/// that the program frees; null where there are none.
__attribute__((import_module("page"), import_name("weights"))) const void *_Nullable page_weights(const uint8_t *_Nullable name, size_t length);

/// Frees a block.
void page_free(const void *_Nonnull block);
