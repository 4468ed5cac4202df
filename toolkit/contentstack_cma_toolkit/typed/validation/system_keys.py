"""The keys of an entry that are no fields of its content type. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from .problems import Problem
from .values import could_be_uid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_TAGS = 50
"""The maximum number of tags of an entry."""

MAX_TAG = 50
"""The maximum number of characters of a tag."""

_SYSTEM_KEYS = frozenset(
    {
        "ACL",
        "content_type_uid",
        "created_at",
        "created_by",
        "deleted_at",
        "locale",
        "publish_details",
        "tags",
        "title",
        "uid",
        "updated_at",
        "updated_by",
    }
)


def is_system_key(key: str, *, is_top: bool) -> bool:
    """Return whether the API itself has a key in entries, as `uid` or `_version`.

    Args:
        key: The key.
        is_top: Whether it is a key of the entry, and not of a group or block.
    """
    return key.startswith("_") or (is_top and key in _SYSTEM_KEYS)


def check_new_entry(values: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong with the title, the uid and the tags of a new entry."""
    return [*_check_title(values.get("title")), *_check_uid(values.get("uid")), *_check_tags(values.get("tags"))]


def check_update(values: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong with the title and the tags in an update, if they are sent."""
    title = _check_title(values["title"]) if "title" in values else ()
    return [*title, *_check_tags(values.get("tags"))]


def _check_title(title: object) -> Iterator[Problem]:
    if title is None or title in ("", []):
        yield Problem("title", "is required")


def _check_uid(uid: object) -> Iterator[Problem]:
    if uid and not could_be_uid(uid):
        yield Problem("uid", "must consist of 1 to 64 letters, digits, hyphens and underscores")


def _check_tags(tags: object) -> Iterator[Problem]:
    if tags is None:
        return
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in cast("list[object]", tags)):
        yield Problem("tags", "must be a list of texts")
        return
    texts = cast("list[str]", tags)
    longest = max(map(len, texts), default=0)
    if len(texts) > MAX_TAGS:
        yield Problem("tags", f"has {len(texts)} tags, but can have at most {MAX_TAGS}")
    elif longest > MAX_TAG:
        yield Problem("tags", f"has a tag of {longest} characters, but tags can have at most {MAX_TAG}")


__all__ = ["check_new_entry", "check_update", "is_system_key"]
