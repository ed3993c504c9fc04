#include "LuaPeers.h"

#if __has_include(<lua.h>)
#include <lauxlib.h>
#include <lua.h>
#else
#include <lua5.4/lauxlib.h>
#include <lua5.4/lua.h>
#endif

static int noop(lua_State *L) {
  (void)L;
  return 0;
}

static int add(lua_State *L) {
  lua_pushnumber(L, luaL_checknumber(L, 1) + luaL_checknumber(L, 2));
  return 1;
}

static const char *const scalar_name = "peers.Scalar";

static int new_scalar(lua_State *L) {
  double number = luaL_checknumber(L, 1);
  *(double *)lua_newuserdatauv(L, sizeof(double), 0) = number;
  luaL_setmetatable(L, scalar_name);
  return 1;
}

static double operand(lua_State *L, int i) {
  return lua_type(L, i) == LUA_TNUMBER ? lua_tonumber(L, i) : *(double *)luaL_checkudata(L, i, scalar_name);
}

static int scalar_add(lua_State *L) {
  double sum = operand(L, 1) + operand(L, 2);
  *(double *)lua_newuserdatauv(L, sizeof(double), 0) = sum;
  luaL_setmetatable(L, scalar_name);
  return 1;
}

static int scalar_value(lua_State *L) {
  lua_pushnumber(L, *(double *)luaL_checkudata(L, 1, scalar_name));
  return 1;
}

int luaopen_peers(lua_State *L) {
  static const luaL_Reg functions[] = {{"noop", noop}, {"add", add}, {"scalar", new_scalar}, {NULL, NULL}};
  static const luaL_Reg metamethods[] = {{"__add", scalar_add}, {NULL, NULL}};
  luaL_newmetatable(L, scalar_name);
  luaL_setfuncs(L, metamethods, 0);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, scalar_value);
  lua_setfield(L, -2, "get");
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  luaL_newlib(L, functions);
  return 1;
}
