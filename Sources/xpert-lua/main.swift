print("xpert-lua")
