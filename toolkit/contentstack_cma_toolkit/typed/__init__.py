"""Content types as Python types."""
