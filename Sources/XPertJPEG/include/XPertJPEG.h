// JPEG decoding with errors as texts: libjpeg leaves by longjmp, which Swift may not see.
#ifndef XPERT_JPEG_H
#define XPERT_JPEG_H

#include <stddef.h>

enum xj_limit { xj_message_size = 256 };

// Width and height of an image in memory, pixels. 0, or -1 with a text in `message`.
int xj_size(const unsigned char *bytes, size_t count, int *width, int *height, char *message);

// Decodes an image to planes: red, green, blue, row by row, of width x height bytes each; grey ones have
// three equal planes. 0, or -1 with a text: also for what libjpeg itself only warns of, as data that end too
// early.
int xj_decode(const unsigned char *bytes, size_t count, int width, int height, unsigned char *planes,
    char *message);

#endif
