-- The script's arguments.
print(select("#", ...), ...)
print(#arg, arg[1], arg[2], type(arg[0]), type(arg[-1]))
local least = 0
while arg[least - 1] do least = least - 1 end
print(least)
arg[1] = "changed"
print((...))
