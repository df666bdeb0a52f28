"""Campaign packs: read, check, keep."""
