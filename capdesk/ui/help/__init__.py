"""The guide that ships with the program, and what CapDesk is made of."""
