"""What Google Docs writes: a wrapper that is bold and is not, and lists whose class says how deep they are."""

import re
from urllib.parse import parse_qs

_SIGNS = ("docs-internal-guid", "lst-kix_")
_REDIRECTS = ("https://www.google.com/url?", "http://www.google.com/url?")
_RULE = re.compile(r"\.(c\d+)\{([^{}]*)\}")
_LIST = re.compile(r"lst-kix_([A-Za-z0-9]+)-(\d)")


def is_from_google_docs(html: str) -> bool:
    """Return whether Google Docs wrote a page, or what was copied from it."""
    return any(sign in html for sign in _SIGNS)


def read_list_class(names: str) -> tuple[str, int] | None:
    """Return the list that a part of it belongs to, and how deep the part is, from 1. None: no class says so."""
    found = _LIST.search(names) if "lst-kix_" in names else None
    return (found[1], int(found[2]) + 1) if found else None


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
