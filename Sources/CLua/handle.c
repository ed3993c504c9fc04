// Handles: userdata that hold an index instead of an object, for values made in great numbers (the
// scalars of a tape). No reference counting, no finaliser; the operands are read here, so that an
// operation costs one call of Swift.
#include "host.h"

#include <string.h>

typedef struct {
  const xl_Type *type;
  xl_Handle handle;
} HandleBlock;

typedef struct {
  Closure closure;                         // for __gc and for the tag; its f is not called
  const xl_Type *type;
  const char *verb, *stale;                // live as long as the type
  int operands;
  union {
    xl_Arithmetic arithmetic;
    xl_Comparison comparison;
  } f;
} Operation;

bool xl_pushhandle(lua_State *L, const xl_Type *type, xl_Handle handle) {
  HandleBlock *b = lua_newuserdatauv(L, sizeof *b, 0);
  *b = (HandleBlock){.type = type, .handle = handle};
  if (!xl_pushmetatable(L, type)) return false;
  lua_setmetatable(L, -2);
  return true;
}

int xl_tohandle(lua_State *L, int i, const xl_Type *type, xl_Handle *handle) {
  // The length of a string or table may fit too, that of a light userdata is 0: so this order is safe.
  if (lua_rawlen(L, i) != sizeof(HandleBlock)) return 0;
  const HandleBlock *b = lua_touserdata(L, i);
  if (b == NULL || b->type != type) return 0;
  *handle = b->handle;
  return b->handle.generation == type->generation ? 1 : -1;
}

static inline bool operand(lua_State *L, int i, const xl_Type *type, xl_Operand *o) {
  int found = xl_tohandle(L, i, type, &o->handle);
  if (found != 0) return found == 1;
  if (lua_type(L, i) != LUA_TNUMBER) return false;
  o->number = lua_tonumber(L, i);
  o->handle.index = -1;
  return true;
}

__attribute__((cold, noinline)) static int bad_operand(lua_State *L, int i, const Operation *op) {
  xl_Handle handle;
  xl_Host *h = host_of(L);
  lua_State *running = h->running;
  h->running = L;                          // the message must get through
  if (xl_tohandle(L, i, op->type, &handle) == -1) {
    lua_pushfstring(L, "cannot %s %s", op->verb, op->stale);
  } else {
    const char *what = lua_isnone(L, i) ? "nil" : xl_typename(L, i);
    if (lua_type(L, i) == LUA_TSTRING) what = lua_pushfstring(L, "string ('%s')", lua_tostring(L, i));
    if (lua_type(L, i) == LUA_TBOOLEAN) what = lua_toboolean(L, i) ? "boolean (true)" : "boolean (false)";
    lua_pushfstring(L, "cannot %s %s: number or %s expected", op->verb, what, op->type->name);
  }
  push_position(L, 1);
  lua_insert(L, -2);
  lua_concat(L, 2);
  h->running = running;
  return lua_error(L);
}

// Reads the operands. A unary metamethod gets its operand twice, a method once.
static inline bool operands(lua_State *L, const Operation *op, xl_Operand *a, xl_Operand *b) {
  if (unlikely(!operand(L, 1, op->type, a))) return false;
  if (op->operands == 1) {
    *b = (xl_Operand){.handle = {.index = -1}};
    return true;
  }
  return likely(operand(L, 2, op->type, b));
}

static int which_is_bad(lua_State *L, const Operation *op) {
  xl_Operand o;
  return operand(L, 1, op->type, &o) ? 2 : 1;
}

// upvalues: the Operation, the metatable
static int arithmetic(lua_State *L) {
  const Operation *op = lua_touserdata(L, lua_upvalueindex(1));
  xl_Operand a, b;
  if (unlikely(!operands(L, op, &a, &b))) return bad_operand(L, which_is_bad(L, op), op);
  xl_Host *h = host_of(L);
  if (unlikely(atomic_load_explicit(&h->interrupt, memory_order_relaxed) != 0) && must_raise(L)) {
    return raise_interrupt(L, 1);
  }
  if (unlikely(op->closure.context == NULL)) return raise_message(L, 1, "this function has been finalised");
  lua_State *running = h->running;
  h->running = L;
  xl_Handle result;
  int status = op->f.arithmetic(L, op->closure.context, a, b, &result);
  h->running = running;
  if (unlikely(status != 0)) return failed(L, status);
  if (unlikely(h->used > h->limit)) failed(L, 0);
  if (unlikely(atomic_load_explicit(&h->interrupt, memory_order_relaxed) != 0) && must_raise(L)) {
    return raise_interrupt(L, 1);
  }
  HandleBlock *block = lua_newuserdatauv(L, sizeof *block, 0);
  *block = (HandleBlock){.type = op->type, .handle = result};
  lua_pushvalue(L, lua_upvalueindex(2));
  lua_setmetatable(L, -2);
  return 1;
}

static int comparison(lua_State *L) {
  const Operation *op = lua_touserdata(L, lua_upvalueindex(1));
  xl_Operand a, b;
  if (unlikely(!operands(L, op, &a, &b))) return bad_operand(L, which_is_bad(L, op), op);
  xl_Host *h = host_of(L);
  if (unlikely(atomic_load_explicit(&h->interrupt, memory_order_relaxed) != 0) && must_raise(L)) {
    return raise_interrupt(L, 1);
  }
  if (unlikely(op->closure.context == NULL)) return raise_message(L, 1, "this function has been finalised");
  lua_State *running = h->running;
  h->running = L;
  bool result;
  int status = op->f.comparison(L, op->closure.context, a, b, &result);
  h->running = running;
  if (unlikely(status != 0)) return failed(L, status);
  lua_pushboolean(L, result);
  return 1;
}

static Operation *push_operation(lua_State *L, const xl_Type *type, int operands, const char *verb,
                                 const char *stale, void *context) {
  Operation *op = (Operation *)push_closure(L, sizeof *op, NULL, context);
  op->type = type;
  op->verb = verb;
  op->stale = stale;
  op->operands = operands;
  return op;
}

void xl_pusharithmetic(lua_State *L, const xl_Type *type, int operands, const char *verb, const char *stale,
                       xl_Arithmetic f, void *context) {
  push_operation(L, type, operands, verb, stale, context)->f.arithmetic = f;
  if (!xl_pushmetatable(L, type)) lua_createtable(L, 0, 0);
  lua_pushcclosure(L, arithmetic, 2);
}

void xl_pushcomparison(lua_State *L, const xl_Type *type, const char *verb, const char *stale,
                       xl_Comparison f, void *context) {
  push_operation(L, type, 2, verb, stale, context)->f.comparison = f;
  lua_pushcclosure(L, comparison, 1);
}
