#include "XPertKernels.h"
#include "clones.h"

CLONES void xk_pack_positive(const float *restrict value, long count, uint64_t *restrict word)
{
  for (; count >= 64; count -= 64, value += 64, word++) {
    // Bytes first: compilers turn them into masks, where they do not see the bits.
    uint8_t positive[64];
    for (int i = 0; i < 64; i++) positive[i] = value[i] > 0;
    uint64_t bits = 0;
    for (int group = 0; group < 8; group++) {
      uint64_t bytes;
      __builtin_memcpy(&bytes, positive + 8 * group, 8);
      // Moves the lowest bit of byte i to bit 56 + i.
      bits |= (bytes * 0x0102040810204080u) >> 56 << (8 * group);
    }
    *word = bits;
  }
  if (count > 0) {
    uint64_t bits = 0;
    for (int i = 0; i < count; i++) bits |= (uint64_t)(value[i] > 0) << i;
    *word = bits;
  }
}

CLONES long xk_differing_bits(const uint64_t *restrict a, const uint64_t *restrict b, long words)
{
  long count = 0;
  for (long w = 0; w < words; w++) count += __builtin_popcountll(a[w] ^ b[w]);
  return count;
}
