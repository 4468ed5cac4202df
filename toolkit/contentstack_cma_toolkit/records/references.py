"""References in rows: to entries by the value of a field, in place of their uid. Pure functions."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeGuard, cast

if TYPE_CHECKING:
    from contentstack_cma.bulk import Reference

_MARK = "$ref"
_DEEPEST = 100
_EXPECTED = '{"$ref": {"content_type": "author", "key": "jane", "field": "slug"}}'
_PARTS = {"content_type", "key", "field"}
_COLUMN = re.compile(r"ref\((?P<content_type>\w+)\.(?P<field>\w+)\)")


class RowError(ValueError):
    """A row, a column or a cell is malformed."""


def read_references(value: object, depth: int = 0) -> object:
    """Return JSON in which each `{"$ref": …}` is replaced by a reference.

    Raises:
        RowError: A reference is malformed, or the JSON is nested too deeply.
    """
    if depth > _DEEPEST:
        raise RowError(f"is nested more than {_DEEPEST} levels deep")
    if isinstance(value, list):
        return [read_references(each, depth + 1) for each in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, object]", value)
    if isinstance(fields.get(_MARK), dict):  # in a JSON schema it is a text
        return _read_reference(fields)
    return {name: read_references(each, depth + 1) for name, each in fields.items()}


def _read_reference(fields: Mapping[str, object]) -> "Reference":
    found = cast("dict[str, Any]", fields[_MARK])
    if len(fields) > 1 or set(found) != _PARTS:
        raise RowError(f"a reference must be {_EXPECTED}, not {str(dict(fields))[:80]}")
    return build_reference(**found)


def build_reference(content_type: str, field: str, key: str | int) -> "Reference":
    """Return a reference to an entry by the value of a field.

    Raises:
        RowError: A value is empty, or has the wrong type.
    """
    from contentstack_cma.bulk import ref

    if not all(isinstance(cast("object", name), str) and name for name in (content_type, field)):
        raise RowError(f"content_type and field of a reference must be texts, not {content_type!r} and {field!r}")
    try:
        return ref(content_type, key=key, field=field)
    except (TypeError, ValueError) as error:
        raise RowError(f"a reference is malformed: {error}") from None


def is_reference(value: object) -> "TypeGuard[Reference]":
    """Return whether a value is a reference by the value of a field."""
    from contentstack_cma.bulk import Reference

    return isinstance(value, Reference)


def parse_target(kind: str) -> tuple[str, str] | None:
    """Return the content type and the field of a column type such as `ref(author.slug)`; None if it is another type."""
    match = _COLUMN.fullmatch(kind)
    return None if match is None else (match["content_type"], match["field"])
