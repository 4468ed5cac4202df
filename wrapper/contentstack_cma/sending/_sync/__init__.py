# Derived from wrapper/contentstack_cma/sending/_async/__init__.py by generator/unasync.py: edit that, not this.
