// JPEG images of data sets: libjpeg-turbo, or another libjpeg. Its header needs FILE.
#include <stdio.h>
#include <jpeglib.h>
