"""Transfers, asynchronous. `_sync` is derived from this."""
