"""What Microsoft Word writes: lists that are paragraphs with a style, and styles of its own."""

import re

from .lists import ItemPlace
from .styles import Style

_SIGNS = ("mso-", 'class="Mso', "class=Mso", "urn:schemas-microsoft-com:office")
_LIST = re.compile(r"mso-list\s*:\s*l(\d+)\s+level(\d+)")
_NUMBER = re.compile(r"\(?(?:(\d+)|([ivxlcdm]+)|([IVXLCDM]+)|([a-z]{1,2})|([A-Z]{1,2}))[.)]")
_NUMBER_STYLES = ("", "lower-roman", "upper-roman", "lower-alpha", "upper-alpha")


def is_from_word(html: str) -> bool:
    """Return whether Word, or another program of Office, wrote a page."""
    return any(sign in html for sign in _SIGNS)


def is_marker(style: str) -> bool:
    """Return whether an element holds the bullet or number of an item, and no text."""
    return "mso-list" in style and "ignore" in style.lower()


def read_item(style: str, marker: str) -> ItemPlace | None:
    """Return the place of a paragraph in a list. None: it is in no list.

    Args:
        style: The style of the paragraph, such as `mso-list:l0 level2 lfo1`.
        marker: Its bullet or number, such as `1.`
    """
    found = _LIST.search(style) if "mso-list" in style else None
    if found is None:
        return None
    group, level = found[1], max(1, int(found[2]))
    number = _NUMBER.fullmatch(marker.strip().strip("\xa0").strip())
    if number is None:
        return ItemPlace(level, group=group)
    at = next(at for at, part in enumerate(number.groups()) if part is not None)
    start = int(number[1]) if number[1] else 1
    return ItemPlace(level, "ol", _NUMBER_STYLES[at], start, group)


def clean_class(names: str) -> str:
    """Return the classes that are not Word's own."""
    return " ".join(name for name in names.split() if not name.startswith("Mso"))


def clean_block_style(style: Style) -> Style:
    """Return what a block of Word says that is no habit of the program: how its text is aligned."""
    return {name: value for name, value in style.items() if name == "text-align" and value not in {"left", "start"}}
