"""The practice gateway: our stand-in for the real one, on loopback."""
