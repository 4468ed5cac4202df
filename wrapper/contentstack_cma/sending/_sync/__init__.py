# Derived from _async/__init__.py by generator/unasync.py: edit that, not this.
