# Derived from _async/__init__.py by generator/unasync.py: edit that, not this.
"""Transfers that talk to a stack, asynchronously."""
