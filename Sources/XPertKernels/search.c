#include "XPertKernels.h"
#include "clones.h"

#include <string.h>

// No fused multiply-add: every instruction set must round alike.
#pragma STDC FP_CONTRACT OFF

CLONES WIDE void xk_add_scaled(double *restrict target, const double *restrict source, double factor, long count)
{
  for (long i = 0; i < count; i++) target[i] = target[i] + source[i] * factor;
}

CLONES WIDE void xk_add_levels(
    double *restrict target, const uint16_t *restrict level, const double *restrict added, long count)
{
  for (long i = 0; i < count; i++) target[i] = target[i] + added[level[i]];
}

CLONES WIDE void xk_exponentials(
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
