// The time limit's clock: a thread per state, from its first time limit on. It sets a flag at the deadline,
// which everything else only loads, and calls the watchdog where the flag has not helped.
#include "host.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct Timer {
  pthread_t thread;
  pthread_mutex_t lock;                    // guards what follows; the watchdog is called under it
  pthread_cond_t changed;
  bool stops;
  uint64_t deadline;                       // ns on the monotonic clock; 0: none
  uint64_t since;                          // when the call that runs began; 0: nothing runs
  bool called;                             // the watchdog, for this deadline and call
  uint64_t grace;                          // ns between deadline and watchdog
  xl_Watchdog watchdog;                    // NULL: none
  void *context;
};

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t nanoseconds(double seconds) {
  return seconds > 0 ? (uint64_t)(seconds < 1e9 ? seconds * 1e9 : 1e18) : 0;
}

// Waits until something changes or until `time` (0: for ever), which may also come a little early.
static void wait_until(Timer *t, uint64_t time) {
  if (time == 0) {
    pthread_cond_wait(&t->changed, &t->lock);
    return;
  }
#ifdef __APPLE__
  uint64_t left = time > now() ? time - now() : 0;
  struct timespec span = {.tv_sec = (time_t)(left / 1000000000u), .tv_nsec = (long)(left % 1000000000u)};
  pthread_cond_timedwait_relative_np(&t->changed, &t->lock, &span);
#else
  struct timespec at = {.tv_sec = (time_t)(time / 1000000000u), .tv_nsec = (long)(time % 1000000000u)};
  pthread_cond_timedwait(&t->changed, &t->lock, &at);
#endif
}

static void *run_timer(void *argument) {
  xl_Host *h = argument;
  Timer *t = h->timer;
  pthread_mutex_lock(&t->lock);
  while (!t->stops) {
    uint64_t next = t->deadline;
    if (next != 0 && now() >= next) {
      atomic_fetch_or(&h->interrupt, EXPIRED);
      // A call that began after the deadline has its time to notice, too.
      next = t->watchdog != NULL && t->since != 0 && !t->called
          ? (t->since > t->deadline ? t->since : t->deadline) + t->grace : 0;
      if (next != 0 && now() >= next) {
        t->called = true;
        t->watchdog(t->context);           // under the lock: the call cannot end meanwhile
        continue;
      }
    }
    wait_until(t, next);
  }
  pthread_mutex_unlock(&t->lock);
  return NULL;
}

static Timer *start_timer(xl_Host *h) {
  Timer *t = calloc(1, sizeof *t);
  if (t == NULL) abort();
  pthread_mutex_init(&t->lock, NULL);
#ifdef __APPLE__
  pthread_cond_init(&t->changed, NULL);
#else
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&t->changed, &monotonic);
  pthread_condattr_destroy(&monotonic);
#endif
  h->timer = t;
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);  // the new thread takes no signal
  int failure = pthread_create(&t->thread, NULL, run_timer, h);
  pthread_sigmask(SIG_SETMASK, &old, NULL);
  if (failure != 0) {                      // a limit that would not hold
    fprintf(stderr, "xpert: no thread for the time limit (%s)\n", strerror(failure));
    abort();
  }
  if (h->calls > 0) t->since = now();
  return t;
}

void stop_timer(xl_Host *h) {
  Timer *t = h->timer;
  if (t == NULL) return;
  pthread_mutex_lock(&t->lock);
  t->stops = true;
  pthread_cond_signal(&t->changed);
  pthread_mutex_unlock(&t->lock);
  pthread_join(t->thread, NULL);
  pthread_cond_destroy(&t->changed);
  pthread_mutex_destroy(&t->lock);
  if (t->context != NULL) h->release(t->context);
  free(t);
  h->timer = NULL;
}

void timer_begin(xl_Host *h) {
  Timer *t = h->timer;
  pthread_mutex_lock(&t->lock);
  t->since = now();
  t->called = false;
  // Before the deadline the thread will look by itself.
  if (t->watchdog != NULL && t->deadline != 0 && t->since >= t->deadline) pthread_cond_signal(&t->changed);
  pthread_mutex_unlock(&t->lock);
}

void timer_end(xl_Host *h) {
  Timer *t = h->timer;
  pthread_mutex_lock(&t->lock);
  t->since = 0;
  pthread_mutex_unlock(&t->lock);
}

void xl_settimelimit(lua_State *L, double seconds) {
  xl_Host *h = host_of(L);
  if (seconds > 0 || h->timer != NULL) {
    Timer *t = h->timer != NULL ? h->timer : start_timer(h);
    pthread_mutex_lock(&t->lock);
    h->deadline = t->deadline = seconds > 0 ? now() + nanoseconds(seconds) : 0;
    t->called = false;
    atomic_fetch_and(&h->interrupt, ~EXPIRED);  // under the lock: the thread does not set it any more
    pthread_cond_signal(&t->changed);
    pthread_mutex_unlock(&t->lock);
  }
  h->seconds = seconds;
  rearm(h->L, 0);                          // coroutines take it over when they are made
  if (L != h->L) rearm(L, 0);
}

bool xl_hastimelimit(lua_State *L) { return host_of(L)->deadline != 0; }

void xl_setwatchdog(lua_State *L, double grace, xl_Watchdog watchdog, void *context) {
  xl_Host *h = host_of(L);
  Timer *t = h->timer != NULL ? h->timer : start_timer(h);
  pthread_mutex_lock(&t->lock);
  void *before = t->context;
  t->grace = nanoseconds(grace);
  t->watchdog = watchdog;
  t->context = context;
  t->called = false;
  pthread_cond_signal(&t->changed);
  pthread_mutex_unlock(&t->lock);
  if (before != NULL) h->release(before);
}

void xl_endprocess(int status, const char *message) {
  // A pipe that nobody reads would hold the process for ever; one that is ready takes the stream's buffer.
  struct pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT};
  if (poll(&output, 1, 0) == 1 && (output.revents & POLLOUT) && ftrylockfile(stdout) == 0) fflush(stdout);
  size_t n = strlen(message);
  while (n > 0) {
    ssize_t written = write(STDERR_FILENO, message, n);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    message += written;
    n -= (size_t)written;
  }
  _exit(status);
}
