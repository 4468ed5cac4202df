"""Handle requests without I/O: routing, authentication, validation, plan limits, handlers."""
