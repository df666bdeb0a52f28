"""How the program is frozen: what `capdesk.spec` and `bare.spec` are made of."""
