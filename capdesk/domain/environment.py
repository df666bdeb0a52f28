"""The environment that is built in and never reaches a real gateway."""

PRACTICE = "practice"
"""Name of the practice environment; no pack and no administrator can take it."""
