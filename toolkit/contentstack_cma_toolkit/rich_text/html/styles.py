"""Read and write the `style` attribute."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

Style: TypeAlias = dict[str, str]
"""CSS properties."""

_PAIRS = {"(": ")", '"': '"', "'": "'"}
_UNSAFE = ("expression", "javascript:", "vbscript:", "behavior", "-moz-binding", "@import", "data:text", "\\", "/*")
_NEVER_IN_A_VALUE = frozenset(";{}<>\n\0")


def parse_style(text: str) -> Style:
    """Return the properties of a `style` attribute. What is no property, or could run a script, is left out."""
    return {name: value for name, value in _iterate_properties(text) if is_safe_property(name, value)}


def list_unsafe(text: str) -> list[str]:
    """Return the properties that `parse_style` leaves out because of their value."""
    return [name for name, value in _iterate_properties(text) if name and not is_safe_property(name, value)]


def _iterate_properties(text: str) -> Iterator[tuple[str, str]]:
    for part in _split(text):
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip()
        if colon and value:
            yield name, value


def format_style(style: Mapping[str, object]) -> str:
    """Return a `style` attribute. What could run a script, or is no text or number, is left out."""
    return " ".join(
        f"{name}: {value};"
        for name, value in style.items()
        if isinstance(value, (str, int, float)) and is_safe_property(name, str(value))
    )


def is_safe_property(name: str, value: str) -> bool:
    """Return whether a property can neither run a script nor end the attribute."""
    if not name.replace("-", "").isalnum() or not name.isascii() or name in {"behavior", "-moz-binding"}:
        return False
    lower = value.lower()
    return bool(value) and not any(part in lower for part in _UNSAFE) and _NEVER_IN_A_VALUE.isdisjoint(value)


def _split(text: str) -> Iterator[str]:
    """Split at semicolons that are not in parentheses or quotes."""
    if not ("(" in text or '"' in text or "'" in text):
        yield from text.split(";")
        return
    closing, start = "", 0
    for at, character in enumerate(text):
        if closing:
            closing = "" if character == closing else closing
        elif character in _PAIRS:
            closing = _PAIRS[character]
        elif character == ";":
            yield text[start:at]
            start = at + 1
    yield text[start:]
