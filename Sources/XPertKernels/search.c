#include "XPertKernels.h"
#include "clones.h"

#include <string.h>

// No fused multiply-add: every instruction set must round alike.
#pragma STDC FP_CONTRACT OFF

CLONES WIDE void xk_add_scaled(double *restrict target, const double *restrict source, double factor,
    long count)
{
  for (long i = 0; i < count; i++) target[i] = target[i] + source[i] * factor;
}

// Buffers of Swift are aligned to 16 bytes only.
typedef double vector __attribute__((vector_size(64), aligned(8)));

enum { lanes = 8 };

// The eight numbers from `p` on. (Functions of vectors would not be the same for every instruction set.)
#define AT(p) (*(vector *)(p))
#define FROM(p) (*(const vector *)(p))

// In this order, on every instruction set.
INLINE double sum(const double *lane)
{
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

CLONES WIDE void xk_weighted_sum(
    const double *const *source, const double *factor, long sources, double *restrict result, long count)
{
  long i = 0;
  // Four at a time, so that additions need not wait for each other.
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    vector a = {0}, b = {0}, c = {0}, d = {0};
    for (long s = 0; s < sources; s++) {
      const double *from = source[s] + i;
      a += FROM(from) * factor[s];
      b += FROM(from + lanes) * factor[s];
      c += FROM(from + 2 * lanes) * factor[s];
      d += FROM(from + 3 * lanes) * factor[s];
    }
    AT(result + i) = a;
    AT(result + i + lanes) = b;
    AT(result + i + 2 * lanes) = c;
    AT(result + i + 3 * lanes) = d;
  }
  for (; i < count; i += lanes) {
    vector a = {0};
    for (long s = 0; s < sources; s++) a += FROM(source[s] + i) * factor[s];
    AT(result + i) = a;
  }
}

CLONES WIDE void xk_add_levels(
    double *restrict target, const uint16_t *restrict level, const double *restrict added, long count)
{
  for (long i = 0; i < count; i++) target[i] = target[i] + added[level[i]];
}

INLINE void exponentials(
    const double *restrict logits, double largest, double scale, double *restrict result, long count)
{
  for (long i = 0; i < count; i++) {
    double x = (logits[i] - largest) * scale;
    double limited = -700 > x ? -700 : x;
    limited = 700 < limited ? 700 : limited;
    double shifted = limited * 1.4426950408889634 + 0x1.8p52;
    double k = shifted - 0x1.8p52;
    // ln 2 in two parts, the first with few enough bits for an exact product.
    double r = limited - k * 0x1.62e42fefa38p-1 - k * 0x1.ef35793c7673p-45;
    // Taylor to the 13th power, |r| <= ln 2 / 2.
    double sum = 1.6059043836821613e-10;
    sum = sum * r + 2.08767569878681e-09;
    sum = sum * r + 2.505210838544172e-08;
    sum = sum * r + 2.755731922398589e-07;
    sum = sum * r + 2.7557319223985893e-06;
    sum = sum * r + 2.48015873015873e-05;
    sum = sum * r + 0.0001984126984126984;
    sum = sum * r + 0.001388888888888889;
    sum = sum * r + 0.008333333333333333;
    sum = sum * r + 0.041666666666666664;
    sum = sum * r + 0.16666666666666666;
    sum = sum * r + 0.5;
    sum = sum * r + 1;
    sum = sum * r + 1;
    // Times 2^k: k goes into the exponent.
    uint64_t bits, exponent;
    memcpy(&exponent, &shifted, sizeof exponent);
    memcpy(&bits, &sum, sizeof bits);
    bits += exponent << 52;
    memcpy(&sum, &bits, sizeof sum);
    result[i] = x < -700 ? 0 : sum;
  }
}

CLONES WIDE void xk_exponentials(
    const double *restrict logits, double largest, double scale, double *restrict result, long count)
{
  exponentials(logits, largest, scale, result, count);
}

CLONES WIDE void xk_softmax(
    const double *restrict logits, double scale, double *restrict probability, long count)
{
  vector highest = FROM(logits);
  for (long i = lanes; i < count; i += lanes) {
    highest = __builtin_elementwise_max(highest, FROM(logits + i));
  }
  double largest = highest[0];
  for (int l = 1; l < lanes; l++) largest = highest[l] > largest ? highest[l] : largest;
  exponentials(logits, largest, scale, probability, count);
  vector total = {0};
  for (long i = 0; i < count; i += lanes) total += FROM(probability + i);
  double lane[lanes];
  AT(lane) = total;
  double factor = 1 / sum(lane);
  for (long i = 0; i < count; i += lanes) AT(probability + i) = FROM(probability + i) * factor;
}

CLONES WIDE void xk_softmax_gradient(
    const double *restrict probability, const double *restrict cost, double scale, double *restrict gradient,
    long count)
{
  double base = cost[0];
  vector total = {0};
  for (long i = 0; i < count; i += lanes) total += FROM(probability + i) * (FROM(cost + i) - base);
  double lane[lanes];
  AT(lane) = total;
  double mean = sum(lane);
  for (long i = 0; i < count; i += lanes) {
    AT(gradient + i) = FROM(probability + i) * (FROM(cost + i) - base - mean) * scale;
  }
}

CLONES WIDE void xk_adam(
    double *restrict parameter, const double *restrict gradient, double *restrict mean,
    double *restrict square, long count, double beta1, double beta2, double weight_decay, double scale,
    double correction, double epsilon)
{
  for (long i = 0; i < count; i++) {
    double slope = gradient[i] + parameter[i] * weight_decay;
    mean[i] = mean[i] * beta1 + slope * (1 - beta1);
    square[i] = square[i] * beta2 + slope * slope * (1 - beta2);
    // The library's function is a call, because it may set errno.
    double deviation = __builtin_elementwise_sqrt(square[i] * correction);
    parameter[i] -= mean[i] * scale / (deviation + epsilon);
  }
}
