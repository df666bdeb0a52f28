"""The sealed store of captured leads on this computer."""
