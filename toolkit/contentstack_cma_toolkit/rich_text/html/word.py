"""What Microsoft Word writes: lists that are paragraphs with a style, and styles of its own."""

import re

from .lists import ItemPlace
from .styles import Style

_SIGNS = ("mso-", 'class="Mso', "class=Mso", "urn:schemas-microsoft-com:office")
_LIST = re.compile(r"mso-list\s*:\s*l(\d+)\s+level(\d+)(?:\s+lfo(\d+))?")
_NUMBER = re.compile(r"(?:[^\W\d_]+\s)?[(\[]?(?:[^\W_]+\.)*(?:(\d{1,9})[.)\]:]*|([A-Za-z]{1,9})[.)\]:]+)")
_ROMAN = re.compile(r"m*(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_LETTERS = 26


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
    number = _read_number(marker.strip().strip("\xa0").strip())
    if number is None:
        return ItemPlace(level, group=group)
    style, start = number
    # Where the numbers begin anew, Word writes another `lfo`.
    return ItemPlace(level, "ol", style, start, f"{group} {found[3] or ''}")


def _read_number(marker: str) -> tuple[str, int] | None:
    """Return the style and the value of a number, such as `1.`, `2.1`, `(b)` or `iv.` None: it is a bullet."""
    found = _NUMBER.fullmatch(marker)
    if found is None:
        return ("", 1) if any(map(str.isnumeric, marker)) else None
    if found[1]:
        return "", int(found[1])
    letters = found[2]
    values = {"roman": _read_roman(letters.lower()), "alpha": _read_letters(letters.lower())}
    known = {name: value for name, value in values.items() if value}
    if not known:
        return None
    # `c.` is the third letter rather than a hundred, `i.` is one rather than the ninth letter.
    name = min(known, key=lambda each: known[each])
    return f"{'lower' if letters.islower() else 'upper'}-{name}", known[name]


def _read_roman(letters: str) -> int:
    """Return the value of a Roman number; 0 if it is none."""
    if not _ROMAN.fullmatch(letters):
        return 0
    digits = [_ROMAN_DIGITS[letter] for letter in letters]
    following = [*digits[1:], 0]
    return sum(-digit if digit < after else digit for digit, after in zip(digits, following, strict=True))


def _read_letters(letters: str) -> int:
    """Return the value of a letter; after `z.`, Word writes `aa.` and `bb.` 0: it is a word."""
    is_number = len(set(letters)) == 1
    return ord(letters[0]) - ord("a") + 1 + _LETTERS * (len(letters) - 1) if is_number else 0


def clean_class(names: str) -> str:
    """Return the classes that are not Word's own."""
    return " ".join(name for name in names.split() if not name.startswith("Mso"))


def clean_block_style(style: Style) -> Style:
    """Return what a block of Word says that is no habit of the program: how its text is aligned."""
    return {name: value for name, value in style.items() if name == "text-align" and value not in {"left", "start"}}
