"""Convert entries from the form in which they are read to the form in which they are written. Pure functions.

The API returns whole assets and included entries, but accepts only references to them. Which values these are, only the
content type says: a custom field may contain any JSON.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

SYSTEM_KEYS = frozenset(
    {
        "ACL",
        "_asset_scan_status",
        "_branch",
        "_content_type_uid",
        "_embedded_items",
        "_in_progress",
        "_rules",
        "_variant",
        "_version",
        "_workflow",
        "app_user_object_uid",
        "content_type_uid",
        "created_at",
        "created_by",
        "deleted_at",
        "locale",
        "publish_details",
        "stackHeaders",
        "uid",
        "updated_at",
        "updated_by",
        "urlPath",
    }
)
"""System fields of an entry."""

_REFERENCE_KEYS = ("uid", "_content_type_uid")
_TERM_KEYS = ("taxonomy_uid", "term_uid")
_TAXONOMIES = "taxonomies"
"""The uid of the taxonomy field. No other field may have it."""

_ADVICE = (
    "pass the content type, as in entry.writable(content_type). Read it with include_global_field_schema=True if it "
    "has global fields"
)

Object = Mapping[str, Any]


class AmbiguousValueError(ValueError):
    """A value may be in the form in which it is read or in that in which it is written."""


def make_writable(values: Object, content_type: Object | Sequence[Object] | None) -> dict[str, Any]:
    """Return the fields of an entry in the form in which they are written.

    Raises:
        TypeError: `content_type` is neither a content type nor a schema.
        AmbiguousValueError: The form of a value is unclear.
    """
    own = {name: value for name, value in values.items() if name not in SYSTEM_KEYS}
    if content_type is None:
        taxonomies = {_TAXONOMIES: {"uid": _TAXONOMIES, "data_type": "taxonomy"}}
        return _convert_fields(own, taxonomies, "")
    return _convert_fields(own, _index_fields(_get_schema(content_type)), "")


def _get_schema(content_type: Object | Sequence[Object]) -> Sequence[Object]:
    schema: object = content_type.get("schema") if isinstance(content_type, Mapping) else content_type
    if not isinstance(schema, Sequence) or isinstance(schema, str):
        kind = type(content_type).__name__
        raise TypeError(f"content_type must be a content type with a schema, or a schema, not {kind} without one")
    return cast("Sequence[Object]", schema)


def _index_fields(schema: Sequence[Object]) -> dict[str, Object]:
    return {field["uid"]: field for field in schema}


def _convert_fields(values: Object, fields: Mapping[str, Object], path: str) -> dict[str, Any]:
    return {name: _convert_value(value, fields.get(name), path + name) for name, value in values.items()}


def _convert_value(value: Any, field: Object | None, path: str) -> Any:
    if field is None:
        _check_form(value, path)
        return value
    convert = None if field.get("extension_uid") else _CONVERSIONS.get(field.get("data_type"))
    if convert is None:
        return value
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [_convert_item(convert, item, field, f"{path}[{index}]") for index, item in enumerate(items)]
    return _convert_item(convert, value, field, path)


def _convert_item(convert: "_Conversion", value: object, field: Object, path: str) -> Any:
    return convert(cast("Object", value), field, path) if isinstance(value, Mapping) else value


def _convert_asset(value: Object, _field: Object, path: str) -> Any:
    if isinstance(value.get("uid"), str):
        return value["uid"]
    raise AmbiguousValueError(f"{path} is an asset without uid: set it to the uid of an asset")


def _convert_reference(value: Object, field: Object, path: str) -> Any:
    target = value.get("_content_type_uid") or _find_only_target(field)
    if isinstance(value.get("uid"), str) and target:
        return {"uid": value["uid"], "_content_type_uid": target}
    raise AmbiguousValueError(
        f"{path} is a reference without {_name_missing(value)}: set it to {{'uid': …, '_content_type_uid': …}}"
    )


def _find_only_target(field: Object) -> str | None:
    """Return the content type that a field refers to if it is only one. Old fields name it without a list."""
    targets: object = field.get("reference_to")
    if isinstance(targets, str):
        return targets
    listed = cast("list[str]", targets) if isinstance(targets, list) else []
    return listed[0] if len(listed) == 1 else None


def _name_missing(value: Object) -> str:
    return "_content_type_uid" if isinstance(value.get("uid"), str) else "uid"


def _convert_term(value: Object, _field: Object, _path: str) -> Any:
    return {key: value[key] for key in _TERM_KEYS} if all(key in value for key in _TERM_KEYS) else value


def _convert_group(value: Object, field: Object, path: str) -> Any:
    """Convert a group or global field. Without its schema, as of a global field, the values are only checked."""
    return _convert_fields(value, _index_fields(field.get("schema") or ()), f"{path}.")


def _convert_block(value: Object, field: Object, path: str) -> Any:
    """Convert an instance of modular blocks: an object whose key is the uid of its block."""
    blocks = {block["uid"]: {**block, "data_type": "group"} for block in field.get("blocks") or ()}
    return _convert_fields(value, blocks, f"{path}.")


_Conversion = Callable[[Object, Object, str], Any]
_CONVERSIONS: Mapping[Any, _Conversion] = {
    "blocks": _convert_block,
    "file": _convert_asset,
    "global_field": _convert_group,
    "group": _convert_group,
    "reference": _convert_reference,
    "taxonomy": _convert_term,
}
"""How to convert the objects in a field, by data type. Values of other fields are the same in both forms."""


def _check_form(value: object, path: str) -> None:
    """Check a value of an unknown field, which must be the same in both forms.

    Raises:
        AmbiguousValueError: It looks like a whole asset or an included entry.
    """
    if isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            _check_form(item, f"{path}[{index}]")
    elif isinstance(value, Mapping):
        values = cast("Object", value)
        if kind := _recognize(values.keys()):
            raise AmbiguousValueError(f"{path} looks like {kind}, but a custom field could contain the same: {_ADVICE}")
        for name, inner in values.items():
            _check_form(inner, f"{path}.{name}")


def _recognize(keys: Any) -> str | None:
    """Return what an object with these keys looks like if it is not in the form in which entries are written."""
    if "uid" not in keys:
        return None
    if keys >= {"filename", "url"} or keys >= {"content_type", "file_size"}:
        return "a whole asset"
    if "_content_type_uid" in keys and len(keys) > len(_REFERENCE_KEYS):
        return "an included entry"
    is_entry = "_version" in keys and ("locale" in keys or "created_at" in keys)
    return "an included entry without _content_type_uid" if is_entry else None


__all__ = ["SYSTEM_KEYS", "AmbiguousValueError", "make_writable"]
