# Derived from _async/__init__.py by generator/unasync.py: edit that, not this.
"""The synchronous code of runs, from which the synchronous code is derived."""
