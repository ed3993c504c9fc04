// The target is a header alone; this proves that it compiles as C.
#include "xpert_torch.h"

_Static_assert(sizeof(xt_functions) == 8 + 10 * sizeof(void *), "all functions, and nothing between them");
