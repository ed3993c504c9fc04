// Interrupts: the time limit, Ctrl-C, and the library functions that would let a script get around them.
#include "host.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

// Between two looks at the flag: few, because an instruction may call a slow function of Lua's own library,
// which looks at nothing. Most of the hook's cost is Lua's, for every instruction, whatever this number is.
enum { INSTRUCTIONS = 100 };

// The timer (timer.c) sets EXPIRED, so that looking costs a load and not a reading of the clock.
static int interrupts(xl_Host *h) {
  return atomic_load_explicit(&h->interrupt, memory_order_relaxed) & (INTERRUPTED | EXPIRED);
}

__attribute__((cold, noinline)) bool must_raise(lua_State *L) {
  xl_Host *h = host_of(L);
  if (atomic_fetch_and(&h->interrupt, ~COLLECT) & COLLECT) {
    collect(L);
    h->exhausted = h->used > h->limit;
  }
  return interrupts(h) != 0;
}

static void hook(lua_State *L, lua_Debug *ar);

void rearm(lua_State *L, int flags) {
  xl_Host *h = host_of(L);
  // Once interrupted every instruction raises, so that no pcall in the script can carry on.
  if (flags != 0 || h->deadline != 0) lua_sethook(L, hook, LUA_MASKCOUNT, flags != 0 ? 1 : INSTRUCTIONS);
  else lua_sethook(L, NULL, 0, 0);
}

// What has ended the script, in words that hold until the next call.
static const char *reason(xl_Host *h, int flags) {
  if (!(flags & EXPIRED)) return "interrupted!";
  snprintf(h->reason, sizeof h->reason, "time limit of %.14g s exceeded", h->seconds);
  return h->reason;
}

// A Ctrl-C stays until the top level is reached (forget_sigint): a loop around pcall would swallow it.
static int raise_flags(lua_State *L, int flags, int level) {
  return raise_message(L, level, reason(host_of(L), flags));
}

void request_collection(xl_Host *h) {
  atomic_fetch_or(&h->interrupt, COLLECT);
  lua_sethook(h->L, hook, LUA_MASKCOUNT, 1);  // as a signal may: it takes effect with the next instruction
}

static void hook(lua_State *L, lua_Debug *ar) {
  (void)ar;
  must_raise(L);
  int flags = interrupts(host_of(L));
  rearm(L, flags);
  if (flags != 0) raise_flags(L, flags, 0);
}

int raise_interrupt(lua_State *L, int level) {
  int flags = interrupts(host_of(L));
  rearm(L, flags);
  return raise_flags(L, flags, level);
}

bool xl_isinterrupted(lua_State *L) { return interrupts(host_of(L)) != 0; }

const char *xl_interruptreason(lua_State *L) { return reason(host_of(L), interrupts(host_of(L))); }

int xl_interrupts(lua_State *L) { return interrupts(host_of(L)); }

// MARK: Ctrl-C

static _Atomic(xl_Host *) interrupted_host;
static pthread_t interrupted_thread;

static void on_sigint(int signal_number) {
  xl_Host *h = atomic_load(&interrupted_host);
  if (!pthread_equal(pthread_self(), interrupted_thread)) {
    pthread_kill(interrupted_thread, signal_number);  // lua_sethook is safe only on the state's own thread
    return;
  }
  if (h == NULL || h->L == NULL) return;   // released meanwhile
  signal(signal_number, SIG_DFL);          // a second Ctrl-C ends the process, whatever happens here
  atomic_fetch_or(&h->interrupt, INTERRUPTED);
  lua_sethook(h->L, hook, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

static struct sigaction action_before;

static void forget_sigint(xl_Host *h) {
  int flags = atomic_fetch_and(&h->interrupt, ~INTERRUPTED);
  if (flags & INTERRUPTED) rearm(h->L, flags & ~INTERRUPTED);
}

// The threads of an executor (Dispatch, Swift's concurrency) have all signals blocked.
static bool sigint_was_blocked;

static void block_sigint(bool blocks) {
  sigset_t sigint, before;
  sigemptyset(&sigint);
  sigaddset(&sigint, SIGINT);
  pthread_sigmask(blocks ? SIG_BLOCK : SIG_UNBLOCK, &sigint, &before);
  sigint_was_blocked = sigismember(&before, SIGINT) == 1;
}

void xl_catchsigint(lua_State *L, bool also_ignored) {
  xl_releasesigint(NULL);
  sigaction(SIGINT, NULL, &action_before);
  if (action_before.sa_handler == SIG_IGN && !also_ignored) return;  // a job in the background
  interrupted_thread = pthread_self();
  atomic_store(&interrupted_host, host_of(L));
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_sigint;
  sigaction(SIGINT, &action, NULL);
  block_sigint(false);
}

void xl_releasesigint(xl_Host *h) {
  xl_Host *caught = atomic_load(&interrupted_host);
  if (caught == NULL || (h != NULL && caught != h)) return;
  if (sigint_was_blocked && pthread_equal(pthread_self(), interrupted_thread)) block_sigint(true);
  sigaction(SIGINT, &action_before, NULL);
  atomic_store(&interrupted_host, NULL);
  if (caught->L != NULL) forget_sigint(caught);
}

// MARK: Library functions

// The handler of the plain xpcall runs inside the hook, with hooks off: one that loops never ends.
static int xpcall_handler(lua_State *L) {
  if (atomic_load(&host_of(L)->interrupt) != 0) return 1;
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static int xpcall_finish(lua_State *L, int status, lua_KContext extra) {
  if (status != LUA_OK && status != LUA_YIELD) {
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)extra;
}

// lbaselib.c's luaB_xpcall, with the handler wrapped where there is a time limit (debug.traceback runs
// nothing of the script's). Elsewhere a second Ctrl-C ends a handler that loops, and tracebacks are Lua's
// own.
static int replaced_xpcall(lua_State *L) {
  int n = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  bool safe = lua_tocfunction(L, 2) != NULL && lua_tocfunction(L, 2) == host_of(L)->debug_traceback;
  if (host_of(L)->deadline != 0 && !safe) {
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, xpcall_handler, 1);
    lua_replace(L, 2);
  }
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);
  return xpcall_finish(L, lua_pcallk(L, n - 2, LUA_MULTRET, 2, 2, xpcall_finish), 2);
}

// A coroutine that died in the hook still has hooks off, and closing it runs the script's __close: so
// once the limit has passed nothing is closed.
static int wrapped(lua_State *L) {
  lua_State *co = lua_tothread(L, lua_upvalueindex(1));
  int nargs = lua_gettop(L), nresults;
  if (unlikely(!lua_checkstack(co, nargs))) return luaL_error(L, "too many arguments to resume");
  lua_xmove(L, co, nargs);
  int status = lua_resume(co, L, nargs, &nresults);
  if (likely(status == LUA_OK || status == LUA_YIELD)) {
    if (unlikely(!lua_checkstack(L, nresults + 1))) {
      lua_pop(co, nresults);
      return luaL_error(L, "too many results to resume");
    }
    lua_xmove(co, L, nresults);
    return nresults;
  }
  if (atomic_load(&host_of(L)->interrupt) != 0) return raise_interrupt(L, 1);
  status = lua_status(co);
  if (status != LUA_OK && status != LUA_YIELD) status = lua_resetthread(co);
  else status = LUA_ERRRUN;                // not resumed at all: dead, or running
  lua_xmove(co, L, 1);
  if (status != LUA_ERRMEM && lua_type(L, -1) == LUA_TSTRING) {
    luaL_where(L, 1);
    lua_insert(L, -2);
    lua_concat(L, 2);
  }
  return lua_error(L);
}

static int replaced_wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  lua_pushcclosure(L, wrapped, 1);
  return 1;
}

/// Becomes the original (upvalue 1), which has no upvalues: a call of its own would be seen by hooks.
static int call_original(lua_State *L) { return lua_tocfunction(L, lua_upvalueindex(1))(L); }

static int replaced_close(lua_State *L) {
  if (interrupts(host_of(L)) != 0) return raise_interrupt(L, 1);
  return call_original(L);
}

static int replaced_sethook(lua_State *L) {
  if (host_of(L)->deadline != 0) return luaL_error(L, "debug.sethook is not available under a time limit");
  return call_original(L);
}

// The upvalues of our C functions are trusted.
static int replaced_setupvalue(lua_State *L) {
  if (lua_iscfunction(L, 1)) return luaL_argerror(L, 1, "Lua function expected");
  return call_original(L);
}

static void replace(lua_State *L, const char *name, lua_CFunction f, bool keeps_original) {
  if (keeps_original) lua_getfield(L, -1, name);
  lua_pushcclosure(L, f, keeps_original);
  lua_setfield(L, -2, name);
}

void replace_functions(lua_State *L) {
  lua_pushglobaltable(L);
  replace(L, "xpcall", replaced_xpcall, false);
  lua_pop(L, 1);
  if (lua_getglobal(L, "coroutine") == LUA_TTABLE) {
    replace(L, "wrap", replaced_wrap, false);
    replace(L, "close", replaced_close, true);
  }
  lua_pop(L, 1);
  if (lua_getglobal(L, "debug") == LUA_TTABLE) {
    lua_getfield(L, -1, "traceback");
    host_of(L)->debug_traceback = lua_tocfunction(L, -1);
    lua_pop(L, 1);
    replace(L, "sethook", replaced_sethook, true);
    replace(L, "setupvalue", replaced_setupvalue, true);
  }
  lua_pop(L, 1);
}
