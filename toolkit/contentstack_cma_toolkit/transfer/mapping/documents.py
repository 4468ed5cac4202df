"""JSON of unknown shape, read without surprises."""

from collections.abc import Container, Mapping, Sequence
from typing import TypeGuard

Document = Mapping[str, object]
"""A JSON object."""

SERVER_KEYS = frozenset(
    {
        "ACL",
        "SYS_ACL",
        "__v",
        "_branch",
        "_branches",
        "_id",
        "_version",
        "api_key",
        "app_user_object_uid",
        "applikation_id",
        "created_at",
        "created_by",
        "deleted_at",
        "deleted_by",
        "org_uid",
        "stackHeaders",
        "uid",
        "updated_at",
        "updated_by",
        "urlPath",
    }
)
"""The keys of most resources that only the server, or the client that exported them, writes."""


def is_document(value: object) -> TypeGuard[Document]:
    """Return whether a JSON value is an object."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Return whether a JSON value is a list."""
    return isinstance(value, list)


def get_document(document: Document, key: str) -> Document:
    """Return the object under a key; empty if there is none."""
    value = document.get(key)
    return value if is_document(value) else {}


def get_list(document: Document, key: str) -> Sequence[object]:
    """Return the list under a key; empty if there is none."""
    value = document.get(key)
    return value if is_list(value) else []


def get_documents(document: Document, key: str) -> list[Document]:
    """Return the objects in the list under a key."""
    return [item for item in get_list(document, key) if is_document(item)]


def get_text(document: Document, key: str) -> str:
    """Return the string under a key; empty if there is none."""
    value = document.get(key)
    return value if isinstance(value, str) else ""


def get_texts(document: Document, key: str) -> list[str]:
    """Return the strings under a key: those in a list, or one alone."""
    value = document.get(key)
    if isinstance(value, str):
        return [value] if value else []
    return [item for item in get_list(document, key) if isinstance(item, str)]


def omit(document: Document, keys: Container[str]) -> dict[str, object]:
    """Return an object without some keys."""
    return {key: value for key, value in document.items() if key not in keys}


def read_uid(value: object) -> str:
    """Return a uid that is given alone or as the `uid` of a whole resource; empty if there is none."""
    if is_document(value):
        return get_text(value, "uid")
    return value if isinstance(value, str) else ""
