// The state: opening, closing, memory, warnings, references.
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

const char closure_metatable, traceback_key, traceback_error, weak_functions, sandbox_modules, function_names;

// Remembers the line of the script that asked for too much: Lua's own message has no position. Walks the
// main thread's calls and allocates nothing.
static void note_position(xl_Host *h) {
  lua_Debug at;
  if (h->L == NULL) return;
  for (int level = 0; lua_getstack(h->L, level, &at); level++) {
    lua_getinfo(h->L, "Sl", &at);
    if (at.currentline > 0) {
      snprintf(h->refused, sizeof h->refused, "%s:%d", at.short_src, at.currentline);
      return;
    }
  }
}

const char *xl_refusedposition(lua_State *L) { return host_of(L)->refused; }

// Lua's emergency collection runs no finalisers, and only they free what is outside: so where that could
// help, a little more than the limit is given once, and a whole collection asked for.
static bool overdraws(xl_Host *h, size_t more) {
  const size_t most = h->limit / 16 < 1 << 20 ? h->limit / 16 : 1 << 20;
  if (h->outside == 0 || h->L == NULL || more > most) return false;
  if (h->used <= h->limit) h->exhausted = false;
  if (h->exhausted || h->used + more - h->limit > most) return false;
  request_collection(h);
  return true;
}

// While Swift runs (h->running) an allocation never fails: every function that raises only for lack
// of memory is then safe to call from Swift. The limit is enforced on the return to Lua (invoke).
static void *allocate(void *ud, void *p, size_t old, size_t new) {
  xl_Host *h = ud;
  if (p == NULL) old = 0;                  // it was the kind of the object
  if (new == 0) {
    free(p);
    h->used -= old;
    return NULL;
  }
  if (new > old && h->running == NULL && (h->used > h->limit || new - old > h->limit - h->used)) {
    settle(h);
    if ((h->used > h->limit || new - old > h->limit - h->used) && !overdraws(h, new - old)) {
      note_position(h);
      return NULL;
    }
  }
  void *q = p == NULL ? malloc(new) : realloc(p, new);
  if (unlikely(q == NULL)) {
    if (new <= old) return p;              // Lua relies on it: shrinking never fails
    if (h->running == NULL) return NULL;
    fputs("xpert: out of memory\n", stderr);
    abort();                               // as Swift does
  }
  h->used += new - old;
  return q;
}

static int panic(lua_State *L) {
  const char *message = lua_tostring(L, -1);
  fprintf(stderr, "xpert: unprotected error in a call to Lua (%s)\n", message ? message : "not a string");
  return 0;                                // Lua aborts
}

static int open_body(lua_State *L) {
  const xl_Settings *settings = lua_touserdata(L, 1);
  if (settings->ignore_environment) {
    lua_pushboolean(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, "LUA_NOENV");
  }
  if (settings->sandbox) {
    open_sandbox(L);
  } else {
    luaL_openlibs(L);
    replace_functions(L);
  }
  lua_getglobal(L, "math");                // 5.4 seeds itself from the clock and an address
  lua_getfield(L, -1, "randomseed");
  lua_pushinteger(L, settings->seed);
  lua_call(L, 1, 0);
  lua_newtable(L);                         // the functions that objects keep: see xl_remember
  lua_newtable(L);
  lua_pushliteral(L, "v");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &weak_functions);
  return 0;
}

void xl_notename(lua_State *L, const char *name, size_t n) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &function_names) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &function_names);
  }
  lua_pushvalue(L, -2);
  lua_pushlstring(L, name, n);
  lua_rawset(L, -3);
  lua_pop(L, 1);
}

int xl_pushname(lua_State *L, int i) {
  i = lua_absindex(L, i);
  if (lua_isnil(L, i) || lua_rawgetp(L, LUA_REGISTRYINDEX, &function_names) != LUA_TTABLE) {
    lua_pushnil(L);
    return LUA_TNIL;
  }
  lua_pushvalue(L, i);
  int type = lua_rawget(L, -2);
  lua_remove(L, -2);
  return type;
}

xl_Host *xl_open(const xl_Settings *settings, void *context, xl_Release release) {
  xl_Host *h = calloc(1, sizeof *h);
  if (h == NULL) abort();
  h->limit = SIZE_MAX;
  h->running = (lua_State *)h;             // not NULL: Swift runs, until xl_pcall
  h->context = context;
  h->release = release;
  atomic_init(&h->references, 1);
  pthread_mutex_init(&h->lock, NULL);
  h->L = lua_newstate(allocate, h);
  if (h->L == NULL) abort();
  h->running = h->L;
  *(xl_Host **)lua_getextraspace(h->L) = h;  // Lua copies it into every coroutine
  lua_atpanic(h->L, panic);
  lua_setwarnf(h->L, warn_function, h);    // lua_newstate, unlike luaL_newstate, leaves it unset
  lua_pushcfunction(h->L, open_body);
  lua_pushlightuserdata(h->L, (void *)settings);
  if (lua_pcall(h->L, 1, 0, 0) != LUA_OK) {
    panic(h->L);
    abort();
  }
  return h;
}

void xl_close(xl_Host *h) {
  if (h->L == NULL) return;
  xl_releasesigint(h);
  begin_call(h);                           // finalisers may loop
  lua_close(h->L);
  end_call(h);
  stop_timer(h);
  h->L = h->running = NULL;
  for (size_t slot = 0; slot < h->owned_count; slot++) {
    if (!(h->owned[slot] & 1)) disown(h, NULL, slot);
  }
  if (h->context != NULL) h->release(h->context);
  h->context = NULL;
}

void xl_retain(xl_Host *h) { atomic_fetch_add_explicit(&h->references, 1, memory_order_relaxed); }

void xl_drop(xl_Host *h) {
  if (atomic_fetch_sub_explicit(&h->references, 1, memory_order_acq_rel) > 1) return;
  pthread_mutex_destroy(&h->lock);
  free(h->owned);
  free(h->unreferenced);
  free(h);
}

lua_State *xl_current(xl_Host *h) { return h->running; }
xl_Host *xl_host(lua_State *L) { return host_of(L); }
void *xl_context(lua_State *L) { return host_of(L)->context; }
const char *xl_version(void) { return LUA_COPYRIGHT; }

// The slots that are free form a list: each holds twice the next one's index, plus one.
enum { NO_SLOT = 0x7fffffff };

size_t own(xl_Host *h, void *object) {
  size_t slot = h->owned_free;
  if (h->owned_count > 0 && slot != NO_SLOT) {
    h->owned_free = h->owned[slot] >> 1;
  } else {
    if (h->owned_count == h->owned_capacity) {
      h->owned_capacity = h->owned_capacity ? 2 * h->owned_capacity : 256;
      h->owned = realloc(h->owned, h->owned_capacity * sizeof *h->owned);
      if (h->owned == NULL) abort();
    }
    slot = h->owned_count++;
    h->owned_free = NO_SLOT;
  }
  h->owned[slot] = (uintptr_t)object;
  return slot;
}

void disown(xl_Host *h, lua_State *L, size_t slot) {
  void *object = (void *)h->owned[slot];
  h->owned[slot] = h->owned_free << 1 | 1;
  h->owned_free = slot;
  lua_State *running = h->running;
  h->running = L;
  h->release(object);                      // last: it may run anything
  h->running = running;
}

// MARK: Memory

void collect(lua_State *L) {
  xl_Host *h = host_of(L);
  lua_State *running = h->running;
  h->running = L;
  lua_gc(L, LUA_GCCOLLECT, 0);
  h->running = running;
  settle(h);
}

// What this process can have at most: less than the machine has where a container or ulimit says so.
size_t xl_machinememory(void) {
  long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  size_t most = pages > 0 && size > 0 ? (size_t)pages * (size_t)size : SIZE_MAX;
  struct rlimit limit;
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < most) {
    most = (size_t)limit.rlim_cur;
  }
  FILE *container = fopen("/sys/fs/cgroup/memory.max", "r");
  if (container != NULL) {
    unsigned long long bytes;
    if (fscanf(container, "%llu", &bytes) == 1 && bytes < most) most = (size_t)bytes;
    fclose(container);
  }
  return most;
}

size_t xl_memoryused(lua_State *L) {
  settle(host_of(L));
  return host_of(L)->used;
}

void xl_setmemorylimit(lua_State *L, size_t bytes) {
  xl_Host *h = host_of(L);
  h->limited = bytes < SIZE_MAX / 2;
  h->limit = h->limited ? bytes : xl_machinememory();
}

size_t xl_memorylimit(lua_State *L, bool *limited) {
  *limited = host_of(L)->limited;
  return host_of(L)->limit;
}

bool xl_fits(lua_State *L, size_t bytes) {
  xl_Host *h = host_of(L);
  for (int attempt = 0; attempt < 3; attempt++) {
    settle(h);
    if (h->used <= h->limit && bytes <= h->limit - h->used) return true;
    if (bytes > h->limit) return false;
    xl_collect(L);                         // the second time, for what finalisers have let go
  }
  return false;
}

bool xl_overlimit(lua_State *L) { return host_of(L)->used > host_of(L)->limit; }

void xl_charge(xl_Host *h, size_t bytes) { add_outside(h, bytes); }

void xl_discharge(xl_Host *h, size_t bytes) {
  atomic_fetch_add_explicit(&h->returned, bytes, memory_order_relaxed);
}

void xl_collect(lua_State *L) {
  xl_Host *h = host_of(L);
  free_unreferenced(h);
  begin_call(h);
  collect(L);
  end_call(h);
}

// MARK: Warnings (as in lauxlib.c, whose function is private)

void warn_function(void *ud, const char *message, int continues) {
  xl_Host *h = ud;
  if (!h->continues && !continues && message[0] == '@') {
    if (strcmp(message, "@on") == 0) h->warnings = true;
    if (strcmp(message, "@off") == 0) h->warnings = false;
    return;
  }
  if (h->warnings) {
    fprintf(stderr, "%s%s%s", h->continues ? "" : "Lua warning: ", message, continues ? "" : "\n");
    fflush(stderr);
  }
  h->continues = continues;
}

void xl_warning(lua_State *L, const char *message) { lua_warning(L, message, 0); }

// MARK: References

int xl_ref(lua_State *L) {
  free_unreferenced(host_of(L));
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

// A Swift reference may end on any thread and after the state: so it only leaves a note.
void xl_unref(xl_Host *h, int ref) {
  pthread_mutex_lock(&h->lock);
  if (h->unreferenced_count == h->unreferenced_capacity) {
    size_t capacity = h->unreferenced_capacity ? 2 * h->unreferenced_capacity : 16;
    int *grown = realloc(h->unreferenced, capacity * sizeof *grown);
    if (grown == NULL) abort();
    h->unreferenced = grown;
    h->unreferenced_capacity = capacity;
  }
  h->unreferenced[h->unreferenced_count++] = ref;
  pthread_mutex_unlock(&h->lock);
}

void free_unreferenced(xl_Host *h) {
  if (h->L == NULL) return;
  pthread_mutex_lock(&h->lock);
  while (h->unreferenced_count > 0) {
    luaL_unref(h->L, LUA_REGISTRYINDEX, h->unreferenced[--h->unreferenced_count]);
  }
  pthread_mutex_unlock(&h->lock);
}

int xl_pushref(lua_State *L, int ref) { return lua_rawgeti(L, LUA_REGISTRYINDEX, ref); }

// The edge object -> function is in the object's user value, where the collector sees it. This table
// is weak, so it only finds the function again.
lua_Integer xl_remember(lua_State *L, int i) {
  xl_Host *h = host_of(L);
  i = lua_absindex(L, i);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &weak_functions) == LUA_TTABLE) {
    lua_pushvalue(L, i);
    lua_rawseti(L, -2, ++h->remembered);
  }
  lua_pop(L, 1);
  return h->remembered;
}

int xl_recall(lua_State *L, lua_Integer id) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &weak_functions) != LUA_TTABLE) return LUA_TNIL;
  int type = lua_rawgeti(L, -1, id);
  lua_remove(L, -2);
  return type;
}
