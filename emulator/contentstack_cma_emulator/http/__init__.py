"""The HTTP layer: server, connections, requests, responses, rate limit and request log."""
