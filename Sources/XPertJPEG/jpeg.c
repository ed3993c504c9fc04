#include "XPertJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

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
  image->err = jpeg_std_error(&errors->base);
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
  report(&image, &errors, message);
  if (setjmp(errors.leave)) {
    jpeg_destroy_decompress(&image);
    return -1;
  }
  jpeg_create_decompress(&image);
  jpeg_mem_src(&image, bytes, (unsigned long)count);
  jpeg_read_header(&image, TRUE);
  *width = (int)image.image_width;
  *height = (int)image.image_height;
  jpeg_destroy_decompress(&image);
  return 0;
}

int xj_decode(const unsigned char *bytes, size_t count, int width, int height, unsigned char *planes, char *message)
{
  struct jpeg_decompress_struct image;
  reporter errors;
  // Set before setjmp and not after it: its value survives longjmp.
  unsigned char *row = malloc((size_t)width * 3);
  if (!row) {
    snprintf(message, xj_message_size, "no memory");
    return -1;
  }
  report(&image, &errors, message);
  if (setjmp(errors.leave)) {
    jpeg_destroy_decompress(&image);
    free(row);
    return -1;
  }
  jpeg_create_decompress(&image);
  jpeg_mem_src(&image, bytes, (unsigned long)count);
  jpeg_read_header(&image, TRUE);
  image.out_color_space = JCS_RGB;
  // One result everywhere.
  image.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&image);
  if (image.output_width != (JDIMENSION)width || image.output_height != (JDIMENSION)height
      || image.output_components != 3) {
    snprintf(message, xj_message_size, "is not %d x %d", width, height);
    jpeg_destroy_decompress(&image);
    free(row);
    return -1;
  }
  size_t plane = (size_t)width * (size_t)height;
  while (image.output_scanline < image.output_height) {
    unsigned char *target = planes + (size_t)image.output_scanline * (size_t)width;
    JSAMPROW rows[1] = {row};
    if (jpeg_read_scanlines(&image, rows, 1) != 1) continue;
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++) target[c * plane + (size_t)x] = row[3 * x + c];
  }
  jpeg_finish_decompress(&image);
  jpeg_destroy_decompress(&image);
  free(row);
  return 0;
}
