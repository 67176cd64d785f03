print("faultbook")
