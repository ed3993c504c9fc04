// host.h: what the C files of CLua share. Only they see it and lua.h.
#ifndef HOST_H
#define HOST_H

#include "liblua/liblua.h"

#include "CLua.h"

#include <pthread.h>
#include <stdatomic.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

enum { INTERRUPTED = XL_INTERRUPTED, EXPIRED = XL_EXPIRED, COLLECT = 4 };  // bits of xl_Host.interrupt

typedef struct Timer Timer;

struct xl_Host {
  _Atomic int interrupt;                   // not 0: Swift functions raise instead of running
  size_t used, limit;                      // bytes of Lua, and of what objects hold outside
  size_t outside;                          // those of `used` that are outside Lua
  _Atomic size_t returned;                 // of them given back, from any thread: see settle
  bool exhausted;                          // nothing could be collected: see allocate
  bool limited;                            // the limit was asked for; else it is the machine's memory
  char refused[LUA_IDSIZE + 16];           // "script.lua:12", where memory was last refused; empty: nowhere
  lua_State *running;                      // the coroutine that runs Swift: then the allocator never fails;
                                           // NULL while Lua runs
  lua_State *L;                            // the main thread of Lua; NULL once closed
  uint64_t deadline;                       // ns on the monotonic clock; 0: none
  double seconds;                          // the time limit, for its message
  Timer *timer;                            // sets EXPIRED at the deadline; NULL: none was started
  int calls;                               // xl_pcall and the like that run: 0 while nothing does
  char reason[64];                         // that message
  lua_Integer remembered;                  // the last id given by xl_remember
  bool reraised;                           // the next error is one that already has its traceback
  bool warnings, continues;                // warn("@on"); the last piece of a warning is not its end
  lua_CFunction debug_traceback;
  void *context;
  xl_Release release;
  uintptr_t *owned;                        // Swift objects that userdata own; odd: a free slot, see own
  size_t owned_count, owned_capacity, owned_free;
  _Atomic int references;
  pthread_mutex_t lock;                    // guards the references given back, from any thread
  int *unreferenced;
  size_t unreferenced_count, unreferenced_capacity;
};

static inline xl_Host *host_of(lua_State *L) { return *(xl_Host **)lua_getextraspace(L); }

// A Swift function. The struct is the block of a userdata that the C closure has as first upvalue.
typedef struct {
  const void *tag;                         // closure_tag
  xl_Function f;
  void *context;
  size_t slot;                             // of the context, see own
} Closure;

// A Swift object.
typedef struct {
  const xl_Type *type;
  void *object;                            // NULL: closed
  size_t slot;                             // see own
  size_t bytes;                            // that it holds outside Lua, see xl_hold
} Object;

extern const char closure_tag;

// Keys of the registry: their addresses.
extern const char closure_metatable, traceback_key, traceback_error, weak_functions, sandbox_modules;
extern const char function_names;

/// [-0, +1] "script:12: " for the first Lua function from `level` up that has a line, or "".
void push_position(lua_State *L, int level);
/// Raises `message` with the script's position in front, even when no memory is left.
int raise_message(lua_State *L, int level, const char *message);
/// Asks for a collection where finalisers can run, from within the allocator.
void request_collection(xl_Host *h);
/// Does what can be done about the flags without raising; whether there is more (cold part of every Swift
/// call).
bool must_raise(lua_State *L);
/// Raises for an interrupt.
int raise_interrupt(lua_State *L, int level);
/// Sets the hook of this coroutine as flags and deadline ask for.
void rearm(lua_State *L, int flags);
/// Calls Swift and raises what it asks for.
int invoke(lua_State *L, const Closure *c);
/// What happens after a status other than success, or over the memory limit.
int failed(lua_State *L, int status);
/// [-0, +1] A userdata with a Closure; owns one reference to the context.
Closure *push_closure(lua_State *L, size_t size, xl_Function f, void *context);
/// Replaces xpcall, coroutine.wrap, coroutine.close and what debug offers to get around the limits.
void replace_functions(lua_State *L);
/// Opens the allow-list of the sandbox.
void open_sandbox(lua_State *L);
/// Notes a Swift object that a userdata owns, and gives the note's place. A finaliser that cannot run for
/// lack of memory is lost, so what is still noted when the state closes is given back then.
size_t own(xl_Host *h, void *object);
/// Gives the object back, on the coroutine that runs the finaliser.
void disown(xl_Host *h, lua_State *L, size_t slot);
/// Counts bytes outside Lua.
static inline void add_outside(xl_Host *h, size_t bytes) {
  h->used += bytes;
  h->outside += bytes;
}

static inline void take_outside(xl_Host *h, size_t bytes) {
  h->used -= bytes;
  h->outside -= bytes;
}

/// Takes off what was given back on any thread.
static inline void settle(xl_Host *h) {
  if (atomic_load_explicit(&h->returned, memory_order_relaxed) != 0) {
    take_outside(h, atomic_exchange(&h->returned, 0));
  }
}

/// A full collection, finalisers included, in which no allocation fails: a finaliser that failed would be
/// lost.
void collect(lua_State *L);
/// The watchdog is awake between the two: see begin_call.
void timer_begin(xl_Host *h);
void timer_end(xl_Host *h);
/// Stops the timer's thread: nothing of this state happens afterwards.
void stop_timer(xl_Host *h);
void warn_function(void *h, const char *message, int continues);
void free_unreferenced(xl_Host *h);

/// Around everything that may run code of the script.
static inline void begin_call(xl_Host *h) {
  if (h->calls++ == 0 && h->timer != NULL) timer_begin(h);
}

static inline void end_call(xl_Host *h) {
  if (--h->calls == 0 && h->timer != NULL) timer_end(h);
}

#endif
