"""JSON documents as they are sent, stored and returned, and ways to read values of an unknown type."""

from collections.abc import Mapping
from typing import Any, cast

Document = dict[str, Any]
"""A JSON object. Users model its fields."""

ALL = "$all"
"""Means every document of a kind, in a list of uids."""


def as_object(value: Any) -> Document:
    """Return a value if it is an object, otherwise an empty object."""
    return cast("Document", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """Return a value if it is a list, otherwise an empty list."""
    return cast("list[object]", value) if isinstance(value, list) else []


def get_object(document: Document, name: str) -> Document:
    """Return the object under a key, or an empty object if there is none."""
    return as_object(document.get(name))


def read_texts(value: Any) -> list[str]:
    """Return the texts in a list, or none if the value is not a list."""
    return [item for item in as_list(value) if isinstance(item, str)]


def is_list_of_texts(value: Any) -> bool:
    """Return whether a value is a list that holds only texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value))


def split_by_comma(*texts: str) -> list[str]:
    """Return the parts of texts between commas, without surrounding space and without empty ones."""
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]


def omit(document: Mapping[str, Any], *names: str) -> Document:
    """Return a document without some fields."""
    return {name: value for name, value in document.items() if name not in names}
