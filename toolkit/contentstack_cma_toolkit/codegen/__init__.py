"""Python text made from content models."""
