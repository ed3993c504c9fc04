std = "lua54"
max_line_length = 110
exclude_files = { "**/.build*" }
-- Signatures only: their arguments are there to be documented.
files["meta"] = { unused_args = false }
