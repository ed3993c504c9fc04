// Calls between Lua and Swift. Swift returns normally and C raises: no longjmp crosses a Swift frame.
#include "host.h"

#include <stdio.h>

const char closure_tag;

// MARK: Lua calls Swift

void push_position(lua_State *L, int level) {
  char text[LUA_IDSIZE + 32];
  size_t n = xl_position(L, level, text, sizeof text);
  if (n > 0) lua_pushfstring(L, "%s: ", text);
  else lua_pushliteral(L, "");
}

int raise_message(lua_State *L, int level, const char *message) {
  xl_Host *h = host_of(L);
  lua_State *running = h->running;
  h->running = L;                          // the message is small and must get through
  push_position(L, level);
  lua_pushstring(L, message);
  lua_concat(L, 2);
  h->running = running;
  return lua_error(L);
}

// luaL_argerror looks for a position in the caller alone, and finds none where that is pcall or a metamethod
// called from C: pcall(object.method, 5).
static int raise_argument(lua_State *L, int argument, const char *message) {
  lua_Debug ar;
  if (lua_getstack(L, 1, &ar) && lua_getinfo(L, "l", &ar) && ar.currentline > 0) {
    return luaL_argerror(L, argument, message);
  }
  const char *name = NULL;
  if (lua_getstack(L, 0, &ar) && lua_getinfo(L, "n", &ar)) name = ar.name;
  push_position(L, 1);
  lua_pushfstring(L, "bad argument #%d to '%s' (%s)", argument, name ? name : "?", message);
  lua_concat(L, 2);
  return lua_error(L);
}

__attribute__((cold, noinline)) int failed(lua_State *L, int status) {
  xl_Host *h = host_of(L);
  if (status >= 0) {                       // Swift pushed past the memory limit
    settle(h);
    if (h->used <= h->limit) return status;
    collect(L);
    if (h->used <= h->limit) return status;
    lua_settop(L, 0);
    collect(L);
    return raise_message(L, 1, "not enough memory");
  }
  if (status == XL_RERAISE) return lua_error(L);
  if (status <= XL_BADARG) {
    const char *message = lua_tostring(L, -1);
    return raise_argument(L, XL_BADARG - status, message ? message : "?");
  }
  lua_State *running = h->running;
  h->running = L;
  push_position(L, 1);
  lua_insert(L, -2);
  lua_concat(L, 2);
  h->running = running;
  return lua_error(L);
}

static inline int run(lua_State *L, xl_Host *h, const Closure *c) {
  lua_State *running = h->running;         // not NULL when a finaliser interrupts Swift
  h->running = L;
  int n = c->f(L, c->context);             // Swift runs here and returns normally
  h->running = running;
  if (likely(n >= 0 && h->used <= h->limit)) return n;
  return failed(L, n);                     // from here on only C frames
}

// The flag is looked at before Swift runs and after: what took long has its error at its own line.
int invoke(lua_State *L, const Closure *c) {
  xl_Host *h = host_of(L);
  if (unlikely(atomic_load_explicit(&h->interrupt, memory_order_relaxed) != 0) && must_raise(L)) {
    return raise_interrupt(L, 1);
  }
  int n = run(L, h, c);
  if (unlikely(atomic_load_explicit(&h->interrupt, memory_order_relaxed) != 0) && must_raise(L)) {
    return raise_interrupt(L, 1);
  }
  return n;
}

// The upvalue needs no check: replace_functions keeps debug.setupvalue away from C functions.
static int trampoline(lua_State *L) { return invoke(L, lua_touserdata(L, lua_upvalueindex(1))); }

static int closing_trampoline(lua_State *L) {
  return run(L, host_of(L), lua_touserdata(L, lua_upvalueindex(1)));
}

static int dead(lua_State *L, void *context) {
  (void)context;
  lua_pushliteral(L, "this function has been finalised");
  return XL_RAISE;
}

static int closure_gc(lua_State *L) {
  Closure *c = lua_touserdata(L, 1);
  // debug.getmetatable(x).__gc(y) can hand anything to this function
  if (lua_type(L, 1) != LUA_TUSERDATA || lua_rawlen(L, 1) < sizeof *c || c->tag != &closure_tag) return 0;
  if (c->context == NULL) return 0;
  c->f = dead;
  c->context = NULL;
  disown(host_of(L), L, c->slot);
  return 0;
}

Closure *push_closure(lua_State *L, size_t size, xl_Function f, void *context) {
  Closure *c = lua_newuserdatauv(L, size, 0);
  *c = (Closure){.tag = &closure_tag, .f = f, .context = context, .slot = own(host_of(L), context)};
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &closure_metatable) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, closure_gc);
    lua_setfield(L, -2, "__gc");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &closure_metatable);
  }
  lua_setmetatable(L, -2);
  return c;
}

void xl_pushgetter(lua_State *L, xl_Function f, void *context) {
  push_closure(L, sizeof(Closure), f, context);
}

void xl_pushfunction(lua_State *L, xl_Function f, void *context, int kept) {
  push_closure(L, sizeof(Closure), f, context);
  lua_insert(L, -1 - kept);
  lua_pushcclosure(L, trampoline, 1 + kept);
}

void xl_pushclosing(lua_State *L, xl_Function f, void *context) {
  push_closure(L, sizeof(Closure), f, context);
  lua_pushcclosure(L, closing_trampoline, 1);
}

// MARK: Swift calls Lua

// Leaves the error value as it is and keeps the traceback, so that error({code = 7}) survives
// Lua -> Swift -> Lua by identity.
static int message_handler(lua_State *L) {
  xl_Host *h = host_of(L);
  if (h->reraised) {                       // an error on its way out: its first traceback is the good one
    h->reraised = false;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &traceback_error);
    bool same = lua_rawequal(L, 1, -1);
    lua_settop(L, 1);
    if (same) return 1;
  }
  lua_State *running = h->running;
  h->running = L;                          // if this raises, xl_pcall restores it
  luaL_traceback(L, L, NULL, 1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
  lua_pushvalue(L, 1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_error);
  h->running = running;
  return 1;
}

int xl_pcall(lua_State *L, int nargs, int nresults) {
  xl_Host *h = host_of(L);
  int base = lua_gettop(L) - nargs;        // the function's index: the handler takes its place
  lua_State *running = h->running;
  if (unlikely(!lua_checkstack(L, 4))) {   // the handler, and what the handler of an error needs
    lua_settop(L, base - 1);
    lua_pushliteral(L, "stack overflow");
    return LUA_ERRRUN;
  }
  lua_pushcfunction(L, message_handler);
  lua_insert(L, base);
  h->running = NULL;
  begin_call(h);
  int status = lua_pcall(L, nargs, nresults, base);
  end_call(h);
  h->running = running;
  lua_remove(L, base);
  if (unlikely(status != LUA_OK && status != LUA_ERRRUN)) {  // no handler has run
    lua_pushnil(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
  }
  return status;
}

void xl_traceback(lua_State *L) {
  lua_rawgetp(L, LUA_REGISTRYINDEX, &traceback_key);
  lua_pushnil(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_error);  // do not keep the value alive
}

void xl_settraceback(lua_State *L, const char *traceback, size_t n) {
  lua_pushlstring(L, traceback, n);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_key);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &traceback_error);
  host_of(L)->reraised = true;
}

int xl_load(lua_State *L, const char *text, size_t n, const char *name) {
  xl_Host *h = host_of(L);
  free_unreferenced(h);
  lua_State *running = h->running;
  h->running = NULL;
  int status = luaL_loadbufferx(L, text, n, name, "t");
  h->running = running;
  return status;
}

typedef struct {
  const char *path, *mode;
  int status;
} FileLoad;

// luaL_loadfilex makes the chunk's name before it is protected, and lack of memory would end the process.
static int loadfile_body(lua_State *L) {
  FileLoad *load = lua_touserdata(L, 1);
  load->status = luaL_loadfilex(L, load->path, load->mode);
  return 1;
}

int xl_loadfile(lua_State *L, const char *path, bool binary) {
  xl_Host *h = host_of(L);
  FileLoad load = {.path = path, .mode = binary ? "bt" : "t", .status = LUA_OK};
  free_unreferenced(h);
  lua_State *running = h->running;
  lua_pushcfunction(L, loadfile_body);
  lua_pushlightuserdata(L, &load);
  h->running = NULL;
  int status = lua_pcall(L, 1, 1, 0);
  h->running = running;
  return status == LUA_OK ? load.status : status;
}

static int open_c_module(lua_State *L) {
  int (**open)(lua_State *) = lua_touserdata(L, 2);
  luaL_requiref(L, lua_tostring(L, 1), *open, lua_toboolean(L, 3));
  return 0;
}

int xl_opencmodule(lua_State *L, const char *name, int (*open)(lua_State *), bool global) {
  lua_pushcfunction(L, open_c_module);
  lua_pushstring(L, name);
  lua_pushlightuserdata(L, &open);
  lua_pushboolean(L, global);
  return xl_pcall(L, 3, 0);
}

// MARK: Positions

size_t xl_position(lua_State *L, int level, char *buffer, size_t n) {
  lua_Debug ar;
  for (; lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "Sl", &ar);
    if (ar.currentline <= 0) continue;
    int length = snprintf(buffer, n, "%s:%d", ar.short_src, ar.currentline);
    return length > 0 && (size_t)length < n ? (size_t)length : 0;
  }
  return 0;
}

size_t xl_definition(lua_State *L, int i, char *buffer, size_t n) {
  lua_Debug ar;
  if (lua_type(L, i) != LUA_TFUNCTION || lua_iscfunction(L, i)) return 0;
  lua_pushvalue(L, i);
  lua_getinfo(L, ">S", &ar);
  int length = snprintf(buffer, n, "%s:%d", ar.short_src, ar.linedefined);
  return length > 0 && (size_t)length < n ? (size_t)length : 0;
}
