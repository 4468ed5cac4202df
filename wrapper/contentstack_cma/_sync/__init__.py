# Derived from _async/__init__.py by generator/unasync.py: edit that, not this.
"""The synchronous half: all that sends. Written by hand; the synchronous half is derived from it."""
