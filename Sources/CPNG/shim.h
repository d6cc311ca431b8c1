#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A decoder of PNG. libpng reports errors by a long jump, which must not cross Swift's frames, and its
// simplified interface converts the samples by the file's gamma.

/// The samples of an image, row by row, of 8 or 16 bits, the latter big-endian.
struct png_samples {
  /// To be freed by the caller.
  uint8_t *bytes;
  uint32_t width, height, channels, depth;
  /// The fault, in words that continue the file's name.
  char fault[120];
};

struct png_source {
  const uint8_t *bytes;
  size_t count, offset;
  struct png_samples *image;
};

static inline void png_fail(png_structp png, png_const_charp message) {
  struct png_source *source = (struct png_source *)png_get_error_ptr(png);
  if (source->image->fault[0] == 0)
    snprintf(source->image->fault, sizeof source->image->fault, "is a damaged PNG: %s", message);
  png_longjmp(png, 1);
}

static inline void png_ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

static inline void png_take(png_structp png, png_bytep target, size_t count) {
  struct png_source *source = (struct png_source *)png_get_io_ptr(png);
  if (source->count - source->offset < count) png_error(png, "it is cut off");
  memcpy(target, source->bytes + source->offset, count);
  source->offset += count;
}

/// Decodes an image of at most so many pixels, in all and on each side. False where it cannot be, with the fault.
static inline bool png_decode(
  const uint8_t *bytes, size_t count, size_t pixel_limit, size_t side_limit,
  struct png_samples *image) {
  memset(image, 0, sizeof *image);
  struct png_source source = {bytes, count, 0, image};
  if (count < 8 || png_sig_cmp(bytes, 0, 8) != 0) {
    snprintf(image->fault, sizeof image->fault, "is no PNG image");
    return false;
  }
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, png_fail, png_ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  png_bytep *volatile rows = NULL;
  volatile bool succeeded = false;
  if (!info) {
    snprintf(image->fault, sizeof image->fault, "cannot be decoded: there is too little memory");
  } else if (setjmp(png_jmpbuf(png)) == 0) {
    png_set_read_fn(png, &source, png_take);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_read_info(png, info);
    image->width = png_get_image_width(png, info);
    image->height = png_get_image_height(png, info);
    if ((size_t)image->width * image->height > pixel_limit) {
      snprintf(
        image->fault, sizeof image->fault, "has %u × %u pixels, more than the %zu that can be read",
        image->width, image->height, pixel_limit);
      png_error(png, "");
    }
    if (image->width > side_limit || image->height > side_limit) {
      snprintf(
        image->fault, sizeof image->fault,
        "has %u × %u pixels, and the longest side that can be read has %zu", image->width,
        image->height, side_limit);
      png_error(png, "");
    }
    png_set_expand(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    image->channels = png_get_channels(png, info);
    image->depth = png_get_bit_depth(png, info);
    size_t stride = png_get_rowbytes(png, info);
    image->bytes = (uint8_t *)malloc(stride * image->height);
    rows = (png_bytep *)malloc(sizeof(png_bytep) * image->height);
    if (!image->bytes || !rows) png_error(png, "there is too little memory");
    for (uint32_t y = 0; y < image->height; y++) rows[y] = image->bytes + stride * y;
    png_read_image(png, rows);
    png_read_end(png, NULL);
    succeeded = true;
  }
  free(rows);
  png_destroy_read_struct(&png, &info, NULL);
  if (!succeeded) {
    free(image->bytes);
    image->bytes = NULL;
  }
  return succeeded;
}
