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

// target[i] = min(target[i], source[i] + cost) for i < count: one edge of a dynamic programme over buckets.
void xk_relax(double *target, const double *source, double cost, long count);

#endif
