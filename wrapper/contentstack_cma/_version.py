"""The version, written out: asking the installed package for it would cost more than all other imports."""

__version__ = "0.1.0"
