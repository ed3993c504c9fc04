// The constants that CLua.h redeclares are Lua's own.
#include "liblua/liblua.h"

enum {
  lua_ok = LUA_OK, lua_yielded = LUA_YIELD, lua_errrun = LUA_ERRRUN, lua_errsyntax = LUA_ERRSYNTAX,
  lua_errmem = LUA_ERRMEM, lua_errerr = LUA_ERRERR, lua_errfile = LUA_ERRFILE,
  lua_tnone = LUA_TNONE, lua_tnil = LUA_TNIL, lua_tboolean = LUA_TBOOLEAN,
  lua_tlightuserdata = LUA_TLIGHTUSERDATA, lua_tnumber = LUA_TNUMBER, lua_tstring = LUA_TSTRING,
  lua_ttable = LUA_TTABLE, lua_tfunction = LUA_TFUNCTION, lua_tuserdata = LUA_TUSERDATA,
  lua_tthread = LUA_TTHREAD, lua_multret = LUA_MULTRET, lua_minstack = LUA_MINSTACK,
  lua_opeq = LUA_OPEQ, lua_oplt = LUA_OPLT, lua_ople = LUA_OPLE
};

#undef LUA_OK
#undef LUA_YIELD
#undef LUA_ERRRUN
#undef LUA_ERRSYNTAX
#undef LUA_ERRMEM
#undef LUA_ERRERR
#undef LUA_TNONE
#undef LUA_TNIL
#undef LUA_TBOOLEAN
#undef LUA_TLIGHTUSERDATA
#undef LUA_TNUMBER
#undef LUA_TSTRING
#undef LUA_TTABLE
#undef LUA_TFUNCTION
#undef LUA_TUSERDATA
#undef LUA_TTHREAD
#undef LUA_MULTRET
#undef LUA_MINSTACK
#undef LUA_OPEQ
#undef LUA_OPLT
#undef LUA_OPLE

#include "CLua.h"

#define SAME(ours, theirs) _Static_assert((ours) == (theirs), #ours " differs from Lua's")
SAME(LUA_OK, lua_ok);
SAME(LUA_YIELD, lua_yielded);
SAME(LUA_ERRRUN, lua_errrun);
SAME(LUA_ERRSYNTAX, lua_errsyntax);
SAME(LUA_ERRMEM, lua_errmem);
SAME(LUA_ERRERR, lua_errerr);
SAME(XL_ERRFILE, lua_errfile);
SAME(LUA_TNONE, lua_tnone);
SAME(LUA_TNIL, lua_tnil);
SAME(LUA_TBOOLEAN, lua_tboolean);
SAME(LUA_TLIGHTUSERDATA, lua_tlightuserdata);
SAME(LUA_TNUMBER, lua_tnumber);
SAME(LUA_TSTRING, lua_tstring);
SAME(LUA_TTABLE, lua_ttable);
SAME(LUA_TFUNCTION, lua_tfunction);
SAME(LUA_TUSERDATA, lua_tuserdata);
SAME(LUA_TTHREAD, lua_tthread);
SAME(LUA_MULTRET, lua_multret);
SAME(LUA_MINSTACK, lua_minstack);
SAME(LUA_OPEQ, lua_opeq);
SAME(LUA_OPLT, lua_oplt);
SAME(LUA_OPLE, lua_ople);
SAME(XL_REGISTRY, LUA_REGISTRYINDEX);
SAME(XL_KEPT - 1, lua_upvalueindex(2));    // the first upvalue is the function itself
_Static_assert(sizeof(lua_Number) == 8 && sizeof(lua_Integer) == 8, "64-bit numbers expected");
_Static_assert(LUA_VERSION_NUM == 504, "Lua 5.4 expected");
