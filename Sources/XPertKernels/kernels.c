#include "XPertKernels.h"

#include "clones.h"

#include <string.h>

// No fused multiply-add: every instruction set must round alike.
#pragma STDC FP_CONTRACT OFF

CLONES void xk_column_conductances(
    const double *restrict path, int stride, const uint64_t *restrict word, int words,
    double *restrict column)
{
  for (int block = 0; block < stride; block += 8) {
    double sum[8] = {0};
    for (int w = 0; w < words; w++) {
      uint64_t bits = word[w];
      const double *rows = path + (long)w * 64 * stride + block;
      while (bits) {
        const double *row = rows + (long)__builtin_ctzll(bits) * stride;
        for (int k = 0; k < 8; k++) sum[k] += row[k];
        bits &= bits - 1;
      }
    }
    for (int k = 0; k < 8; k++) column[block + k] = sum[k];
  }
}

static inline double from_bits(uint64_t bits)
{
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint64_t to_bits(double value)
{
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// x ^ exponent for normal positive x and |exponent * ln x| < 700, by exp(exponent * ln x).
static inline double power(double x, double exponent)
{
  // x = m 2^e with m in [sqrt 1/2, sqrt 2): ln x = e ln 2 + 2 atanh((m - 1) / (m + 1)).
  uint64_t bits = to_bits(x);
  double e = from_bits((bits >> 52) | 0x4330000000000000u) - (4503599627370496.0 + 1023.0);
  double m = from_bits((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
  int high = m > 1.4142135623730951;
  m = high ? m * 0.5 : m;
  e = high ? e + 1 : e;
  double s = (m - 1) / (m + 1);
  double z = s * s;
  double series = 1.0 / 21;
  series = series * z + 1.0 / 19;
  series = series * z + 1.0 / 17;
  series = series * z + 1.0 / 15;
  series = series * z + 1.0 / 13;
  series = series * z + 1.0 / 11;
  series = series * z + 1.0 / 9;
  series = series * z + 1.0 / 7;
  series = series * z + 1.0 / 5;
  series = series * z + 1.0 / 3;
  double logarithm = e * 0.6931471805599453 + (2 * s + 2 * s * z * series);

  // exp(y) = 2^k exp(r), r in [-ln 2 / 2, ln 2 / 2].
  double y = exponent * logarithm;
  double shifted = y * 1.4426950408889634 + 6755399441055744.0;
  double k = shifted - 6755399441055744.0;
  double r = (y - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
  double p = 1.0 / 6227020800;
  p = p * r + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1;
  p = p * r + 1;
  return p * from_bits((to_bits(shifted) + 1023) << 52);
}

CLONES double xk_power_sum(
    const double *restrict column, int columns, double exponent, int *restrict open,
    double *restrict smallest)
{
  // Eight running sums, so that the order of additions is the same for every vector width.
  double sum[8] = {0}, least[8];
  double closed[8] = {0};
  for (int k = 0; k < 8; k++) least[k] = 1e300;
  int whole = columns & ~7;
  for (int j = 0; j < whole; j += 8)
    for (int k = 0; k < 8; k++) {
      double g = column[j + k];
      int conducts = g > 0;
      double safe = conducts ? g : 1.0;
      double value = power(safe, exponent);
      sum[k] += conducts ? value : 0;
      closed[k] += conducts ? 1 : 0;
      least[k] = conducts && g < least[k] ? g : least[k];
    }
  for (int j = whole; j < columns; j++) {
    int k = j - whole;
    double g = column[j];
    if (g > 0) {
      sum[k] += power(g, exponent);
      closed[k] += 1;
      least[k] = g < least[k] ? g : least[k];
    }
  }
  double total = 0, count = 0, minimum = 1e300;
  for (int k = 0; k < 8; k++) {
    total += sum[k];
    count += closed[k];
    minimum = least[k] < minimum ? least[k] : minimum;
  }
  *open = columns - (int)count;
  *smallest = count > 0 ? minimum : 0;
  return total;
}

CLONES void xk_relax(double *restrict target, const double *restrict source, double cost, long count)
{
  for (long i = 0; i < count; i++) {
    double sum = source[i] + cost;
    target[i] = sum < target[i] ? sum : target[i];
  }
}
