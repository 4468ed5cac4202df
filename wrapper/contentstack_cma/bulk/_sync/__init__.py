# Derived from wrapper/contentstack_cma/bulk/_async/__init__.py by generator/unasync.py: edit that, not this.
"""The synchronous code of runs, from which the synchronous code is derived."""
