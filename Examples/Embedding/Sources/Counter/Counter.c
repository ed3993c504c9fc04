#include "Counter.h"

#if __has_include(<lua.h>)
#include <lua.h>
#else
#include <lua5.4/lua.h>
#endif

static int up(lua_State *L) {
  lua_Integer count = lua_tointeger(L, lua_upvalueindex(1)) + 1;
  lua_pushinteger(L, count);
  lua_copy(L, -1, lua_upvalueindex(1));
  return 1;
}

int luaopen_counter(lua_State *L) {
  lua_createtable(L, 0, 1);
  lua_pushinteger(L, 0);
  lua_pushcclosure(L, up, 1);
  lua_setfield(L, -2, "up");
  return 1;
}
