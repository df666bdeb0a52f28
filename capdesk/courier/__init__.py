"""The background worker that sends what is due."""
