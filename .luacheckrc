std = "lua54"
max_line_length = 110
exclude_files = { "**/.build*" }
-- Signatures only: their arguments are there to be documented.
files["meta"] = { unused_args = false }
-- Read and written on purpose: what Lua does with it is what is tested.
files["Tests/Scripts/lua-behaviour"] = { ignore = { "1", "2", "3", "5" } }
-- The beginnings of snippets, which use what is made here.
files["Tests/Snippets"] = { ignore = { "211" } }
