"""Warnings of reading content models."""


class PullWarning(UserWarning):
    """A part of a content model could not be read, and was left out."""


__all__ = ["PullWarning"]
