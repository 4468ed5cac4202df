"""Values in messages."""

_LONGEST = 100


def shorten(value: object, longest: int = _LONGEST) -> str:
    """Return a value as text for a message, cut off if it is long.

    Args:
        value: The value.
        longest: Maximum number of characters.
    """
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


__all__ = ["shorten"]
