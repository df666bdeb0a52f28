"""What CapDesk is about, as values and pure functions: no I/O, no Qt."""
