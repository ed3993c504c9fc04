#include "XPertKernels.h"

#include <pthread.h>
#include <stdatomic.h>

enum { most_threads = 256 };

typedef struct {
  atomic_long next;
  long count;
  xk_body body;
  void *context;
} work;

static void *take(void *argument)
{
  work *shared = argument;
  for (;;) {
    long index = atomic_fetch_add_explicit(&shared->next, 1, memory_order_relaxed);
    if (index >= shared->count) return 0;
    shared->body(shared->context, index);
  }
}

void xk_parallel(long count, int threads, xk_body body, void *context)
{
  work shared = {.count = count, .body = body, .context = context};
  atomic_init(&shared.next, 0);
  if (threads > most_threads) threads = most_threads;
  if (threads > count) threads = (int)count;
  pthread_t others[most_threads];
  int started = 0;
  // Where no thread can be had, those there are do the work: the result is the same.
  while (started + 1 < threads && pthread_create(&others[started], 0, take, &shared) == 0) started++;
  take(&shared);
  for (int i = 0; i < started; i++) pthread_join(others[i], 0);
}
