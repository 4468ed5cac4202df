"""Read the items of runs over entries: their fields, uid and key. No I/O."""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from contentstack_cma_client import models
from contentstack_cma_client.writable import SYSTEM_KEYS

from ..bodies import suggest
from .references import ReferenceKey

_IN_EVERY_ENTRY = frozenset({"tags", "title", "url"})


class EntryItem(NamedTuple):
    """What an item says: the uid of its entry, if it has one, and the fields."""

    uid: str | None
    fields: Mapping[str, Any]
    locale: str | None = None


def read_new(item: object, content_type: models.ContentType) -> EntryItem:
    """Read an item that may not exist yet: a mapping with the fields, or an `Entry` to copy.

    Raises:
        TypeError: It is neither.
        ValueError: The content type lacks a field, or does not say in which form a value of the `Entry` is written.
    """
    if not isinstance(item, Mapping):
        raise TypeError(f"an item must be a mapping of fields or an Entry, not {type(item).__name__}")
    return EntryItem(None, _to_fields(cast("Mapping[str, Any]", item), content_type))


def _to_fields(item: Mapping[str, Any], content_type: models.ContentType) -> Mapping[str, Any]:
    if isinstance(item, models.Entry):
        return item.writable(content_type)
    _check_fields(item, content_type)
    return item


def _check_fields(fields: Mapping[str, Any], content_type: models.ContentType) -> None:
    """Check that the content type has all fields. The API ignores unknown ones, which loses misspelt fields.

    Raises:
        ValueError: It does not have one.
    """
    known = {field["uid"] for field in _list_fields(content_type)}
    for name in fields:
        if known and _is_content(name) and name not in known | _IN_EVERY_ENTRY:
            raise ValueError(f"the content type {content_type.uid!r} has no field {name!r}{suggest(name, known)}")


def read_existing(item: object, content_type: models.ContentType) -> EntryItem:
    """Read an item that exists: an `Entry`, a mapping with `uid` and fields, or a pair of uid and fields.

    Raises:
        TypeError: It is none of these.
        ValueError: It has no uid, the content type lacks a field, or does not say in which form a value is written.
    """
    kind = type(item).__name__
    if isinstance(item, models.Entry):
        return EntryItem(item.uid, _to_fields(item, content_type), item.locale)
    if isinstance(item, tuple):
        pair = cast("tuple[object, ...]", item)
        if len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], Mapping):  # noqa: PLR2004 - a pair
            return EntryItem(_check_uid(pair[0]), _to_fields(cast("Mapping[str, Any]", pair[1]), content_type))
    elif isinstance(item, Mapping):
        fields = cast("Mapping[str, Any]", item)
        rest = {name: value for name, value in fields.items() if name != "uid"}
        return EntryItem(_check_uid(fields.get("uid")), _to_fields(rest, content_type))
    raise TypeError(f"an item must be an Entry, a mapping with uid and fields, or a pair (uid, fields), not {kind}")


def read_uid(item: object) -> EntryItem:
    """Read an item of which only the uid matters: a uid, an `Entry` or a mapping with `uid`.

    Raises:
        TypeError: It is none of these.
        ValueError: The uid is missing.
    """
    if isinstance(item, str):
        return EntryItem(_check_uid(item), {})
    if isinstance(item, Mapping):
        return EntryItem(_check_uid(cast("Mapping[str, Any]", item).get("uid")), {})
    raise TypeError(f"an item must be a uid, an Entry or a mapping with uid, not {type(item).__name__}")


def _check_uid(uid: object) -> str:
    if not isinstance(uid, str) or not uid.strip():
        raise ValueError(f"the item has no uid: {uid!r}" if uid is not None else "the item has no uid")
    return uid


def read_key(fields: Mapping[str, Any], key: str) -> ReferenceKey:
    """Return the value of the key field.

    Raises:
        ValueError: It is missing, or cannot be a key.
    """
    value = fields.get(key)
    if value is None or value == "":
        raise ValueError(f"the key field {key!r} is missing or empty")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError(f"the key field {key!r} must be a string or an integer, not {value!r}")
    return value


def check_key_field(content_type: models.ContentType, key: str) -> None:
    """Check that a field can identify entries.

    Raises:
        ValueError: The content type has no such field, or it is not unique.
    """
    fields = {field["uid"]: field for field in _list_fields(content_type)}
    field = fields.get(key)
    if field is None:
        raise ValueError(
            f"the content type {content_type.uid!r} has no field {key!r} that could be the key: it has "
            f"{', '.join(sorted(fields))}"
        )
    if not field.get("unique") or field.get("multiple"):
        raise ValueError(
            f"the field {key!r} of the content type {content_type.uid!r} is not unique, so it cannot be the key: set "
            "unique to True in the content type, or choose another field"
        )


def list_required(content_type: models.ContentType) -> list[str]:
    """Return the fields without which an entry of this content type cannot be created."""
    return [field["uid"] for field in _list_fields(content_type) if field.get("mandatory") and not _has_default(field)]


def _list_fields(content_type: models.ContentType) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = content_type.to_dict().get("schema") or []
    return [field for field in fields if "uid" in field]


def _has_default(field: Mapping[str, Any]) -> bool:
    metadata: dict[str, Any] = field.get("field_metadata") or {}
    default = metadata.get("default_value")
    return field["uid"] == "url" or field.get("data_type") == "boolean" or default not in (None, "", {}, [])


def clear_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to write to clear fields: an update leaves fields that it does not name as they are."""
    return {name: [] if isinstance(value, list) else None for name, value in fields.items() if _is_content(name)}


def _is_content(name: str) -> bool:
    return name not in SYSTEM_KEYS and not name.startswith("_")


def to_key(value: object) -> str:
    """Return the text of a key that was read. JSON has one type for all numbers."""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)
