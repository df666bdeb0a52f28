"""The close of day: choose days, look at the balance, print it or keep it as a file."""
