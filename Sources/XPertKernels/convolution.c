#include "XPertKernels.h"
#include "clones.h"

#include <string.h>

// Products and sums are fused where the instruction set can: x86-64-v3 and v4 agree to the last bit, older
// processors differ by rounding.
#pragma STDC FP_CONTRACT ON

// Buffers of Swift are aligned to 16 bytes only.
typedef float vector __attribute__((vector_size(64), aligned(4)));

// Sums stay in registers only if no loop over them remains.
#define ALL _Pragma("clang loop unroll(full)")

// A tile's sums take 24 registers. With four vectors of outputs, an input that is read serves four products:
// reading is what limits two.
enum { lanes = 16, most_pixels = 12, most_vectors = 4 };

// Rows of weights that stay in the second-level cache while all windows pass.
enum { most_rows = 384 };

// The outputs of one block at `pixels` windows. Sums begin at `start`, which may be `result`.
INLINE void tile(
    int pixels, int vectors, const float *input, const long *window, int segments, long segment_stride,
    int length,
    const float *weight, const float *start, long start_stride, float *result, long result_stride,
    int channels)
{
  vector sum[most_pixels][most_vectors];
  ALL for (int p = 0; p < pixels; p++)
    ALL for (int v = 0; v < vectors; v++) sum[p][v] = *(const vector *)(start + p * start_stride + v * lanes);
  const float *row[most_pixels];
  for (int s = 0; s < segments; s++) {
    ALL for (int p = 0; p < pixels; p++) row[p] = input + window[p] + s * segment_stride;
    for (int r = 0; r < length; r++) {
      vector w[most_vectors];
      ALL for (int v = 0; v < vectors; v++) w[v] = *(const vector *)(weight + v * lanes);
      weight += vectors * lanes;
      ALL for (int p = 0; p < pixels; p++) {
        vector x = row[p][r] - (vector){0};
        ALL for (int v = 0; v < vectors; v++) sum[p][v] += x * w[v];
      }
    }
  }
  ALL for (int p = 0; p < pixels; p++) {
    if (channels == vectors * lanes) {
      ALL for (int v = 0; v < vectors; v++) *(vector *)(result + p * result_stride + v * lanes) = sum[p][v];
    } else {
      // A copy, so that the sums themselves need no memory.
      vector block[most_vectors];
      ALL for (int v = 0; v < vectors; v++) block[v] = sum[p][v];
      memcpy(result + p * result_stride, block, (size_t)channels * sizeof(float));
    }
  }
}

// One block, or some rows of its weights, at all windows.
INLINE void block(
    int vectors, const float *input, const long *window, long windows, int segments, long segment_stride,
    int length,
    const float *weight, const float *start, long start_stride, float *result, long result_stride,
    int channels)
{
#define TILES(pixels) \
  for (; w + pixels <= windows; w += pixels) \
    tile(pixels, vectors, input, window + w, segments, segment_stride, length, weight, \
        start + w * start_stride, \
         start_stride, result + w * result_stride, result_stride, channels);
  long w = 0;
  if (vectors == 2) {
    TILES(12)
    TILES(4)
  } else {
    TILES(6)
    TILES(2)
  }
  TILES(1)
#undef TILES
}

CLONES WIDE void xk_convolve(
    const float *restrict input, const long *restrict window, long windows, int segments, long segment_stride,
    int length, const float *restrict weight, const float *restrict bias, float *result, long result_stride,
    int channels)
{
  for (int first = 0; first < channels;) {
    int left = channels - first;
    float *target = result + first;
    if (left < 4 * lanes || segments * length <= most_rows) {
      int width = left > 2 * lanes ? 4 * lanes : 2 * lanes;
      int count = left < width ? left : width;
      if (width == 4 * lanes)
        block(4, input, window, windows, segments, segment_stride, length, weight, bias + first, 0, target,
              result_stride, count);
      else
        block(2, input, window, windows, segments, segment_stride, length, weight, bias + first, 0, target,
              result_stride, count);
      weight += (long)segments * length * width;
      first += width;
      continue;
    }
    const float *start = bias + first;
    long start_stride = 0;
    for (int s = 0; s < segments; s++)
      for (int from = 0; from < length; from += most_rows) {
        int rows = length - from < most_rows ? length - from : most_rows;
        block(4, input + s * segment_stride + from, window, windows, 1, 0, rows, weight, start, start_stride,
            target,
              result_stride, 4 * lanes);
        weight += (long)rows * 4 * lanes;
        start = target;
        start_stride = result_stride;
      }
    first += 4 * lanes;
  }
}
