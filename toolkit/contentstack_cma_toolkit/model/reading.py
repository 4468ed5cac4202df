"""Read declarations from what the API returns. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from . import fields as kinds
from .content_types import ContentType, GlobalField
from .errors import ModelError
from .fields import Block, Field, TaxonomyRule
from .slots import COMMON, EDITOR_VERSION, MARKS, OWN, SERVER_KEYS, STANDARD, VERSIONED, Slot
from .texts import shorten

Wire = Mapping[str, Any]

_SCHEMA_SERVER_KEYS = frozenset(
    {
        "DEFAULT_ACL",
        "SYS_ACL",
        "_branch",
        "_branches",
        "_metadata",
        "_version",
        "abilities",
        "created_at",
        "created_by",
        "deleted_at",
        "extension_refs",
        "global_field_refs",
        "inbuilt_class",
        "labels",
        "last_activity",
        "maintain_revisions",
        "non_localizable_fields",
        "referred_content_types",
        "referred_global_fields",
        "tags",
        "updated_at",
        "updated_by",
    }
)
"""Keys of a content type or global field that the server writes."""

_USUAL_OPTIONS: Wire = {"title": "title", "sub_title": [], "publishable": True}
_NOTHING: tuple[object, ...] = (None, "", [], {})

_BY_DATA_TYPE: Mapping[object, type[Field]] = {
    "text": kinds.Text,
    "number": kinds.Number,
    "boolean": kinds.Boolean,
    "isodate": kinds.Date,
    "file": kinds.File,
    "link": kinds.Link,
    "reference": kinds.Reference,
    "group": kinds.Group,
    "global_field": kinds.Embed,
    "blocks": kinds.Blocks,
    "taxonomy": kinds.Taxonomies,
}


def read_content_type(wire: Wire) -> ContentType:
    """Return the declaration of a content type.

    Args:
        wire: The content type as the API returns it, or a model of it as a mapping.

    Raises:
        ModelError: It has no uid or no schema.
    """
    wire = _to_json(wire)
    options = dict(wire.get("options") or {})
    is_page, is_singleton = bool(options.pop("is_page", False)), bool(options.pop("singleton", False))
    pattern, prefix = options.pop("url_pattern", None), options.pop("url_prefix", None)
    return ContentType(
        **_read_schema(wire, "content type", {**wire, "options": options}),
        is_page=is_page,
        is_singleton=is_singleton,
        **({"url_pattern": pattern} if is_page and pattern else {}),
        **({"url_prefix": prefix} if is_page and prefix else {}),
    )


def read_global_field(wire: Wire) -> GlobalField:
    """Return the declaration of a global field.

    Args:
        wire: The global field as the API returns it, or a model of it as a mapping.

    Raises:
        ModelError: It has no uid or no schema.
    """
    wire = _to_json(wire)
    return GlobalField(**_read_schema(wire, "global field", wire))


def _read_schema(wire: Wire, kind: str, source: Wire) -> dict[str, Any]:
    rest = {key: value for key, value in source.items() if key not in _SCHEMA_SERVER_KEYS}
    uid, schema = rest.pop("uid", None), rest.pop("schema", None)
    if not isinstance(uid, str) or not uid:
        raise ModelError(f"a {kind} has no uid: {shorten(wire)}")
    if not isinstance(schema, Sequence) or isinstance(schema, str):
        raise ModelError(f"the {kind} {uid!r} has no schema")
    options: Wire = rest.pop("options", None) or {}
    return {
        "uid": uid,
        "title": rest.pop("title", None) or "",
        "description": rest.pop("description", None) or "",
        "fields": read_fields(cast("Sequence[Wire]", schema), f"{kind} {uid!r}"),
        "field_rules": rest.pop("field_rules", None) or (),
        "options": {key: value for key, value in options.items() if _USUAL_OPTIONS.get(key, rest) != value},
        "extra": rest,
    }


def read_fields(schema: Sequence[Wire], owner: str = "the schema") -> list[Field]:
    """Return the declarations of the fields of a schema.

    Args:
        schema: The fields as the API returns them.
        owner: Whose schema it is, for messages.

    Raises:
        ModelError: A field has no uid.
    """
    return [read_field(each, owner) for each in schema]


def read_field(wire: Wire, owner: str = "the schema") -> Field:
    """Return the declaration of a field.

    Args:
        wire: The field as the API returns it.
        owner: Whose field it is, for messages.

    Raises:
        ModelError: It has no uid, is no object, or a part of it has the wrong form.
    """
    if not isinstance(cast("object", wire), Mapping) or not isinstance(wire.get("uid"), str):
        raise ModelError(f"{owner} has a field without a uid: {shorten(wire)}")
    wire = _to_json(wire)
    try:
        return _read_known(wire, choose_kind(wire), owner)
    except ModelError:
        raise
    except (AttributeError, TypeError, ValueError) as error:
        raise ModelError(f"{owner}, field {wire['uid']!r} has a form that no field has: {shorten(wire)}") from error


def _read_known(wire: Wire, kind: type[Field], owner: str) -> Field:
    found = {key: value for key, value in wire.items() if key not in SERVER_KEYS}
    metadata = dict(_as_object(found.pop("field_metadata", None)))
    values: dict[str, Any] = {"uid": found.pop("uid")}
    values |= _read_parts(kind, found, metadata, f"{owner}, field {values['uid']!r}")
    for slot in (*COMMON, *OWN[kind]):
        _read_slot(slot, metadata if slot.is_metadata else found, values)
    found.pop("data_type", None)
    _drop_usual(kind, values["uid"], metadata)
    return kind(**values, metadata=_without_empty(metadata), extra=_without_empty(found))


def choose_kind(wire: Wire) -> type[Field]:
    """Return the class that declares a field."""
    data_type = wire.get("data_type")
    metadata = _as_object(wire.get("field_metadata"))
    if wire.get("extension_uid"):
        return kinds.Custom
    if data_type in ("text", "number") and isinstance(wire.get("enum"), Mapping):
        return kinds.Select
    if data_type == "text":
        marked = (kind for kind in (kinds.Html, kinds.Markdown) if metadata.get(next(iter(MARKS[kind]))))
        return next(marked, kinds.Text)
    if data_type == "json" and metadata.get("allow_json_rte"):
        return kinds.RichText
    return _BY_DATA_TYPE.get(data_type, kinds.Other)


def _read_slot(slot: Slot, source: dict[str, Any], values: dict[str, Any]) -> None:
    value = source.pop(slot.key, None)
    if slot.attribute not in values and value not in _NOTHING:
        values[slot.attribute] = slot.read(value)


def _read_parts(kind: type[Field], found: dict[str, Any], metadata: dict[str, Any], owner: str) -> dict[str, Any]:
    """Return what is more than a plain value, and remove it from the JSON."""
    if kind is kinds.Reference:
        several = bool(metadata.pop("ref_multiple", False)) or bool(found.pop("multiple", False))
        metadata.pop("ref_multiple_content_types", None)
        return {"multiple": several, "has_bare_uids": isinstance(found.get("reference_to"), str)}
    if kind is kinds.Embed:
        found.pop("schema", None)
    if kind is kinds.Group:
        return {"fields": read_fields(found.pop("schema", None) or (), owner)}
    if kind is kinds.Blocks:
        return {"blocks": [_read_block(each, owner) for each in found.pop("blocks", None) or ()]}
    if kind is kinds.Taxonomies:
        return {"taxonomies": [_read_rule(each) for each in found.pop("taxonomies", None) or ()]}
    if issubclass(kind, kinds.Text):
        message = _as_object(found.pop("error_messages", None)).get("format")
        return {"pattern_message": message} if message else {}
    return {}


def _read_block(wire: Wire, owner: str) -> Block:
    rest = dict(wire)
    uid, target, schema = rest.pop("uid", None), rest.pop("reference_to", None), rest.pop("schema", None)
    if not isinstance(uid, str):
        raise ModelError(f"{owner} has a block without a uid: {shorten(wire)}")
    return Block(
        uid,
        title=rest.pop("title", None) or "",
        fields=[] if target else read_fields(schema or (), f"{owner}, block {uid!r}"),
        global_field=target or None,
        extra=rest,
    )


def _read_rule(wire: Wire) -> TaxonomyRule:
    rest = dict(wire)
    return TaxonomyRule(
        str(rest.pop("taxonomy_uid", "")),
        required=bool(rest.pop("mandatory", False)),
        multiple=rest.pop("multiple", True) is not False,
        localizable=not rest.pop("non_localizable", False),
        max_terms=rest.pop("max_terms", None),
        extra=rest,
    )


def _drop_usual(kind: type[Field], uid: str, metadata: dict[str, Any]) -> None:
    """Remove what writing a declaration adds again."""
    for key in MARKS.get(kind, {}):
        metadata.pop(key, None)
    if issubclass(kind, VERSIONED) and metadata.get("version") == EDITOR_VERSION:
        del metadata["version"]
    if metadata.get("_default") is (uid in STANDARD):
        del metadata["_default"]
    if issubclass(kind, kinds.Html | kinds.RichText):
        metadata.pop("embed_entry", None)


def _without_empty(values: Wire) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in _NOTHING}


def _to_json(wire: Wire) -> Wire:
    """Return a model of the SDK as JSON; other mappings unchanged."""
    convert: Callable[[], Wire] | None = getattr(wire, "to_dict", None)
    return wire if convert is None else convert()


def _as_object(value: object) -> Wire:
    return cast("Wire", value) if isinstance(value, Mapping) else {}


__all__ = ["choose_kind", "read_content_type", "read_field", "read_fields", "read_global_field"]
