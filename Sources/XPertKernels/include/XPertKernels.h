// The inner loops that need SIMD: written in C because the compiler may pick the instruction set of the
// machine at run time there (target_clones), which Swift cannot. Results do not depend on that choice: every
// element goes through the same operations, and sums over columns run in a fixed order.
#ifndef XPERT_KERNELS_H
#define XPERT_KERNELS_H

#include <stdint.h>

// Column conductances of one crossbar for one input vector: column[j] = sum over set bits i of
// path[i * stride + j], i ascending. `stride` is the number of columns rounded up to a multiple of 8; the
// padding columns hold zeros. `word` has `words` words of row bits, least significant first.
void xk_column_conductances(const double *path, int stride, const uint64_t *word, int words, double *column);

// Sum over j < columns of column[j] ^ exponent for column[j] > 0 (relative error below 1e-14). Writes the
// number of columns with conductance 0 to *open and the smallest non-zero conductance (or 0) to *smallest.
double xk_power_sum(const double *column, int columns, double exponent, int *open, double *smallest);

// Calls body(context, i) once for every i below count, on up to `threads` threads, this one among them. Which
// thread takes which index is left open: the work of an index may depend on nothing but the index.
typedef void (*xk_body)(void *context, long index);
void xk_parallel(long count, int threads, xk_body body, void *context);

// The maps of images are channels last: [row][column][channel].

// Convolution as a list of windows: output c at window w is bias[c] + the sum over segments s and r < length of
// input[window[w] + s * segment_stride + r] * weight. Outputs come in blocks of 32, the last one filled up with
// zeros: weight is [block][segment][r][32], bias as long as all blocks. result[w * result_stride + c].
// Every output is summed in the order of its weights.
void xk_convolve(
    const float *input, const long *window, long windows, int segments, long segment_stride, int length,
    const float *weight, const float *bias, float *result, long result_stride, int channels);

// Sum and sum of squares per channel.
void xk_channel_sums(const float *map, long pixels, int channels, double *sum, double *squares);

// result = map * scale[channel] + shift[channel], or 0 where that is negative and is_rectified. `result` may be
// no part of `map`.
void xk_affine(
    const float *map, long pixels, int channels, const float *scale, const float *shift, int is_rectified,
    float *result);

// result = max(0, map)
void xk_relu(const float *map, long count, float *result);

void xk_add(const float *a, const float *b, long count, float *result);

// Maximum or mean of size x size windows. Padding is left out of a maximum and counts as 0 in a mean.
void xk_pool(
    const float *map, int height, int width, int channels, int size, int stride, int padding, int is_maximum,
    int result_height, int result_width, float *result);

// Bit i of word w: value[64 w + i] > 0. Bits beyond count are 0.
void xk_pack_positive(const float *value, long count, uint64_t *word);

// Number of bits in which a and b differ.
long xk_differing_bits(const uint64_t *a, const uint64_t *b, long words);

#endif
