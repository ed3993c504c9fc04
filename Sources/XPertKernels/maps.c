#include "XPertKernels.h"
#include "clones.h"

// Sums and products here are rounded one by one: every instruction set agrees.
#pragma STDC FP_CONTRACT OFF

CLONES void xk_transpose(const float *restrict source, long rows, long columns, float *restrict result)
{
  enum { block = 16 };
  // Some rows at a time, so that what is written is contiguous and what is read stays in the cache.
  long first = 0;
  for (; first + block <= rows; first += block)
    for (long c = 0; c < columns; c++)
      for (int r = 0; r < block; r++) result[c * rows + first + r] = source[(first + r) * columns + c];
  for (; first < rows; first++)
    for (long c = 0; c < columns; c++) result[c * rows + first] = source[first * columns + c];
}

typedef float some_values __attribute__((vector_size(32), aligned(4)));
typedef double some_sums __attribute__((vector_size(64), aligned(8)));

enum { block_channels = 32, lanes = 8, vectors = block_channels / lanes };

// Of a block of channels: sums stay in registers over all pixels.
INLINE void block_sums(const float *map, long pixels, int channels, double *sum, double *squares)
{
  some_sums s[vectors], q[vectors];
  _Pragma("clang loop unroll(full)") for (int v = 0; v < vectors; v++) s[v] = q[v] = (some_sums){0};
  for (long p = 0; p < pixels; p++, map += channels)
    _Pragma("clang loop unroll(full)") for (int v = 0; v < vectors; v++) {
      some_sums x = __builtin_convertvector(*(const some_values *)(map + v * lanes), some_sums);
      s[v] += x;
      q[v] += x * x;
    }
  for (int v = 0; v < vectors; v++) {
    *(some_sums *)(sum + v * lanes) = s[v];
    *(some_sums *)(squares + v * lanes) = q[v];
  }
}

CLONES WIDE void xk_channel_sums(
    const float *restrict map, long pixels, int channels, double *restrict sum, double *restrict squares)
{
  int first = 0;
  for (; first + block_channels <= channels; first += block_channels)
    block_sums(map + first, pixels, channels, sum + first, squares + first);
  for (int c = first; c < channels; c++) sum[c] = squares[c] = 0;
  for (long p = 0; p < pixels; p++, map += channels)
    for (int c = first; c < channels; c++) {
      double x = map[c];
      sum[c] += x;
      squares[c] += x * x;
    }
}

// An element is read before it is written, so that the maps may be one.
#define ELEMENTWISE _Pragma("clang loop vectorize(assume_safety) interleave_count(1)")

CLONES void xk_affine(
    const float *map, long pixels, int channels, const float *restrict scale, const float *restrict shift,
    int is_rectified, float *result)
{
  for (long p = 0; p < pixels; p++, map += channels, result += channels)
    if (is_rectified)
      ELEMENTWISE for (int c = 0; c < channels; c++) {
        float value = map[c] * scale[c] + shift[c];
        result[c] = value > 0 ? value : 0;
      }
    else
      ELEMENTWISE for (int c = 0; c < channels; c++) result[c] = map[c] * scale[c] + shift[c];
}

CLONES void xk_relu(const float *restrict map, long count, float *restrict result)
{
  for (long i = 0; i < count; i++) result[i] = map[i] > 0 ? map[i] : 0;
}

CLONES void xk_add(const float *restrict a, const float *restrict b, long count, float *restrict result)
{
  for (long i = 0; i < count; i++) result[i] = a[i] + b[i];
}

CLONES void xk_pool(
    const float *restrict map, int height, int width, int channels, int size, int stride, int padding,
    int is_maximum, int result_height, int result_width, float *restrict result)
{
  float share = 1.0f / (float)(size * size);
  for (int y = 0; y < result_height; y++)
    for (int x = 0; x < result_width; x++, result += channels) {
      int is_first = 1;
      for (int i = 0; i < size; i++) {
        int row = y * stride + i - padding;
        if (row < 0 || row >= height) continue;
        for (int j = 0; j < size; j++) {
          int column = x * stride + j - padding;
          if (column < 0 || column >= width) continue;
          const float *pixel = map + ((long)row * width + column) * channels;
          if (is_first)
            for (int c = 0; c < channels; c++) result[c] = pixel[c];
          else if (is_maximum)
            for (int c = 0; c < channels; c++) result[c] = pixel[c] > result[c] ? pixel[c] : result[c];
          else
            for (int c = 0; c < channels; c++) result[c] += pixel[c];
          is_first = 0;
        }
      }
      if (!is_maximum)
        for (int c = 0; c < channels; c++) result[c] *= share;
    }
}
