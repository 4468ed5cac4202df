"""What Google Docs writes: a wrapper that is bold and is not, and lists whose class says how deep they are."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from ..kinds import LISTS
from .lists import ItemPlace

_LONGEST_NUMBER = 9
"""Digits of the first number of a list."""

_SIGNS = ("docs-internal-guid", "lst-kix_")
_REDIRECTS = ("https://www.google.com/url?", "http://www.google.com/url?")
_RULE = re.compile(r"\.(c\d+)\{([^{}]*)\}")
_LIST = re.compile(r"lst-kix_([A-Za-z0-9]+)-(\d)")


def is_from_google_docs(html: str) -> bool:
    """Return whether Google Docs wrote a page, or what was copied from it."""
    return any(sign in html for sign in _SIGNS)


def read_flat_list(attributes: Mapping[str, str | None], kind: str) -> ItemPlace | None:
    """Return where the items of a flat list belong. None: no class says so."""
    names = attributes.get("class") or ""
    found = _LIST.search(names) if "lst-kix_" in names else None
    if found is None:
        return None
    start = attributes.get("start") or ""
    number = int(start) if start.isascii() and start.isdecimal() and len(start) <= _LONGEST_NUMBER else 1
    return ItemPlace(int(found[2]) + 1, kind, start=number, group=found[1])


def read_level(attributes: Mapping[str, str | None], list_type: str) -> ItemPlace | None:
    """Return how deep an item says that it is. None: it says nothing."""
    level = attributes.get("aria-level") or ""
    if not (level.isascii() and level.isdecimal() and len(level) == 1) or list_type not in LISTS:
        return None
    return ItemPlace(int(level), list_type)


def read_class_styles(html: str) -> dict[str, str]:
    """Return the style of each class: a downloaded document says in a style sheet what is bold."""
    sheet = html[: html.find("</style>")] if "<style" in html else ""
    return {found[1]: found[2] for found in _RULE.finditer(sheet)}


def unwrap_link(url: str) -> str:
    """Return where a link leads, without the page of Google's that a downloaded document puts in between."""
    if not url.startswith(_REDIRECTS):
        return url
    target = parse_qs(url.partition("?")[2]).get("q")
    return target[0] if target else url
