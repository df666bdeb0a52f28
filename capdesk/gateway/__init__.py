"""The CAP Gateway: wire models and the HTTP client."""
