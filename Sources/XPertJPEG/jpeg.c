#include "XPertJPEG.h"

#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

// The library is opened with the first image: linked, it would add a tenth to the time that every program
// needs to start. A library of another binary interface has another name.
#if JPEG_LIB_VERSION >= 80
static const char *const library_name = "libjpeg.so.8";
#else
static const char *const library_name = "libjpeg.so.62";
#endif

#define FUNCTIONS(f) \
  f(jpeg_std_error) f(jpeg_CreateDecompress) f(jpeg_destroy_decompress) f(jpeg_mem_src) f(jpeg_read_header) \
  f(jpeg_start_decompress) f(jpeg_read_scanlines) f(jpeg_finish_decompress)
#define DECLARE(function) __typeof__(function) *function##_;
static struct { FUNCTIONS(DECLARE) } lib;
static char problem[xj_message_size];

static void load(void)
{
  void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(problem, sizeof problem, "cannot be read without libjpeg: %s", dlerror());
    return;
  }
#define FIND(function) \
  if (!(lib.function##_ = (__typeof__(function) *)dlsym(library, #function))) \
    snprintf(problem, sizeof problem, "%s has no function %s", library_name, #function);
  FUNCTIONS(FIND)
}

// 0, or -1 with the reason in `message`.
static int opened(char *message)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  snprintf(message, xj_message_size, "%s", problem);
  return problem[0] ? -1 : 0;
}

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf leave;
  char *message;
} reporter;

static void leave(j_common_ptr common)
{
  reporter *own = (reporter *)common->err;
  char text[JMSG_LENGTH_MAX];
  own->base.format_message(common, text);
  snprintf(own->message, xj_message_size, "%s", text);
  longjmp(own->leave, 1);
}

// Level -1 is a warning: the data are damaged.
static void warn(j_common_ptr common, int level)
{
  if (level < 0) leave(common);
}

static void report(struct jpeg_decompress_struct *image, reporter *errors, char *message)
{
  image->err = lib.jpeg_std_error_(&errors->base);
  errors->base.error_exit = leave;
  errors->base.emit_message = warn;
  errors->message = message;
  message[0] = 0;
  // Zeroed, so that it can be destroyed before it is created.
  image->mem = NULL;
  image->global_state = 0;
}

int xj_size(const unsigned char *bytes, size_t count, int *width, int *height, char *message)
{
  struct jpeg_decompress_struct image;
  reporter errors;
  if (opened(message)) return -1;
  report(&image, &errors, message);
  if (setjmp(errors.leave)) {
    lib.jpeg_destroy_decompress_(&image);
    return -1;
  }
  lib.jpeg_CreateDecompress_(&image, JPEG_LIB_VERSION, sizeof image);
  lib.jpeg_mem_src_(&image, bytes, (unsigned long)count);
  lib.jpeg_read_header_(&image, TRUE);
  *width = (int)image.image_width;
  *height = (int)image.image_height;
  lib.jpeg_destroy_decompress_(&image);
  return 0;
}

int xj_decode(const unsigned char *bytes, size_t count, int width, int height, unsigned char *planes,
    char *message)
{
  struct jpeg_decompress_struct image;
  reporter errors;
  if (opened(message)) return -1;
  // Set before setjmp and not after it: its value survives longjmp.
  unsigned char *row = malloc((size_t)width * 3);
  if (!row) {
    snprintf(message, xj_message_size, "no memory");
    return -1;
  }
  report(&image, &errors, message);
  if (setjmp(errors.leave)) {
    lib.jpeg_destroy_decompress_(&image);
    free(row);
    return -1;
  }
  lib.jpeg_CreateDecompress_(&image, JPEG_LIB_VERSION, sizeof image);
  lib.jpeg_mem_src_(&image, bytes, (unsigned long)count);
  lib.jpeg_read_header_(&image, TRUE);
  image.out_color_space = JCS_RGB;
  // One result everywhere.
  image.dct_method = JDCT_ISLOW;
  lib.jpeg_start_decompress_(&image);
  if (image.output_width != (JDIMENSION)width || image.output_height != (JDIMENSION)height
      || image.output_components != 3) {
    snprintf(message, xj_message_size, "is not %d x %d", width, height);
    lib.jpeg_destroy_decompress_(&image);
    free(row);
    return -1;
  }
  size_t plane = (size_t)width * (size_t)height;
  while (image.output_scanline < image.output_height) {
    unsigned char *target = planes + (size_t)image.output_scanline * (size_t)width;
    JSAMPROW rows[1] = {row};
    if (lib.jpeg_read_scanlines_(&image, rows, 1) != 1) continue;
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++) target[c * plane + (size_t)x] = row[3 * x + c];
  }
  lib.jpeg_finish_decompress_(&image);
  lib.jpeg_destroy_decompress_(&image);
  free(row);
  return 0;
}
