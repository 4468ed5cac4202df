"""HTTP: the server, its connections, requests and responses, the rate limit and the request log."""
