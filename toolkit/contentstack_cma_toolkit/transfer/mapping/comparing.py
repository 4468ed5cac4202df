"""Whether something in the target already is as a payload would make it."""

from collections.abc import Sequence

from .documents import Document, is_document, is_list

_VERSION = "_version"


def is_same(payload: object, existing: object) -> bool:
    """Return whether a payload would change nothing.

    The server adds keys and defaults, and returns assets, users and roles as a whole where their uid was written.

    Examples:
        >>> is_same({"title": "Soup", "photo": "blt1"}, {"uid": "blt2", "title": "Soup", "photo": {"uid": "blt1"}})
        True
        >>> is_same({"title": "Soup", "tags": ["hot"]}, {"title": "Soup", "tags": []})
        False

    Args:
        payload: What would be written, or a value in it.
        existing: What was read, or the value in the same place.
    """
    if is_document(payload):
        if is_document(existing):
            return _has_same_keys(payload, existing)
        return _means_nothing(existing) and _has_same_keys(payload, {})
    if is_list(payload):
        return _has_same_items(payload, existing if is_list(existing) else [])
    if isinstance(payload, str) and is_document(existing):
        return existing.get("uid") == payload
    if isinstance(payload, bool) or isinstance(existing, bool):
        return payload is existing or (_means_nothing(payload) and _means_nothing(existing))
    return payload == existing or (_means_nothing(payload) and _means_nothing(existing))


def _has_same_keys(payload: Document, existing: Document) -> bool:
    return all(
        is_same(value, existing.get(key)) for key, value in payload.items() if not _is_version_of_text(payload, key)
    )


def _is_version_of_text(payload: Document, key: str) -> bool:
    """Return whether a key is the version of the entry in which rich text was written, which the server counts."""
    return key == _VERSION and payload.get("type") == "doc"


def _has_same_items(payload: Sequence[object], existing: Sequence[object]) -> bool:
    return len(payload) == len(existing) and all(map(is_same, payload, existing))


def _means_nothing(value: object) -> bool:
    return value is None or value is False or (not value and not isinstance(value, (int, float)))
