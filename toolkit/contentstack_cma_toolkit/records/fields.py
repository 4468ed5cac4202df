"""The fields of a content type, as far as rows need to know them. No I/O."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, cast

Kind = Literal["text", "number", "boolean", "date", "file", "reference", "taxonomy", "group", "blocks", "json"]
"""What is in a cell. JSON is what has no better form: rich text, custom fields, fields of unknown kinds."""

SYSTEM_FIELDS = (
    "uid",
    "locale",
    "_version",
    "ACL",
    "_asset_scan_status",
    "_branch",
    "_content_type_uid",
    "_in_progress",
    "_workflow",
    "created_at",
    "created_by",
    "publish_details",
    "updated_at",
    "updated_by",
)
"""System fields that a row can have. All but the uid and the locale are only read."""

_KINDS: Mapping[str, Kind] = {
    "text": "text",
    "number": "number",
    "boolean": "boolean",
    "isodate": "date",
    "file": "file",
    "reference": "reference",
    "taxonomy": "taxonomy",
    "group": "group",
    "global_field": "group",
    "link": "group",
    "blocks": "blocks",
}
_SCALARS = frozenset({"text", "number", "boolean", "date"})
_ALWAYS_LISTS = frozenset({"reference", "taxonomy", "blocks"})


@dataclass(frozen=True)
class Field:
    """A field.

    Attributes:
        kind: What is in a cell of it.
        is_list: Whether its value is a list of such values.
        is_required: Whether an entry cannot be created without it.
        choices: The values of a select; empty if every value is allowed.
        targets: Content types that a reference may be to; empty if unknown.
        has_bare_uids: Whether references are uids without a content type, as in old content types.
        has_time: Whether a date has a time.
        fields: The fields of a group; the blocks of modular blocks.
    """

    kind: Kind
    is_list: bool = False
    is_required: bool = False
    choices: tuple[str | float, ...] = ()
    targets: tuple[str, ...] = ()
    has_bare_uids: bool = False
    has_time: bool = True
    fields: Mapping[str, "Field"] = field(default_factory=dict[str, "Field"])

    @cached_property
    def item(self) -> "Field":
        """The field without its list."""
        return replace(self, is_list=False)

    @property
    def has_fields(self) -> bool:
        """Whether its values are objects with fields of their own."""
        return self.kind in {"group", "blocks"}


_TEXT = Field("text")
_LINK = {"title": _TEXT, "href": _TEXT}
_METADATA = Field("group", fields={"uid": _TEXT})
ANY = Field("json")
"""A field that can be any JSON."""


def read_content_type(content_type: Mapping[str, Any]) -> Field:
    """Return the fields of a content type.

    Args:
        content_type: The content type, or its dict, with its schema.

    Raises:
        TypeError: It is no content type with a schema.
    """
    found: object = content_type.get("schema") if isinstance(cast("object", content_type), Mapping) else None
    if not isinstance(found, Sequence) or isinstance(found, str):
        kind = type(content_type).__name__
        raise TypeError(
            f"content_type must be a content type with a schema, as content_types.get() returns, not {kind}"
        )
    fields = _read_fields(cast("Sequence[Mapping[str, Any]]", found))
    return Field("group", fields={**fields, "tags": fields.get("tags", Field("text", is_list=True))})


def list_required(content_type: Field) -> list[str]:
    """Return the fields without which an entry cannot be created."""
    return [name for name, each in content_type.fields.items() if each.is_required]


def _read_fields(schema: Iterable[Mapping[str, Any]]) -> dict[str, Field]:
    return {each["uid"]: _read_field(each) for each in schema if isinstance(each.get("uid"), str)}


def _read_field(found: Mapping[str, Any]) -> Field:
    kind = _choose_kind(found)
    if kind == "json":
        return Field(kind, is_required=_is_required(found))
    metadata: Mapping[str, Any] = found.get("field_metadata") or {}
    return Field(
        kind,
        is_list=bool(found.get("multiple")) or kind in _ALWAYS_LISTS,
        is_required=_is_required(found),
        choices=_read_choices(found),
        targets=_read_targets(found.get("reference_to")) if kind == "reference" else (),
        has_bare_uids=kind == "reference" and isinstance(found.get("reference_to"), str),
        has_time=not metadata.get("hide_time"),
        fields=_read_inner(kind, found),
    )


def _choose_kind(found: Mapping[str, Any]) -> Kind:
    """Return the kind of a field. Only its custom field knows the form of a value that is no scalar."""
    data_type = str(found.get("data_type"))
    kind = _KINDS.get(data_type, "json")
    if found.get("extension_uid"):
        return kind if kind in _SCALARS else "json"
    has_schema = data_type == "link" or "schema" in found or kind != "group"
    return kind if has_schema else "json"


def _read_inner(kind: Kind, found: Mapping[str, Any]) -> dict[str, Field]:
    if kind == "blocks":
        blocks = cast("list[Mapping[str, Any]]", found.get("blocks") or [])
        return {block["uid"]: _read_block(block) for block in blocks}
    if found.get("data_type") == "link":
        return dict(_LINK)
    inner = _read_fields(found.get("schema") or ()) if kind == "group" else {}
    return {**inner, "_metadata": _METADATA} if found.get("multiple") and kind == "group" else inner


def _read_block(block: Mapping[str, Any]) -> Field:
    fields = _read_fields(cast("list[Mapping[str, Any]]", block.get("schema") or []))
    return Field("group", fields={**fields, "_metadata": _METADATA})


def _read_choices(found: Mapping[str, Any]) -> tuple[str | float, ...]:
    enum: Mapping[str, Any] = found.get("enum") or {}
    choices = cast("list[Mapping[str, Any]]", enum.get("choices") or [])
    return tuple(choice["value"] for choice in choices if "value" in choice)


def _read_targets(targets: object) -> tuple[str, ...]:
    if isinstance(targets, str):
        return (targets,)
    return tuple(cast("list[str]", targets)) if isinstance(targets, list) else ()


def _is_required(found: Mapping[str, Any]) -> bool:
    """Return whether an entry cannot be created without a field: it is mandatory and has no default."""
    metadata: Mapping[str, Any] = found.get("field_metadata") or {}
    has_default = metadata.get("default_value") not in (None, "", {}, [])
    is_filled = found["uid"] == "url" or found.get("data_type") == "boolean" or has_default
    return bool(found.get("mandatory")) and not is_filled
