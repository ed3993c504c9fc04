// Swift objects as userdata: {tag, object, slot}. The tag is compared, never the metatable or its name, so
// debug.setmetatable cannot pass one type for another.
#include "host.h"

#include <stdlib.h>
#include <string.h>

xl_Type *xl_newtype(const char *name) {
  xl_Type *type = calloc(1, sizeof *type);
  if (type == NULL || (type->name = strdup(name)) == NULL) abort();
  return type;
}

void xl_freetype(xl_Type *type) {
  free((void *)type->name);
  free(type);
}

// MARK: Metatables

static void release(lua_State *L, Object *o) {
  if (o->object == NULL) return;
  o->object = NULL;                        // first: the release may run anything, and must run once
  take_outside(host_of(L), o->bytes);
  o->bytes = 0;
  disown(host_of(L), L, o->slot);
}

static int object_gc(lua_State *L) {
  Object *o = lua_touserdata(L, 1);
  // debug.getmetatable(x).__gc(y) can hand anything to this function
  if (lua_type(L, 1) != LUA_TUSERDATA || lua_rawlen(L, 1) != sizeof *o) return 0;
  if (o->type == lua_touserdata(L, lua_upvalueindex(1))) release(L, o);
  return 0;
}

void xl_newmetatable(lua_State *L, const xl_Type *type, bool owns) {
  lua_createtable(L, 0, 16);
  lua_pushstring(L, type->name);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  if (owns) {
    lua_pushlightuserdata(L, (void *)type);
    lua_pushcclosure(L, object_gc, 1);
    lua_setfield(L, -2, "__gc");
  }
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, type);
}

bool xl_pushmetatable(lua_State *L, const xl_Type *type) {
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, type) == LUA_TTABLE) return true;
  lua_pop(L, 1);
  return false;
}

// MARK: Objects

bool xl_pushobject(lua_State *L, const xl_Type *type, void *object) {
  Object *o = lua_newuserdatauv(L, sizeof *o, 1);
  *o = (Object){.type = type, .object = object, .slot = own(host_of(L), object)};
  if (!xl_pushmetatable(L, type)) return false;
  lua_setmetatable(L, -2);
  return true;
}

static inline Object *block(lua_State *L, int i, const xl_Type *type) {
  // The length of a string or table may fit too, that of a light userdata is 0: so this order is safe.
  if (lua_rawlen(L, i) != sizeof(Object)) return NULL;
  Object *o = lua_touserdata(L, i);
  return o != NULL && o->type == type ? o : NULL;
}

void *xl_toobject(lua_State *L, int i, const xl_Type *type) {
  const Object *o = block(L, i, type);
  return o != NULL ? o->object : NULL;
}

bool xl_isclosed(lua_State *L, int i, const xl_Type *type) {
  const Object *o = block(L, i, type);
  return o != NULL && o->object == NULL;
}

void xl_closeobject(lua_State *L, int i, const xl_Type *type) {
  Object *o = block(L, i, type);
  if (o != NULL) release(L, o);
}

// Torch7 lived for years with a collector that saw 16 bytes where there were megabytes.
void xl_hold(lua_State *L, int i, const xl_Type *type, size_t bytes) {
  Object *o = block(L, i, type);
  if (o == NULL || o->object == NULL) return;
  xl_Host *h = host_of(L);
  const size_t most = (size_t)1 << 48;     // sums stay far from the end of the range
  if (bytes > most) bytes = most;
  take_outside(h, o->bytes);
  add_outside(h, bytes);
  o->bytes = bytes;
  size_t kilobytes = bytes / 1024;
  if (kilobytes > 0) lua_gc(L, LUA_GCSTEP, kilobytes > 1 << 20 ? 1 << 20 : (int)kilobytes);
}

// MARK: Members

// upvalues: members, miss. A getter is a bare Closure among the members.
static int object_index(lua_State *L) {
  lua_settop(L, 2);
  lua_pushvalue(L, 2);
  switch (lua_rawget(L, lua_upvalueindex(1))) {
    case LUA_TUSERDATA: {
      const Closure *c = lua_touserdata(L, -1);
      // debug.getupvalue reaches the members, so this may be any userdata
      if (lua_rawlen(L, -1) == sizeof *c && c->tag == &closure_tag) {
        lua_settop(L, 2);                  // the members hold it
        return invoke(L, c);
      }
      return 1;
    }
    case LUA_TNIL:
      lua_settop(L, 2);
      lua_pushvalue(L, lua_upvalueindex(2));
      lua_insert(L, 1);
      lua_call(L, 2, 1);
      return 1;
    default:
      return 1;
  }
}

// upvalues: setters, miss
static int object_newindex(lua_State *L) {
  lua_settop(L, 3);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TUSERDATA) {
    const Closure *c = lua_touserdata(L, -1);
    if (lua_rawlen(L, -1) == sizeof *c && c->tag == &closure_tag) {
      lua_settop(L, 3);
      return invoke(L, c);
    }
  }
  lua_settop(L, 3);
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_insert(L, 1);
  lua_call(L, 3, 0);
  return 0;
}

void xl_pushindex(lua_State *L) { lua_pushcclosure(L, object_index, 2); }
void xl_pushnewindex(lua_State *L) { lua_pushcclosure(L, object_newindex, 2); }
