print("xpert-validate")
