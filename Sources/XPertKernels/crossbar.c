#include "XPertKernels.h"
#include "clones.h"

#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Sums are integers, exact in any order. The one product of reals is rounded alike everywhere.

typedef int16_t narrow __attribute__((vector_size(64), aligned(2)));
typedef int32_t wide __attribute__((vector_size(64), aligned(4)));
typedef int32_t wide_twice __attribute__((vector_size(128), aligned(4)));
typedef float reals __attribute__((vector_size(64), aligned(4)));

#define ALL_VECTORS _Pragma("clang loop unroll(full)")

// The column sums of `vectors` x 32 columns for one bit plane: word lines whose bits are set.
INLINE void add_rows(
    int vectors, const int16_t *cells, const uint64_t *bits, int words, narrow *sum)
{
  ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = (narrow){0};
  for (int w = 0; w < words; w++) {
    uint64_t word = bits[w];
    const int16_t *rows = cells + (long)w * 64 * vectors * 32;
    while (word) {
      const int16_t *row = rows + (long)__builtin_ctzll(word) * vectors * 32;
      ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] += *(const narrow *)(row + 32 * v);
      word &= word - 1;
    }
  }
}

INLINE void narrow_tile(
    int vectors, const int16_t *cells, const uint64_t *bits, long windows, int planes, int words,
    long window_words, xk_adc adc, int32_t *result)
{
  narrow gain = (narrow){0} + (int16_t)adc.gain, offset = (narrow){0} + (int16_t)adc.offset;
  narrow top = (narrow){0} + (int16_t)adc.top;
  for (long w = 0; w < windows; w++, bits += window_words, result += vectors * 32) {
    narrow total[8];
    ALL_VECTORS for (int v = 0; v < vectors; v++) total[v] = (narrow){0};
    // The most significant bit comes first: shift and add.
    for (int plane = 0; plane < planes; plane++) {
      narrow sum[8];
      add_rows(vectors, cells, bits + (long)plane * words, words, sum);
      ALL_VECTORS for (int v = 0; v < vectors; v++) {
        narrow x = sum[v] - offset;
        wide_twice product = __builtin_convertvector(x, wide_twice) * __builtin_convertvector(gain, wide_twice);
        narrow code = __builtin_convertvector(product >> 16, narrow);
        code = __builtin_elementwise_min(__builtin_elementwise_max(code, (narrow){0}), top);
        total[v] = total[v] + total[v] + code;
      }
    }
    ALL_VECTORS for (int v = 0; v < vectors; v++) {
      wide_twice *target = (wide_twice *)(result + 32 * v);
      *target += __builtin_convertvector(total[v], wide_twice);
    }
  }
}

CLONES WIDE void xk_crossbar_narrow(
    const int16_t *restrict cells, int vectors, const uint64_t *restrict bits, long windows, int planes,
    int words, long window_words, xk_adc adc, int32_t *restrict result)
{
  switch (vectors) {
  case 1: narrow_tile(1, cells, bits, windows, planes, words, window_words, adc, result); break;
  case 2: narrow_tile(2, cells, bits, windows, planes, words, window_words, adc, result); break;
  case 4: narrow_tile(4, cells, bits, windows, planes, words, window_words, adc, result); break;
  case 8: narrow_tile(8, cells, bits, windows, planes, words, window_words, adc, result); break;
  }
}

// Through memory: vectors as arguments would be passed differently by each instruction set.
INLINE void convert(wide *sum, xk_adc adc)
{
  wide x = __builtin_elementwise_max(*sum - adc.offset, (wide){0});
  reals code = __builtin_convertvector(x, reals) * ((reals){0} + adc.rate);
  *sum = __builtin_convertvector(__builtin_elementwise_min(code, (reals){0} + (float)adc.top), wide);
}

INLINE void wide_tile(
    int vectors, const int32_t *cells, const uint64_t *bits, long windows, int planes, int words,
    long window_words, xk_adc adc, int32_t *result)
{
  for (long w = 0; w < windows; w++, bits += window_words, result += vectors * 16) {
    wide total[8];
    ALL_VECTORS for (int v = 0; v < vectors; v++) total[v] = (wide){0};
    for (int plane = 0; plane < planes; plane++) {
      wide sum[8];
      ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] = (wide){0};
      for (int i = 0; i < words; i++) {
        uint64_t word = bits[(long)plane * words + i];
        const int32_t *rows = cells + (long)i * 64 * vectors * 16;
        while (word) {
          const int32_t *row = rows + (long)__builtin_ctzll(word) * vectors * 16;
          ALL_VECTORS for (int v = 0; v < vectors; v++) sum[v] += *(const wide *)(row + 16 * v);
          word &= word - 1;
        }
      }
      ALL_VECTORS for (int v = 0; v < vectors; v++) {
        if (adc.top >= 0) convert(&sum[v], adc);
        total[v] = total[v] + total[v] + sum[v];
      }
    }
    ALL_VECTORS for (int v = 0; v < vectors; v++) *(wide *)(result + 16 * v) += total[v];
  }
}

CLONES WIDE void xk_crossbar_wide(
    const int32_t *restrict cells, int vectors, const uint64_t *restrict bits, long windows, int planes,
    int words, long window_words, xk_adc adc, int32_t *restrict result)
{
  switch (vectors) {
  case 1: wide_tile(1, cells, bits, windows, planes, words, window_words, adc, result); break;
  case 2: wide_tile(2, cells, bits, windows, planes, words, window_words, adc, result); break;
  case 4: wide_tile(4, cells, bits, windows, planes, words, window_words, adc, result); break;
  case 8: wide_tile(8, cells, bits, windows, planes, words, window_words, adc, result); break;
  }
}

CLONES void xk_pack_planes(const uint16_t *restrict code, int count, int planes, uint64_t *restrict word, int words)
{
  memset(word, 0, sizeof(uint64_t) * (size_t)planes * (size_t)words);
  for (int w = 0; w < words; w++) {
    uint16_t block[64] = {0};
    int rows = count - 64 * w < 64 ? count - 64 * w : 64;
    if (rows <= 0) break;
    memcpy(block, code + 64 * w, (size_t)rows * sizeof(uint16_t));
    uint8_t low[64], high[64];
    for (int i = 0; i < 64; i++) {
      low[i] = (uint8_t)block[i];
      high[i] = (uint8_t)(block[i] >> 8);
    }
    for (int group = 0; group < 8; group++) {
      uint64_t bytes;
      memcpy(&bytes, low + 8 * group, 8);
      for (int bit = 0; bit < (planes < 8 ? planes : 8); bit++)
        // Moves bit `bit` of byte i to bit 56 + i.
        word[(planes - 1 - bit) * words + w] |=
            (((bytes >> bit) & 0x0101010101010101u) * 0x0102040810204080u) >> 56 << (8 * group);
      if (planes <= 8) continue;
      memcpy(&bytes, high + 8 * group, 8);
      for (int bit = 8; bit < planes; bit++)
        word[(planes - 1 - bit) * words + w] |=
            (((bytes >> (bit - 8)) & 0x0101010101010101u) * 0x0102040810204080u) >> 56 << (8 * group);
    }
  }
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

void xk_pack_windows(
    const uint16_t *restrict code, const long *restrict window, long windows, int channels, long plane,
    int columns, int kernel_height, int kernel_width, int crossbar_rows, int planes, int words,
    uint16_t *restrict row, uint64_t *restrict bits)
{
  int rows = channels * kernel_height * kernel_width;
  for (long w = 0; w < windows; w++) {
    uint16_t *target = row;
    for (int c = 0; c < channels; c++)
      for (int i = 0; i < kernel_height; i++) {
        const uint16_t *source = code + window[w] + c * plane + (long)i * columns;
        for (int j = 0; j < kernel_width; j++) *target++ = source[j];
      }
    for (int first = 0; first < rows; first += crossbar_rows, bits += (long)planes * words)
      xk_pack_planes(
          row + first, rows - first < crossbar_rows ? rows - first : crossbar_rows, planes, bits, words);
  }
}

void xk_combine(
    const int32_t *restrict sum, const long *restrict position, const long *restrict stride,
    const long *restrict reference, const long *restrict reference_stride, long windows, int outputs, int digits,
    int base, float scale, const float *restrict shift, float *restrict result, long result_stride)
{
  for (long w = 0; w < windows; w++)
    for (int o = 0; o < outputs; o++) {
      int64_t total = 0;
      for (int k = 0; k < digits; k++) {
        long column = (long)o * digits + k;
        total = total * base + sum[position[column] + w * stride[column]]
            - sum[reference[column] + w * reference_stride[column]];
      }
      result[w * result_stride + o] = (float)total * scale + shift[o];
    }
}
