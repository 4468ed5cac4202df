"""Which locale codes are valid, and which fallback locales are allowed."""

import re
from collections.abc import Mapping

CODE = re.compile(r"(?=.{2,16}$)[a-z0-9]+(-[a-z0-9]+)*", re.IGNORECASE | re.ASCII)
"""2 to 16 characters. An older page of the documentation says 12."""


def is_locale_code(code: str) -> bool:
    """Return whether a text is a valid locale code."""
    return CODE.fullmatch(code) is not None


def can_fall_back(code: str, fallback: str, parents: Mapping[str, str | None], master: str) -> bool:
    """Return whether a locale may have this fallback locale. `parents` has the current one of each locale.

    Every locale finally falls back on the master locale, with at most one other locale in between.
    """
    if fallback == code or fallback not in parents:
        return False
    if fallback == master:
        return True
    is_last = parents[fallback] in (None, master)
    is_fallback = any(parent == code for other, parent in parents.items() if other != code)
    return is_last and not is_fallback
