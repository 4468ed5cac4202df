"""What a locale may be called, and what it may fall back on, decided without any store."""

import re
from collections.abc import Mapping

CODE = re.compile(r"(?=.{2,16}$)[a-z0-9]+(-[a-z0-9]+)*", re.IGNORECASE | re.ASCII)
"""2 to 16 characters: an older page of the documentation says 12."""


def is_locale_code(code: str) -> bool:
    """Return whether a text can be the code of a locale."""
    return CODE.fullmatch(code) is not None


def can_fall_back(code: str, fallback: str, parents: Mapping[str, str | None], master: str) -> bool:
    """Return whether a locale may fall back on another one.

    Fallback is one level deep: a locale may fall back on one that falls back on the master locale, as every locale does
    in the end, but on none that falls back on a third.

    Args:
        code: The locale.
        fallback: What it is to fall back on.
        parents: What each locale of the branch falls back on, by code.
        master: The master locale.
    """
    if fallback == code or fallback not in parents:
        return False
    if fallback == master:
        return True
    is_last = parents[fallback] in (None, master)
    is_fallback = any(parent == code for other, parent in parents.items() if other != code)
    return is_last and not is_fallback
