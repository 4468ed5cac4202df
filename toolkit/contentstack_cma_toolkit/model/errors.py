"""Errors of content models."""


class ModelError(ValueError):
    """A content model is wrong. The message names the content type and the field."""


__all__ = ["ModelError"]
