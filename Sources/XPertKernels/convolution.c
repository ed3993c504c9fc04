#include "XPertKernels.h"
#include "clones.h"

#include <string.h>

// Products and sums are fused where the instruction set can: x86-64-v3 and v4 agree to the last bit, older
// processors differ by rounding.
#pragma STDC FP_CONTRACT ON

// Buffers of Swift are aligned to 16 bytes only.
typedef float vector __attribute__((vector_size(64), aligned(4)));

// Sums stay in registers only if no loop over them remains.
#define ALL_PIXELS _Pragma("clang loop unroll(full)")

enum { lanes = 16, tile_pixels = 12 };

// The 32 outputs of one block at `pixels` windows.
INLINE void tile(
    int pixels, const float *input, const long *window, int segments, long segment_stride, int length,
    const float *weight, const float *bias, float *result, long result_stride, int channels)
{
  vector sum[tile_pixels][2];
  ALL_PIXELS for (int p = 0; p < pixels; p++) {
    sum[p][0] = *(const vector *)bias;
    sum[p][1] = *(const vector *)(bias + lanes);
  }
  const float *row[tile_pixels];
  for (int s = 0; s < segments; s++) {
    ALL_PIXELS for (int p = 0; p < pixels; p++) row[p] = input + window[p] + s * segment_stride;
    for (int r = 0; r < length; r++) {
      vector w0 = *(const vector *)weight, w1 = *(const vector *)(weight + lanes);
      weight += 2 * lanes;
      ALL_PIXELS for (int p = 0; p < pixels; p++) {
        vector x = row[p][r] - (vector){0};
        sum[p][0] += x * w0;
        sum[p][1] += x * w1;
      }
    }
  }
  ALL_PIXELS for (int p = 0; p < pixels; p++) {
    if (channels == 2 * lanes) {
      *(vector *)(result + p * result_stride) = sum[p][0];
      *(vector *)(result + p * result_stride + lanes) = sum[p][1];
    } else {
      // A copy, so that the sums themselves need no memory.
      vector block[2] = {sum[p][0], sum[p][1]};
      memcpy(result + p * result_stride, block, (size_t)channels * sizeof(float));
    }
  }
}

CLONES WIDE void xk_convolve(
    const float *restrict input, const long *restrict window, long windows, int segments, long segment_stride,
    int length, const float *restrict weight, const float *restrict bias, float *restrict result,
    long result_stride, int channels)
{
  for (int first = 0; first < channels; first += 2 * lanes) {
    int count = channels - first < 2 * lanes ? channels - first : 2 * lanes;
    long w = 0;
    for (; w + tile_pixels <= windows; w += tile_pixels)
      tile(tile_pixels, input, window + w, segments, segment_stride, length, weight, bias + first,
           result + w * result_stride + first, result_stride, count);
    for (; w + 4 <= windows; w += 4)
      tile(4, input, window + w, segments, segment_stride, length, weight, bias + first,
           result + w * result_stride + first, result_stride, count);
    for (; w < windows; w++)
      tile(1, input, window + w, segments, segment_stride, length, weight, bias + first,
           result + w * result_stride + first, result_stride, count);
    weight += (long)segments * length * 2 * lanes;
  }
}
