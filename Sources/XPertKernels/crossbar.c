#include "XPertKernels.h"
#include "clones.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Sums are integers, exact in any order. The one product of reals is rounded alike everywhere.

typedef int16_t narrow __attribute__((vector_size(64), aligned(2)));
typedef uint16_t unsigned_narrow __attribute__((vector_size(64), aligned(2)));
typedef int32_t wide __attribute__((vector_size(64), aligned(4)));
typedef int32_t wide_twice __attribute__((vector_size(128), aligned(4)));
typedef uint32_t unsigned_wide __attribute__((vector_size(64), aligned(4)));
typedef float reals __attribute__((vector_size(64), aligned(4)));
typedef float reals_twice __attribute__((vector_size(128), aligned(4)));

#define ALL_VECTORS _Pragma("clang loop unroll(full)")

enum { most_vectors = 9 };

// The next set bit's row, of `bytes`. Behind the barrier an address is one register: added to another within
// the instruction, it would take an instruction's place of its own.
#define NEXT_ROW(type, row, rows, word, bytes) \
  const type *row = (const type *)((const char *)(rows) + (long)__builtin_ctzll(word) * (bytes)); \
  __asm__("" : "+r"(row)); \
  word &= word - 1

// sum = start + the rows of `cells` that `words` words of bits at `bits` name. The first row is added to the
// start where it is read: copies of the start would take as long as a row.
#define SUM_ROWS(type, sum, start, cells, bits, words, vectors) \
  { \
    const uint64_t *word_of = bits; \
    const char *rows = (const char *)(cells); \
    uint64_t word = *word_of; \
    if (__builtin_expect(word != 0, 1)) { \
      NEXT_ROW(type, row, rows, word, vectors * 64); \
      ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = start + row[v]; \
    } else { \
      ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = start; \
    } \
    for (int left = words;;) { \
      while (word) { \
        NEXT_ROW(type, row, rows, word, vectors * 64); \
        ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] += row[v]; \
      } \
      if (--left <= 0) break; \
      word = *++word_of; \
      rows += 64 * vectors * 64; \
    } \
  }

// While window w is computed, a part of the next crossbar's cells, which lie behind this one's, is fetched.
// Behind the last ones, nothing is: addresses need not exist.
INLINE void prefetch(const void *cells, long row_bytes, int words, long w)
{
  uintptr_t part = (uintptr_t)cells + (uintptr_t)((64 * words + w * words) * row_bytes);
  for (long k = 0; k < words * row_bytes; k += 64) __builtin_prefetch((const void *)(part + (uintptr_t)k), 0,
      2);
}

// `vectors` x 32 columns of one crossbar, in 16 bits. The most significant bit comes first: shift and add.
//
// An offset below 0 is where sums begin; one above 0 is taken away with saturation, which is the lower limit,
// too.
INLINE void narrow_tile(
    int vectors, const int16_t *cells, const uint64_t *bits, long windows, int planes, int words,
    xk_adc adc, int32_t *result)
{
  // Read back from memory, so that the compiler multiplies it in one piece.
  volatile narrow same_gain = (narrow){0} + (int16_t)adc.gain;
  narrow gain = same_gain;
  unsigned_narrow start = (unsigned_narrow){0} + (uint16_t)(adc.offset < 0 ? -adc.offset : 0);
  unsigned_narrow offset = (unsigned_narrow){0} + (uint16_t)(adc.offset > 0 ? adc.offset : 0);
  unsigned_narrow top = (unsigned_narrow){0} + (uint16_t)adc.top;
  for (long w = 0; w < windows; w++, bits += (long)planes * words, result += vectors * 32) {
    prefetch(cells, vectors * 64, words, w);
    unsigned_narrow total[most_vectors];
    ALL_VECTORS for (int v = 0; v < vectors; v++) total[v] = (unsigned_narrow){0};
    for (int plane = 0; plane < planes; plane++) {
      unsigned_narrow sum[most_vectors];
      SUM_ROWS(unsigned_narrow, sum, start, cells, bits + (long)plane * words, words, vectors);
      if (adc.offset > 0)
        ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = __builtin_elementwise_sub_sat(sum[v], offset);
      ALL_VECTORS for (int v = 0; v < vectors; v++) {
        narrow x = (narrow)sum[v];
        wide_twice product = __builtin_convertvector(x, wide_twice) * __builtin_convertvector(gain,
            wide_twice);
        unsigned_narrow code = (unsigned_narrow)__builtin_convertvector(product >> 16, narrow);
        total[v] = total[v] + total[v] + __builtin_elementwise_min(code, top);
      }
    }
    ALL_VECTORS for (int v = 0; v < vectors; v++) {
      wide_twice *target = (wide_twice *)(result + 32 * v);
      *target += __builtin_convertvector((narrow)total[v], wide_twice);
    }
  }
}

#define FOR_VECTORS(call) \
  switch (vectors) { \
  case 1: call(1); break; \
  case 2: call(2); break; \
  case 3: call(3); break; \
  case 4: call(4); break; \
  case 5: call(5); break; \
  case 6: call(6); break; \
  case 7: call(7); break; \
  case 8: call(8); break; \
  case 9: call(9); break; \
  }

CLONES WIDE void xk_crossbar_narrow(
    const int16_t *restrict cells, int vectors, const uint64_t *restrict bits, long windows, int planes,
    int words, xk_adc adc, int32_t *restrict result)
{
#define TILE(n) narrow_tile(n, cells, bits, windows, planes, words, adc, result)
  FOR_VECTORS(TILE)
#undef TILE
}

// Through memory: vectors as arguments would be passed differently by each instruction set.
INLINE void convert(wide *sum, float rate, float top)
{
  reals code = __builtin_convertvector(__builtin_elementwise_max(*sum, (wide){0}),
      reals) * ((reals){0} + rate);
  *sum = __builtin_convertvector(__builtin_elementwise_min(code, (reals){0} + top), wide);
}

INLINE void wide_tile(
    int vectors, const int32_t *cells, const uint64_t *bits, long windows, int planes, int words,
    xk_adc adc, int32_t *result)
{
  wide start = (wide){0} - (adc.top >= 0 ? adc.offset : 0);
  for (long w = 0; w < windows; w++, bits += (long)planes * words, result += vectors * 16) {
    prefetch(cells, vectors * 64, words, w);
    wide total[most_vectors];
    ALL_VECTORS for (int v = 0; v < vectors; v++) total[v] = (wide){0};
    for (int plane = 0; plane < planes; plane++) {
      wide sum[most_vectors];
      SUM_ROWS(wide, sum, start, cells, bits + (long)plane * words, words, vectors);
      ALL_VECTORS for (int v = 0; v < vectors; v++) {
        if (adc.top >= 0) convert(&sum[v], adc.rate, (float)adc.top);
        total[v] = total[v] + total[v] + sum[v];
      }
    }
    ALL_VECTORS for (int v = 0; v < vectors; v++) *(wide *)(result + 16 * v) += total[v];
  }
}

CLONES WIDE void xk_crossbar_wide(
    const int32_t *restrict cells, int vectors, const uint64_t *restrict bits, long windows, int planes,
    int words, xk_adc adc, int32_t *restrict result)
{
#define TILE(n) wide_tile(n, cells, bits, windows, planes, words, adc, result)
  FOR_VECTORS(TILE)
#undef TILE
}

// Sums that leave 16 bits, and their codes. Through memory, because registers are taken.
INLINE void carry(int vectors, const unsigned_narrow *sum, int32_t *carried)
{
  for (int v = 0; v < vectors; v++)
    *(wide_twice *)(carried + 32 * v) += __builtin_convertvector(sum[v], wide_twice);
}

INLINE void convert_carried(const int32_t *carried, int32_t offset, float rate, float top,
    unsigned_narrow *code)
{
  wide_twice above = __builtin_elementwise_max(*(const wide_twice *)carried - offset, (wide_twice){0});
  reals_twice product = __builtin_convertvector(above, reals_twice) * ((reals_twice){0} + rate);
  wide_twice limited = __builtin_convertvector(__builtin_elementwise_min(product, (reals_twice){0} + top),
      wide_twice);
  *code = __builtin_convertvector(limited, unsigned_narrow);
}

// Of 16-bit sums: those of even and of odd columns, which are the halves of 32-bit integers. A product's
// 2^16-fold has the code in the upper half.
INLINE void convert_narrow(unsigned_narrow *x, float rate)
{
  wide even = (wide)*x & 0xffff;
  wide odd = (wide)((unsigned_wide)*x >> 16);
  even = __builtin_convertvector(__builtin_convertvector(even, reals) * ((reals){0} + rate), wide);
  odd = __builtin_convertvector(__builtin_convertvector(odd, reals) * ((reals){0} + rate * 0x1p16f), wide);
  *x = (unsigned_narrow)(even | (odd & (int32_t)0xffff0000));
}

INLINE void mixed_tile(
    int vectors, const uint16_t *cells, const uint64_t *bits, long windows, int planes, int words,
    int most_rows, xk_adc adc, int32_t *result)
{
  unsigned_narrow start = (unsigned_narrow){0} + (uint16_t)(adc.offset < 0 ? -adc.offset : 0);
  unsigned_narrow offset = (unsigned_narrow){0} + (uint16_t)(adc.offset > 0 ? adc.offset : 0);
  unsigned_narrow top = (unsigned_narrow){0} + (uint16_t)adc.top;
  for (long w = 0; w < windows; w++, bits += (long)planes * words, result += vectors * 32) {
    prefetch(cells, vectors * 64, words, w);
    unsigned_narrow total[most_vectors];
    ALL_VECTORS for (int v = 0; v < vectors; v++) total[v] = (unsigned_narrow){0};
    for (int plane = 0; plane < planes; plane++) {
      const uint64_t *plane_bits = bits + (long)plane * words;
      unsigned_narrow sum[most_vectors];
      int rows_set = 0;
      for (int i = 0; i < words; i++) rows_set += __builtin_popcountll(plane_bits[i]);
      if (rows_set <= most_rows) {
        SUM_ROWS(unsigned_narrow, sum, start, cells, plane_bits, words, vectors);
        if (adc.offset > 0)
          ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = __builtin_elementwise_sub_sat(sum[v],
              offset);
        ALL_VECTORS for (int v = 0; v < vectors; v++) {
          convert_narrow(&sum[v], adc.rate);
          total[v] = total[v] + total[v] + __builtin_elementwise_min(sum[v], top);
        }
        continue;
      }
      ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = start;
      int32_t carried[most_vectors * 32] = {0};
      int left = most_rows;
      for (int i = 0; i < words; i++) {
        uint64_t word = plane_bits[i];
        const uint16_t *rows = cells + (long)i * 64 * vectors * 32;
        while (word) {
          if (left == 0) {
            carry(vectors, sum, carried);
            ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = (unsigned_narrow){0};
            left = most_rows;
          }
          NEXT_ROW(unsigned_narrow, row, rows, word, vectors * 64);
          ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] += row[v];
          left--;
        }
      }
      carry(vectors, sum, carried);
      ALL_VECTORS for (int v = 0; v < vectors; v++) {
        convert_carried(carried + 32 * v, adc.offset > 0 ? adc.offset : 0, adc.rate, (float)adc.top, &sum[v]);
        total[v] = total[v] + total[v] + sum[v];
      }
    }
    ALL_VECTORS for (int v = 0; v < vectors; v++) {
      wide_twice *target = (wide_twice *)(result + 32 * v);
      *target += __builtin_convertvector(total[v], wide_twice);
    }
  }
}

CLONES WIDE void xk_crossbar_mixed(
    const uint16_t *restrict cells, int vectors, const uint64_t *restrict bits, long windows, int planes,
    int words, int most_rows, xk_adc adc, int32_t *restrict result)
{
#define TILE(n) mixed_tile(n, cells, bits, windows, planes, words, most_rows, adc, result)
  FOR_VECTORS(TILE)
#undef TILE
}

typedef uint16_t block_codes __attribute__((vector_size(128), aligned(2)));
typedef uint8_t block_bytes __attribute__((vector_size(64)));
typedef _Bool block_flags __attribute__((ext_vector_type(64)));

// The bit planes first ..< first + count, which the bytes hold, of 64 codes.
INLINE void pack_bytes(const block_bytes *bytes, int first, int count, int planes, uint64_t *word, int words)
{
  for (int bit = 0; bit < count; bit++) {
    block_flags set = __builtin_convertvector((*bytes & (uint8_t)(1 << bit)) != 0, block_flags);
    memcpy(&word[(planes - 1 - first - bit) * words], &set, 8);
  }
}

INLINE void pack_block(const uint16_t *code, int planes, uint64_t *word, int words)
{
  block_codes all = *(const block_codes *)code;
  block_bytes low = __builtin_convertvector(all, block_bytes);
  if (planes == 8) {
    pack_bytes(&low, 0, 8, 8, word, words);
    return;
  }
  pack_bytes(&low, 0, planes < 8 ? planes : 8, planes, word, words);
  if (planes <= 8) return;
  block_bytes high = __builtin_convertvector(all >> 8, block_bytes);
  pack_bytes(&high, 8, planes - 8, planes, word, words);
}

INLINE void pack(const uint16_t *code, int count, int planes, uint64_t *word, int words)
{
  for (int w = 0; w < words; w++) {
    int rows = count - 64 * w;
    if (rows >= 64) {
      pack_block(code + 64 * w, planes, word + w, words);
      continue;
    }
    uint16_t block[64] = {0};
    if (rows > 0) memcpy(block, code + 64 * w, (size_t)rows * sizeof(uint16_t));
    pack_block(block, planes, word + w, words);
  }
}

CLONES WIDE void xk_pack_planes(
    const uint16_t *restrict code, int count, int planes, uint64_t *restrict word, int words)
{
  pack(code, count, planes, word, words);
}

CLONES long xk_largest_sum(
    const int32_t *restrict cells, int columns, const uint64_t *restrict bits, int planes, int words,
    int32_t *restrict sum, int32_t *restrict smallest)
{
  int32_t largest = 0, least = INT32_MAX;
  for (int plane = 0; plane < planes; plane++) {
    for (int c = 0; c < columns; c++) sum[c] = 0;
    for (int i = 0; i < words; i++) {
      uint64_t word = bits[(long)plane * words + i];
      while (word) {
        const int32_t *row = cells + (64l * i + __builtin_ctzll(word)) * columns;
        for (int c = 0; c < columns; c++) sum[c] += row[c];
        word &= word - 1;
      }
    }
    for (int c = 0; c < columns; c++) {
      largest = sum[c] > largest ? sum[c] : largest;
      least = sum[c] < least ? sum[c] : least;
    }
  }
  *smallest = least;
  return largest;
}

CLONES void xk_quantise(
    const float *restrict map, int height, int width, int channels, int padding, float inverse_step, int zero,
    int top, uint16_t *restrict code)
{
  int columns = width + 2 * padding;
  long plane = (long)(height + 2 * padding) * columns;
  for (long i = 0; i < plane * channels; i++) code[i] = (uint16_t)zero;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++, map += channels) {
      uint16_t *target = code + (long)(y + padding) * columns + x + padding;
      for (int c = 0; c < channels; c++) {
        // Adding and taking away 1.5 * 2^23 rounds to the nearest integer, ties to even.
        float scaled = map[c] * inverse_step;
        scaled = scaled < -65536.0f ? -65536.0f : scaled > 65536.0f ? 65536.0f : scaled;
        int rounded = (int)((scaled + 12582912.0f) - 12582912.0f) + zero;
        target[c * plane] = (uint16_t)(rounded < 0 ? 0 : rounded > top ? top : rounded);
      }
    }
}

// Copies of one width each are single moves: `copied` codes, of which the next copy overwrites those in
// excess.
INLINE void gather(
    const uint16_t *code, int channels, long plane, int columns, int kernel_height, int kernel_width,
    int copied,
    uint16_t *target)
{
  for (int c = 0; c < channels; c++)
    for (int i = 0; i < kernel_height; i++) {
      memcpy(target, code + c * plane + (long)i * columns, (size_t)copied * sizeof(uint16_t));
      target += kernel_width;
    }
}

CLONES WIDE void xk_pack_windows(
    const uint16_t *restrict code, const long *restrict window, long windows, int channels, long plane,
    int columns, int kernel_height, int kernel_width, int crossbar_rows, int planes, int words,
    long crossbar_stride, uint16_t *restrict row, uint64_t *restrict bits)
{
  int rows = channels * kernel_height * kernel_width;
  for (long w = 0; w < windows; w++) {
    const uint16_t *source = code + window[w];
    if (kernel_width == 1)
      gather(source, channels, plane, columns, kernel_height, 1, 1, row);
    else if (kernel_width == 3 && kernel_height == 3)
      gather(source, channels, plane, columns, 3, 3, 4, row);
    else
      gather(source, channels, plane, columns, kernel_height, kernel_width, kernel_width, row);
    uint64_t *target = bits + w * planes * words;
    for (int first = 0; first < rows; first += crossbar_rows, target += crossbar_stride)
      pack(row + first, rows - first < crossbar_rows ? rows - first : crossbar_rows, planes, target, words);
  }
}

enum { some_windows = 8, some_outputs = 8 };

typedef int64_t totals __attribute__((vector_size(64), aligned(8)));
typedef float some_reals __attribute__((vector_size(32), aligned(4)));

// Whether `count` columns are neighbours in every window; with a step of 0, whether they are one.
INLINE int are_neighbours(const long *position, const long *stride, int count, int step)
{
  int differing = 0;
  for (int c = 1; c < count; c++) {
    differing |= position[c] != position[0] + c * step;
    differing |= stride[c] != stride[0];
  }
  return !differing;
}

// Some outputs of two digits, whose columns are neighbours.
INLINE void combine_pairs(
    int windows, const int32_t *own, long stride, const int32_t *other, long other_stride,
    int is_one_reference,
    int base, float scale, const float *shift, float *result, long result_stride)
{
  some_reals added = *(const some_reals *)shift;
  for (int w = 0; w < windows; w++, own += stride, other += other_stride, result += result_stride) {
    // Both are below 2^31 and not negative.
    wide difference = *(const wide *)own - (is_one_reference ? (wide){0} + *other : *(const wide *)other);
    totals low = (totals)difference >> 32;
    totals high = (totals)((totals)difference << 32) >> 32;
    *(some_reals *)result = __builtin_convertvector(high * base + low, some_reals) * scale + added;
  }
}

INLINE void combine(
    int windows, const int32_t *sum, const long *position, const long *stride, const long *reference,
    const long *reference_stride, long first, int outputs, int digits, int base, float scale,
    const float *shift,
    float *result, long result_stride)
{
  for (int o = 0; o < outputs; o++) {
    long start = (long)o * digits;
    if (digits == 2 && outputs - o >= some_outputs
        && are_neighbours(position + start, stride + start, 2 * some_outputs, 1)) {
      const long *others = reference + start, *other_strides = reference_stride + start;
      int is_one = are_neighbours(others, other_strides, 2 * some_outputs, 0);
      if (is_one || are_neighbours(others, other_strides, 2 * some_outputs, 1)) {
        const int32_t *own = sum + position[start] + first * stride[start];
        const int32_t *other = sum + others[0] + first * other_strides[0];
        if (is_one)
          combine_pairs(
              windows, own, stride[start], other, other_strides[0], 1, base, scale, shift + o, result + o,
              result_stride);
        else
          combine_pairs(
              windows, own, stride[start], other, other_strides[0], 0, base, scale, shift + o, result + o,
              result_stride);
        o += some_outputs - 1;
        continue;
      }
    }
    int64_t total[some_windows] = {0};
    for (long column = start; column < start + digits; column++) {
      const int32_t *own = sum + position[column] + first * stride[column];
      const int32_t *other = sum + reference[column] + first * reference_stride[column];
      for (int w = 0; w < windows; w++, own += stride[column], other += reference_stride[column])
        total[w] = total[w] * base + *own - *other;
    }
    for (int w = 0; w < windows; w++) result[w * result_stride + o] = (float)total[w] * scale + shift[o];
  }
}

CLONES WIDE void xk_combine(
    const int32_t *restrict sum, const long *restrict position, const long *restrict stride,
    const long *restrict reference, const long *restrict reference_stride, long windows, int outputs,
    int digits,
    int base, float scale, const float *restrict shift, float *restrict result, long result_stride)
{
#define COMBINE(n) \
  combine(n, sum, position, stride, reference, reference_stride, first, outputs, digits, base, scale, shift, \
          result + first * result_stride, result_stride)
  // Some windows at a time, whose sums stay in the first-level cache while all outputs pass.
  long first = 0;
  for (; first + some_windows <= windows; first += some_windows) COMBINE(some_windows);
  if (first < windows) COMBINE((int)(windows - first));
#undef COMBINE
}

// One word at a time: vectors of so few would cost more.
INLINE void uniform_sums(
    const uint64_t *bits, long windows, int planes, int words, const int32_t *code, int32_t *result)
{
  for (long w = 0; w < windows; w++) {
    int32_t total = 0;
    for (int plane = 0; plane < planes; plane++) {
      int rows = 0;
      _Pragma("clang loop vectorize(disable)") for (int i = 0; i < words; i++)
        rows += __builtin_popcountll(*bits++);
      total = 2 * total + code[rows];
    }
    result[w] += total;
  }
}

CLONES void xk_uniform_sums(
    const uint64_t *restrict bits, long windows, int planes, int words, const int32_t *restrict code,
    int32_t *restrict result)
{
  if (words == 1)
    uniform_sums(bits, windows, planes, 1, code, result);
  else
    uniform_sums(bits, windows, planes, words, code, result);
}
