// Protected access to tables and values. A table without a metatable is reached raw; anything else may
// run the script's own metamethods, so it goes through xl_pcall and a C function.
#include "host.h"

#include <limits.h>

static bool is_plain_table(lua_State *L, int i) {
  if (lua_type(L, i) != LUA_TTABLE) return false;
  if (!lua_getmetatable(L, i)) return true;
  lua_pop(L, 1);
  return false;
}

static int gettable_body(lua_State *L) {
  lua_gettable(L, 1);
  return 1;
}

static int settable_body(lua_State *L) {
  lua_settable(L, 1);
  return 0;
}

static int rawset_body(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_rawset(L, 1);
  return 0;
}

static int next_body(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  return lua_next(L, 1) ? 2 : 0;
}

static int length_body(lua_State *L) {
  lua_pushinteger(L, luaL_len(L, 1));
  return 1;
}

static int compare_body(lua_State *L) {
  lua_pushboolean(L, lua_compare(L, 1, 2, (int)lua_tointeger(L, 3)));
  return 1;
}

static int tostring_body(lua_State *L) {
  luaL_tolstring(L, 1, NULL);
  return 1;
}

/// Calls body(value at i, the `nargs` values on the top), which it pops.
static int protected(lua_State *L, int i, lua_CFunction body, int nargs, int nresults) {
  i = lua_absindex(L, i);
  if (!lua_checkstack(L, 4)) {
    lua_pop(L, nargs);
    lua_pushliteral(L, "stack overflow");
    return LUA_ERRRUN;
  }
  lua_pushcfunction(L, body);
  lua_pushvalue(L, i);
  lua_rotate(L, -2 - nargs, 2);
  return xl_pcall(L, 1 + nargs, nresults);
}

int xl_getfield(lua_State *L, int i, const char *k, size_t n) {
  if (is_plain_table(L, i)) {
    i = lua_absindex(L, i);
    lua_pushlstring(L, k, n);
    lua_rawget(L, i);
    return LUA_OK;
  }
  i = lua_absindex(L, i);
  lua_pushlstring(L, k, n);
  return protected(L, i, gettable_body, 1, 1);
}

int xl_setfield(lua_State *L, int i, const char *k, size_t n) {
  i = lua_absindex(L, i);
  lua_pushlstring(L, k, n);
  lua_insert(L, -2);
  if (is_plain_table(L, i)) {
    lua_rawset(L, i);                      // a string key cannot raise
    return LUA_OK;
  }
  return protected(L, i, settable_body, 2, 0);
}

int xl_gettable(lua_State *L, int i) { return protected(L, i, gettable_body, 1, 1); }
int xl_settable(lua_State *L, int i) { return protected(L, i, settable_body, 2, 0); }
int xl_rawset(lua_State *L, int i) { return protected(L, i, rawset_body, 2, 0); }

int xl_length(lua_State *L, int i, lua_Integer *n) {
  if (is_plain_table(L, i) || lua_type(L, i) == LUA_TSTRING) {
    *n = (lua_Integer)lua_rawlen(L, i);
    return LUA_OK;
  }
  int status = protected(L, i, length_body, 0, 1);
  if (status != LUA_OK) return status;
  *n = lua_tointeger(L, -1);
  lua_pop(L, 1);
  return LUA_OK;
}

int xl_compare(lua_State *L, int a, int b, int op, bool *result) {
  a = lua_absindex(L, a);
  lua_pushvalue(L, b);
  lua_pushinteger(L, op);
  int status = protected(L, a, compare_body, 2, 1);
  if (status != LUA_OK) return status;
  *result = lua_toboolean(L, -1);
  lua_pop(L, 1);
  return LUA_OK;
}

int xl_next(lua_State *L, int i, bool *more) {
  int status = protected(L, i, next_body, 1, 2);
  if (status != LUA_OK) return status;
  *more = lua_type(L, -2) != LUA_TNIL;
  if (!*more) lua_pop(L, 2);
  return LUA_OK;
}

void xl_tostring(lua_State *L, int i) {
  if (protected(L, i, tostring_body, 0, 1) == LUA_OK) return;
  lua_pop(L, 1);
  lua_pushliteral(L, "(error in __tostring)");
}

const char *xl_typename(lua_State *L, int i) {
  const char *name = luaL_typename(L, i);
  if (lua_type(L, i) == LUA_TLIGHTUSERDATA) return "light userdata";
  if (lua_type(L, i) != LUA_TUSERDATA && lua_type(L, i) != LUA_TTABLE) return name;
  if (!lua_getmetatable(L, i)) return name;
  lua_pushliteral(L, "__name");
  if (lua_rawget(L, -2) == LUA_TSTRING) name = lua_tostring(L, -1);
  lua_pop(L, 2);
  return name;
}

const char *xl_string(lua_State *L, int i, size_t *n) {
  return lua_type(L, i) == LUA_TSTRING ? lua_tolstring(L, i, n) : NULL;
}

void xl_createtable(lua_State *L, size_t array, size_t fields) {
  const size_t most = 1 << 20;             // a hint, not a promise: lua_createtable raises for huge ones
  lua_createtable(L, (int)(array < most ? array : most), (int)(fields < most ? fields : most));
}

void xl_rawsetfield(lua_State *L, int i, const char *k, size_t n) {
  i = lua_absindex(L, i);
  lua_pushlstring(L, k, n);
  lua_insert(L, -2);
  lua_rawset(L, i);
}

int xl_rawgetfield(lua_State *L, int i, const char *k, size_t n) {
  i = lua_absindex(L, i);
  lua_pushlstring(L, k, n);
  return lua_rawget(L, i);
}

void xl_pushglobals(lua_State *L) { lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS); }

void xl_pushregistrytable(lua_State *L, const char *name) {
  lua_pushstring(L, name);
  if (lua_rawget(L, LUA_REGISTRYINDEX) == LUA_TTABLE) return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_pushstring(L, name);
  lua_pushvalue(L, -2);
  lua_rawset(L, LUA_REGISTRYINDEX);
}

void xl_addmodule(lua_State *L, const char *name) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &sandbox_modules) == LUA_TTABLE) {
    lua_pushstring(L, name);
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
  }
  lua_pop(L, 2);
}
