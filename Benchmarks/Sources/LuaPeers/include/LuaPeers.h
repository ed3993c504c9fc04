#ifndef LUA_PEERS_H
#define LUA_PEERS_H

struct lua_State;

/// A Lua module {noop, add, scalar, object}: what plain C makes of the same functions.
int luaopen_peers(struct lua_State *L);

#endif
