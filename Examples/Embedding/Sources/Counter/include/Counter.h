#ifndef COUNTER_H
#define COUNTER_H

struct lua_State;

/// A Lua module { up }: up() gives 1, 2, ...
int luaopen_counter(struct lua_State *L);

#endif
