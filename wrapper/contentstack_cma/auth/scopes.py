"""Scopes of OAuth apps."""

from collections.abc import Iterable


def join_scopes(scopes: Iterable[str]) -> str:
    """Return scopes as a request spells them. One string may have several, separated by spaces.

    Raises:
        TypeError: A scope is not a string.
    """
    listed: list[object] = [scopes] if isinstance(scopes, str) else list(scopes)
    if wrong := [scope for scope in listed if not isinstance(scope, str)]:
        raise TypeError(f"scopes must be strings, not {type(wrong[0]).__name__}")
    return " ".join(str(scope) for scope in listed)
