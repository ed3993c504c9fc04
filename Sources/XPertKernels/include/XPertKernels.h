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

// Convolution as a list of windows: output c at window w is bias[c] + the sum over segments s and r < length
// of input[window[w] + s * segment_stride + r] * weight. Outputs come in blocks of 64 while more than 32 are
// left, then of 32, the last one filled up with zeros: weight is [block][segment][r][output], bias as long as
// all blocks. result[w * result_stride + c]. Every output is summed in the order of its weights.
void xk_convolve(
    const float *input, const long *window, long windows, int segments, long segment_stride, int length,
    const float *weight, const float *bias, float *result, long result_stride, int channels);

// result[column][row] = source[row][column]
void xk_transpose(const float *source, long rows, long columns, float *result);

// Sum and sum of squares per channel.
void xk_channel_sums(const float *map, long pixels, int channels, double *sum, double *squares);

// result = map * scale[channel] + shift[channel], or 0 where that is negative and is_rectified. `result` may
// be `map`.
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

// An ADC. A column sum x, in steps of the grid that conductances are rounded to, becomes
// clamp(floor((x - offset) * gain / 2^16), 0, top) in the narrow kernel and clamp(floor((x - offset) * rate),
// 0, top) with single precision's product in the wide one. There a negative `top` converts nothing.
typedef struct {
  int32_t gain, offset, top;
  float rate;
} xk_adc;

// One crossbar (or its part of `vectors` x 32 columns) for many windows: for every window and bit plane, the
// conductances of the rows whose bits are set are added up per column and converted; result[window][column]
// += the sum over planes, most significant first, of code * 2^(planes - 1 - plane).
// cells: [row][vectors * 32], fastest at multiples of 64 bytes; vectors is 1 to 9. bits:
// [window][plane][words], row 0 in bit 0 of the first word; bits of rows that do not exist are 0.
// The narrow kernel wants the totals of all columns, less the offset, below 2^15, a gain below 2^15, and
// planes and the bits of top together at most 15. The wide one has vectors of 16 columns.
void xk_crossbar_narrow(
    const int16_t *cells, int vectors, const uint64_t *bits, long windows, int planes, int words,
    xk_adc adc, int32_t *result);
void xk_crossbar_wide(
    const int32_t *cells, int vectors, const uint64_t *bits, long windows, int planes, int words,
    xk_adc adc, int32_t *result);

// As the wide kernel, with cells of 16 bits in vectors of 32 columns: sums are carried over to 32 bits before
// they exceed 16. most_rows rows of the largest cell, and -offset where that is positive, must stay below
// 2^16; so must the offset, and the number of planes and the bits of top together be at most 16. The rate is
// below 1/2.
void xk_crossbar_mixed(
    const uint16_t *cells, int vectors, const uint64_t *bits, long windows, int planes, int words,
    int most_rows, xk_adc adc, int32_t *result);

// As the crossbar kernels, for one column whose cells are all alike: code[n] is what n rows that are set
// convert to. result[window] += the sum over planes, most significant first, of code * 2^(planes - 1 -
// plane).
void xk_uniform_sums(
    const uint64_t *bits, long windows, int planes, int words, const int32_t *code, int32_t *result);

// The bit planes of `count` codes, most significant first: word[plane * words + i / 64], bit i mod 64.
void xk_pack_planes(const uint16_t *code, int count, int planes, uint64_t *word, int words);

// The largest and the smallest column sum over all planes of one window, without an ADC. cells:
// [row][columns].
long xk_largest_sum(
    const int32_t *cells, int columns, const uint64_t *bits, int planes, int words, int32_t *sum,
    int32_t *smallest);

// Codes round(value * inverse_step) + zero, limited to 0 ... top, of one image: [channel][row][column] with
// `padding` columns and rows of the code `zero` around.
void xk_quantise(
    const float *map, int height, int width, int channels, int padding, float inverse_step, int zero, int top,
    uint16_t *code);

// The bit planes of windows, as the crossbar kernels take them: [window][plane][word] for each crossbar,
// those of the next one crossbar_stride words further. Rows of the weight matrix are in the order (channel,
// kernel row, kernel column), crossbar_rows of them in a crossbar. `plane` and `columns` are the sizes of
// `code`; `row` has room for one window and one code more, and so has `code` for one more than its maps.
void xk_pack_windows(
    const uint16_t *code, const long *window, long windows, int channels, long plane, int columns,
    int kernel_height, int kernel_width, int crossbar_rows, int planes, int words, long crossbar_stride,
    uint16_t *row, uint64_t *bits);

// Shift and add behind the ADCs: result[w][o] = scale * (sum over digits k, most significant first, of
// base^(digits - 1 - k) * (column o * digits + k - its reference column)) + shift[o]. Column c at window w is
// sum[position[c] + w * stride[c]], which is not negative.
void xk_combine(
    const int32_t *sum, const long *position, const long *stride, const long *reference,
    const long *reference_stride, long windows, int outputs, int digits, int base, float scale,
    const float *shift, float *result, long result_stride);

// target[i] += source[i] * factor for i < count.
void xk_add_scaled(double *target, const double *source, double factor, long count);

// result[i] = sum over s < sources of source[s][i] * factor[s] for i < count, a multiple of 8.
void xk_weighted_sum(
    const double *const *source, const double *factor, long sources, double *result, long count);

// target[i] += added[level[i]] for i < count.
void xk_add_levels(double *target, const uint16_t *level, const double *added, long count);

// result[i] = exp((logits[i] - largest) * scale) for i < count, with a relative error below 4e-16. Powers
// below -700 give 0, those above 700 count as 700.
void xk_exponentials(const double *logits, double largest, double scale, double *result, long count);

// probability = softmax(logits * scale); count is a multiple of 8.
void xk_softmax(const double *logits, double scale, double *probability, long count);

// gradient = probability * (cost - sum of probability * cost) * scale, the gradient of the sum of probability
// * cost with respect to the logits of xk_softmax; count is a multiple of 8. Costs are taken relative to the
// first. That changes nothing in exact arithmetic and makes the gradient exactly zero where all costs are the
// same.
void xk_softmax_gradient(
    const double *probability, const double *cost, double scale, double *gradient, long count);

// One step of Kingma and Ba's Adam: scale is the learning rate with the correction of the mean's bias,
// correction that of the square's. The gradient is that of the loss plus weight_decay * parameter.
void xk_adam(
    double *parameter, const double *gradient, double *mean, double *square, long count, double beta1,
    double beta2,
    double weight_decay, double scale, double correction, double epsilon);

// target[i] = min(target[i], source[i] + cost) for i < count: one edge of a dynamic programme over buckets.
void xk_relax(double *target, const double *source, double cost, long count);

#endif
