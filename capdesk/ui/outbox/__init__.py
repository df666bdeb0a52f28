"""The outbox as the window shows it: list, details, queue line."""
