// Only for the thread sanitizer, which keeps a stack of its own of the functions that have been entered. It
// sees a longjmp by longjmp's name alone; Debian's Lua calls glibc's checked variant. Every error of a script
// would leave its frames on that stack, and every allocation would walk over all of them.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) && defined(__linux__)
#include <setjmp.h>

__attribute__((noreturn)) void __longjmp_chk(jmp_buf environment, int value);
void __longjmp_chk(jmp_buf environment, int value) { longjmp(environment, value); }
#endif
#endif
