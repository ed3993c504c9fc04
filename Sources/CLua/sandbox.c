// The sandbox: an allow-list, not a deny-list, so that what a later Lua adds stays out.
#include "host.h"

#include <string.h>

static const char *const base_names[] = {
  "_G", "_VERSION", "assert", "collectgarbage", "error", "getmetatable", "ipairs", "load", "next", "pairs",
  "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "select", "setmetatable", "tonumber",
  "tostring", "type", "warn", "xpcall", NULL};
static const char *const coroutine_names[] = {
  "close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield", NULL};
static const char *const table_names[] = {
  "concat", "insert", "move", "pack", "remove", "sort", "unpack", NULL};
static const char *const string_names[] = {
  "byte", "char", "find", "format", "gmatch", "gsub", "len", "lower", "match", "pack", "packsize", "rep",
  "reverse", "sub", "unpack", "upper", NULL};
static const char *const math_names[] = {
  "abs", "acos", "asin", "atan", "ceil", "cos", "deg", "exp", "floor", "fmod", "huge", "log", "max",
  "maxinteger", "min", "mininteger", "modf", "pi", "rad", "random", "randomseed", "sin", "sqrt", "tan",
  "tointeger", "type", "ult", NULL};
static const char *const utf8_names[] = {"char", "charpattern", "codepoint", "codes", "len", "offset", NULL};

static const struct {
  const char *name;
  lua_CFunction open;
  const char *const *allowed;
} libraries[] = {
  {LUA_GNAME, luaopen_base, base_names},
  {LUA_COLIBNAME, luaopen_coroutine, coroutine_names},
  {LUA_TABLIBNAME, luaopen_table, table_names},
  {LUA_STRLIBNAME, luaopen_string, string_names},
  {LUA_MATHLIBNAME, luaopen_math, math_names},
  {LUA_UTF8LIBNAME, luaopen_utf8, utf8_names},
};

/// Removes from the table on the top what is not allowed, nor the name of a library.
static void keep_allowed(lua_State *L, const char *const *allowed, bool globals) {
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    lua_pop(L, 1);
    bool keep = false;
    if (lua_type(L, -1) == LUA_TSTRING) {
      const char *name = lua_tostring(L, -1);
      for (const char *const *a = allowed; *a != NULL && !keep; a++) keep = strcmp(*a, name) == 0;
      for (size_t k = 0; globals && k < sizeof libraries / sizeof *libraries && !keep; k++) {
        keep = strcmp(libraries[k].name, name) == 0;
      }
    }
    if (!keep) {
      lua_pushvalue(L, -1);
      lua_pushnil(L);
      lua_rawset(L, -4);                   // clearing a field is allowed during lua_next
    }
  }
}

// load: text only
static int sandbox_load(lua_State *L) {
  int n = lua_gettop(L);
  if (n < 3) lua_settop(L, 3);
  lua_pushliteral(L, "t");
  lua_replace(L, 3);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}

// setmetatable: no __gc, finalisers run with hooks off
static int sandbox_setmetatable(lua_State *L) {
  if (lua_type(L, 2) == LUA_TTABLE) {
    lua_pushliteral(L, "__gc");
    if (lua_rawget(L, 2) != LUA_TNIL) return luaL_error(L, "'__gc' is not available in the sandbox");
    lua_pop(L, 1);
  }
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}

static int sandbox_collectgarbage(lua_State *L) {
  const char *option = luaL_optstring(L, 1, "collect");
  if (strcmp(option, "count") != 0) {
    return luaL_error(L, "collectgarbage('%s') is not available in the sandbox", option);
  }
  lua_pushnumber(L, (lua_Number)host_of(L)->used / 1024);
  return 1;
}

static int sandbox_require(lua_State *L) {
  const char *name = luaL_checkstring(L, 1);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &sandbox_modules) == LUA_TTABLE) {
    lua_pushvalue(L, 1);
    if (lua_rawget(L, -2) != LUA_TNIL) return 1;
  }
  return luaL_error(L, "module '%s' is not available in the sandbox", name);
}

static void wrap_original(lua_State *L, const char *name, lua_CFunction f) {
  lua_getfield(L, -1, name);
  lua_pushcclosure(L, f, 1);
  lua_setfield(L, -2, name);
}

void open_sandbox(lua_State *L) {
  for (size_t k = 0; k < sizeof libraries / sizeof *libraries; k++) {
    luaL_requiref(L, libraries[k].name, libraries[k].open, 1);
    lua_pop(L, 1);
  }
  replace_functions(L);
  lua_pushglobaltable(L);
  wrap_original(L, "load", sandbox_load);
  wrap_original(L, "setmetatable", sandbox_setmetatable);
  lua_pushcfunction(L, sandbox_collectgarbage);
  lua_setfield(L, -2, "collectgarbage");
  for (size_t k = 0; k < sizeof libraries / sizeof *libraries; k++) {
    lua_getfield(L, -1, libraries[k].name);
    keep_allowed(L, libraries[k].allowed, k == 0);
    lua_pop(L, 1);
  }
  lua_pushcfunction(L, sandbox_require);
  lua_setfield(L, -2, "require");
  lua_pop(L, 1);
  lua_newtable(L);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &sandbox_modules);
  lua_pushliteral(L, "");                  // the metatable that all strings share
  if (lua_getmetatable(L, -1)) {
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}
