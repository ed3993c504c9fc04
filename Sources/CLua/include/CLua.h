// CLua.h: the whole of Lua that Swift may see.
//
// Lua raises errors with longjmp, and longjmp over a Swift frame is undefined behaviour: objects
// leak, `defer` does not run, open accesses stay open. So this header does not include lua.h. It
// redeclares, one by one, the functions that cannot raise, and gives protected versions (xl_*) of
// the rest. The .c files include both headers, so the compiler checks every redeclaration.
//
// An `i` is a stack index, a comment `[-pops, +pushes]` says what a function does to the stack.
#ifndef CLUA_H
#define CLUA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lua_State lua_State;
typedef double lua_Number;
typedef long long lua_Integer;
typedef unsigned long long lua_Unsigned;

// MARK: Constants (clua.c asserts that they equal Lua's)

#define LUA_OK 0
#define LUA_YIELD 1
#define LUA_ERRRUN 2
#define LUA_ERRSYNTAX 3
#define LUA_ERRMEM 4
#define LUA_ERRERR 5
#define XL_ERRFILE 6

#define LUA_TNONE (-1)
#define LUA_TNIL 0
#define LUA_TBOOLEAN 1
#define LUA_TLIGHTUSERDATA 2
#define LUA_TNUMBER 3
#define LUA_TSTRING 4
#define LUA_TTABLE 5
#define LUA_TFUNCTION 6
#define LUA_TUSERDATA 7
#define LUA_TTHREAD 8

#define LUA_MULTRET (-1)
#define LUA_MINSTACK 20
#define LUA_OPEQ 0
#define LUA_OPLT 1
#define LUA_OPLE 2

#define XL_REGISTRY (-1001000)             // the registry's pseudo-index
#define XL_KEPT (-1001001)                 // XL_KEPT - i: the i-th value that a function keeps

// MARK: Never raise (manual: "–")

int lua_gettop(lua_State *L);
void lua_settop(lua_State *L, int i);      // raises only with to-be-closed slots, which Swift cannot make
int lua_absindex(lua_State *L, int i);
void lua_pushvalue(lua_State *L, int i);
void lua_rotate(lua_State *L, int i, int n);
void lua_copy(lua_State *L, int from, int to);
int lua_checkstack(lua_State *L, int n);
void lua_xmove(lua_State *from, lua_State *to, int n);

int lua_type(lua_State *L, int i);
const char *lua_typename(lua_State *L, int type);
int lua_isinteger(lua_State *L, int i);
int lua_iscfunction(lua_State *L, int i);
int lua_isyieldable(lua_State *L);
int lua_status(lua_State *L);
lua_Number lua_tonumberx(lua_State *L, int i, int *ok);
lua_Integer lua_tointegerx(lua_State *L, int i, int *ok);
int lua_toboolean(lua_State *L, int i);
lua_Unsigned lua_rawlen(lua_State *L, int i);
const void *lua_topointer(lua_State *L, int i);
int lua_rawequal(lua_State *L, int a, int b);

void lua_pushnil(lua_State *L);
void lua_pushnumber(lua_State *L, lua_Number n);
void lua_pushinteger(lua_State *L, lua_Integer n);
void lua_pushboolean(lua_State *L, int b);

int lua_rawget(lua_State *L, int i);
int lua_rawgeti(lua_State *L, int i, lua_Integer n);
int lua_getmetatable(lua_State *L, int i);
int lua_setmetatable(lua_State *L, int i);
int lua_getiuservalue(lua_State *L, int i, int n);
int lua_setiuservalue(lua_State *L, int i, int n);

// MARK: Raise only when memory runs out (manual: "m"): safe, the allocator never fails inside Swift

const char *lua_pushlstring(lua_State *L, const char *s, size_t n);
void lua_rawseti(lua_State *L, int i, lua_Integer n);

// Not here: lua_rawset (raises for a nil or NaN key), lua_next (for a bad key), lua_tolstring
// (converts in place), lua_createtable (for a huge hint).

// MARK: The state

typedef struct xl_Host xl_Host;
typedef void (*xl_Release)(void *context); // gives back one reference to a Swift object

typedef struct {
  bool sandbox;                            // the allow-list of sandbox.c instead of the libraries
  bool ignore_environment;                 // -E: LUA_PATH and the like are not read
  lua_Integer seed;                        // for math.random
} xl_Settings;

/// A new state, with libraries. `context` is a retained Swift object, given back by xl_close.
xl_Host *xl_open(const xl_Settings *settings, void *context, xl_Release release);
/// Closes the state: runs finalisers, gives back every object. The xl_Host stays until xl_drop.
void xl_close(xl_Host *h);
void xl_retain(xl_Host *h);
void xl_drop(xl_Host *h);
lua_State *xl_current(xl_Host *h);         // the coroutine that runs Swift; NULL once closed
xl_Host *xl_host(lua_State *L);
void *xl_context(lua_State *L);
// [-0, +0]  "script.lua:12", where memory was last refused, or ""
const char *xl_refusedposition(lua_State *L);
const char *xl_version(void);              // "Lua 5.4.4  Copyright (C) ..."

// MARK: Swift functions

/// Runs in Swift. Gives the number of results, which are on the top of the stack, or a status:
typedef int (*xl_Function)(lua_State *L, void *context);
#define XL_RAISE (-1)                      // the message is on the top; C puts the script's position in front
#define XL_RERAISE (-2)                    // raise the value on the top untouched
#define XL_BADARG (-1000)                  // XL_BADARG - i: "bad argument #i to 'f' (message)"

/// [-kept, +1] A Lua function that calls `f(L, context)`, owns one reference to `context` and
/// keeps the `kept` values from the top of the stack alive (see XL_KEPT).
void xl_pushfunction(lua_State *L, xl_Function f, void *context, int kept);
/// [-0, +1] The same for __close: it runs even when the script has been interrupted.
void xl_pushclosing(lua_State *L, xl_Function f, void *context);
/// [-0, +1] The same as a bare block, for a table of members: see xl_pushindex.
void xl_pushgetter(lua_State *L, xl_Function f, void *context);
/// Sets `registry.loaded[name]` (and the global, if asked) by calling a C module's luaopen function.
int xl_opencmodule(lua_State *L, const char *name, int (*open)(lua_State *), bool global);

// MARK: Calls and chunks: a status; with a status other than LUA_OK the error value is on the top

/// [-(nargs + 1), +nresults] Calls a function; on an error the traceback is kept for xl_traceback.
int xl_pcall(lua_State *L, int nargs, int nresults);
/// [-0, +1] The traceback of the last error that xl_pcall caught (a string, or nil).
void xl_traceback(lua_State *L);
/// Says where the error value on the top was raised first, before it is raised again.
void xl_settraceback(lua_State *L, const char *traceback, size_t n);
/// [-0, +1] Compiles text; binary chunks are refused.
int xl_load(lua_State *L, const char *text, size_t n, const char *name);
/// [-0, +1] The same for a file (NULL: standard input); skips a first line that starts with '#'. `binary`:
/// also what luac and string.dump make, which Lua does not check and which can crash it.
int xl_loadfile(lua_State *L, const char *path, bool binary);

// MARK: Protected access: a status, as above

int xl_getfield(lua_State *L, int i, const char *k, size_t n);   // [-0, +1]
int xl_setfield(lua_State *L, int i, const char *k, size_t n);   // [-1, +0]
int xl_gettable(lua_State *L, int i);                            // [-1, +1]
int xl_settable(lua_State *L, int i);                            // [-2, +0]
int xl_rawset(lua_State *L, int i);                              // [-2, +0]
int xl_length(lua_State *L, int i, lua_Integer *n);              // [-0, +0]
int xl_compare(lua_State *L, int a, int b, int op, bool *result); // [-0, +0]
/// [-1, +2] The next pair after the key on the top, raw. `*more` is false at the end ([-1, +0]).
int xl_next(lua_State *L, int i, bool *more);
/// [-0, +1] What `tostring` gives; "(error in __tostring)" if that raises.
void xl_tostring(lua_State *L, int i);

/// The metatable's __name or the name of the type ("no value" where there is none); lives as long as
/// the value.
const char *xl_typename(lua_State *L, int i);
/// The bytes of a string, NULL for anything else; never converts a number in place.
const char *xl_string(lua_State *L, int i, size_t *n);
/// [-0, +1] A table; the hints are clamped.
void xl_createtable(lua_State *L, size_t array, size_t fields);
/// [-1, +0] Raw `t[k] = value` for a table; a string key cannot raise.
void xl_rawsetfield(lua_State *L, int i, const char *k, size_t n);
/// [-0, +1] Raw `t[k]` for a table; gives the type.
int xl_rawgetfield(lua_State *L, int i, const char *k, size_t n);
void xl_pushglobals(lua_State *L);                               // [-0, +1]
/// [-0, +1] `registry._LOADED`, `registry._PRELOAD` (a new table where there is none)
void xl_pushregistrytable(lua_State *L, const char *name);
/// [-1, +0] Makes the module on the top known to the sandbox's `require`.
void xl_addmodule(lua_State *L, const char *name);

/// [-0, +0] Notes what the function on the top is called, for xl_pushname.
void xl_notename(lua_State *L, const char *name, size_t n);
/// [-0, +1] The name noted for the function at `i`, or nil; gives the type.
int xl_pushname(lua_State *L, int i);

// MARK: References

/// [-1, +0] Keeps a value alive in the registry.
int xl_ref(lua_State *L);
/// Gives it back; may be called from any thread and after the state is closed.
void xl_unref(xl_Host *h, int ref);
/// [-0, +1] Pushes it; gives its type.
int xl_pushref(lua_State *L, int ref);
/// Remembers the function at `i` *weakly*: what keeps it alive is the object that holds it.
lua_Integer xl_remember(lua_State *L, int i);
/// [-0, +1] Pushes it, or nil if it has been collected; gives the type.
int xl_recall(lua_State *L, lua_Integer id);

// MARK: Objects

/// The tag of a Swift type. Its address is what is compared, so no metatable can forge it.
typedef struct {
  const char *name;
  uint32_t generation;                     // of handles: others are stale
} xl_Type;

xl_Type *xl_newtype(const char *name);
void xl_freetype(xl_Type *type);
/// [-0, +1] A new metatable for the type, registered; with __name, __metatable and, if the values
/// own Swift objects, __gc.
void xl_newmetatable(lua_State *L, const xl_Type *type, bool owns);
/// [-0, +1] The type's metatable; false (and nothing pushed) where it is not registered.
bool xl_pushmetatable(lua_State *L, const xl_Type *type);
/// [-0, +1] Takes over one reference to `object`. False: the type is not registered, set the metatable.
bool xl_pushobject(lua_State *L, const xl_Type *type, void *object);
/// The object, not retained; NULL if it is of another type or closed.
void *xl_toobject(lua_State *L, int i, const xl_Type *type);
bool xl_isclosed(lua_State *L, int i, const xl_Type *type);
/// Gives the object back early; later uses find it closed.
void xl_closeobject(lua_State *L, int i, const xl_Type *type);
/// [-2, +1] members, miss -> an __index that finds methods, constants and getters among the members
/// and calls the function `miss` (object, key) for the rest.
void xl_pushindex(lua_State *L);
/// [-2, +1] setters, miss -> a __newindex
void xl_pushnewindex(lua_State *L);
/// The object at `i` holds `bytes` outside Lua: they count against the limit while it lives, and the
/// collector keeps pace with them.
void xl_hold(lua_State *L, int i, const xl_Type *type, size_t bytes);

// MARK: Handles: {tag, index, generation} without a Swift object

typedef struct {
  int32_t index;
  uint32_t generation;
} xl_Handle;

typedef struct {
  double number;                           // where handle.index < 0
  xl_Handle handle;
} xl_Operand;

/// Run in Swift; give 0, or XL_RAISE, XL_RERAISE with the message pushed.
typedef int (*xl_Arithmetic)(lua_State *L, void *context, xl_Operand a, xl_Operand b, xl_Handle *result);
typedef int (*xl_Comparison)(lua_State *L, void *context, xl_Operand a, xl_Operand b, bool *result);

/// [-0, +1] False: the type is not registered, set the metatable.
bool xl_pushhandle(lua_State *L, const xl_Type *type, xl_Handle handle);
/// 1: read; 0: another type; -1: of an earlier generation
int xl_tohandle(lua_State *L, int i, const xl_Type *type, xl_Handle *handle);
/// [-0, +1] A function of `operands` (1 or 2) numbers or handles that gives a handle. `verb` is for
/// messages ("cannot multiply nil: ..."), `stale` says what a handle of another generation is.
void xl_pusharithmetic(lua_State *L, const xl_Type *type, int operands, const char *verb, const char *stale,
                       xl_Arithmetic f, void *context);
void xl_pushcomparison(lua_State *L, const xl_Type *type, const char *verb, const char *stale,
                       xl_Comparison f, void *context);

// MARK: Limits

/// Bytes of Lua, and those that objects hold outside.
size_t xl_memoryused(lua_State *L);
void xl_setmemorylimit(lua_State *L, size_t bytes);              // SIZE_MAX: as much as the machine has
size_t xl_memorylimit(lua_State *L, bool *limited);              // false: it is the machine's memory
size_t xl_machinememory(void);
/// Whether `bytes` more would keep to the limit, after collecting garbage where that is needed.
bool xl_fits(lua_State *L, size_t bytes);
/// Whether more is counted than the limit; some of it may be garbage.
bool xl_overlimit(lua_State *L);
/// Counts bytes outside Lua, also past the limit: then the Swift function that runs raises when it returns.
void xl_charge(xl_Host *h, size_t bytes);
/// Gives them back; may be called from any thread and after the state is closed.
void xl_discharge(xl_Host *h, size_t bytes);
/// From now on; 0: none. Costs a factor of two on VM code while it is set.
void xl_settimelimit(lua_State *L, double seconds);
bool xl_hastimelimit(lua_State *L);
/// Called on another thread when a call to Lua still runs `grace` seconds after the time limit: it is in code
/// that looks at no flag. It may not use the state; the call cannot end before it returns.
typedef void (*xl_Watchdog)(void *context);
/// `context` is a retained Swift object, given back when the state closes.
void xl_setwatchdog(lua_State *L, double grace, xl_Watchdog watchdog, void *context);
/// Flushes the standard output if it can, writes to the standard error, and ends the process from any thread.
void xl_endprocess(int status, const char *message);
/// True when Swift code should stop: Ctrl-C, or the time limit has passed.
bool xl_isinterrupted(lua_State *L);
/// The message for it.
const char *xl_interruptreason(lua_State *L);
/// Why Swift and Lua code is to stop: bits, 0 where it is not.
int xl_interrupts(lua_State *L);
#define XL_INTERRUPTED 1
#define XL_EXPIRED 2
/// Ctrl-C interrupts this state from now on, until xl_releasesigint; a second one ends the process. Where the
/// process was started with Ctrl-C ignored, it stays ignored unless `also_ignored`.
void xl_catchsigint(lua_State *L, bool also_ignored);
/// Ctrl-C does what it did before, if it is caught for this state (NULL: for any), and the last one is over.
void xl_releasesigint(xl_Host *h);
/// The exit status of a process that its watchdog ends.
#define XL_WATCHDOG_STATUS 125
void xl_collect(lua_State *L);
void xl_warning(lua_State *L, const char *message);

// MARK: Positions in scripts: give the length written, 0 where there is none

/// "script.lua:12" for the Lua function at `level` or the first above it that has a line.
size_t xl_position(lua_State *L, int level, char *buffer, size_t n);
/// "script.lua:12" where the function at `i` begins.
size_t xl_definition(lua_State *L, int i, char *buffer, size_t n);

#endif
