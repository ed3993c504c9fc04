// How functions are compiled for several instruction sets, of which the machine's best is taken at run time.
#ifndef XPERT_CLONES_H
#define XPERT_CLONES_H

#if defined(__x86_64__) && defined(__linux__) \
  && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CLONES  // sanitizers run before the resolvers of cloned functions may
#endif
#endif
#ifndef CLONES
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#else
#define CLONES
#endif

// Lets vectors of 512 bits be one register where the instruction set has them.
#if defined(__x86_64__) && defined(__clang__)
#define WIDE __attribute__((min_vector_width(512)))
#else
#define WIDE
#endif

#define INLINE static inline __attribute__((always_inline))

#endif
