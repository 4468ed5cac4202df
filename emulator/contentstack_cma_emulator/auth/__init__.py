"""Authentication and authorization: credentials, signing in, OAuth, and the rights of roles and tokens."""
