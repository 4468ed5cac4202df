"""Where the API keeps what a declaration of a field names. One table, used to read and to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import fields as kinds
from .fields import Choice, Field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _keep(value: Any) -> Any:
    return value


def _negate(value: Any) -> bool:
    return not value


def _list(value: Any) -> Any:
    return list(value)


def _read_texts(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _read_choices(value: Any) -> Any:
    return [Choice(each["value"], each.get("key")) for each in value.get("choices") or () if "value" in each]


def _write_choices(choices: tuple[Choice, ...]) -> Any:
    has_labels = any(each.label is not None for each in choices)
    return {"advanced": has_labels, "choices": [_write_choice(each, has_labels=has_labels) for each in choices]}


def _write_choice(choice: Choice, *, has_labels: bool) -> Any:
    if not has_labels:
        return {"value": choice.value}
    return {"key": str(choice.value) if choice.label is None else choice.label, "value": choice.value}


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an attribute is in the JSON of a field.

    Attributes:
        attribute: Name of the attribute.
        key: The key.
        is_metadata: Whether the key is one of `field_metadata`.
        read: Makes the attribute of the value in JSON.
        write: Makes the value in JSON of the attribute.
    """

    attribute: str
    key: str
    is_metadata: bool = False
    read: Callable[[Any], Any] = _keep
    write: Callable[[Any], Any] = _keep


COMMON = (
    Slot("name", "display_name"),
    Slot("help", "description", is_metadata=True),
    Slot("required", "mandatory", read=bool),
    Slot("unique", "unique", read=bool),
    Slot("multiple", "multiple", read=bool),
    Slot("localizable", "non_localizable", read=_negate, write=_negate),
    Slot("min_instances", "min_instance"),
    Slot("max_instances", "max_instance"),
)
_DEFAULT = Slot("default", "default_value", is_metadata=True)
_BOUNDS = (Slot("min", "min"), Slot("max", "max"))
_TEXT = (
    Slot("pattern", "format"),
    Slot("multiline", "multiline", is_metadata=True, read=bool),
    *_BOUNDS,
    _DEFAULT,
)
_EMBEDS = Slot("embeds", "reference_to", read=_read_texts, write=_list)
_EDITOR = Slot("editor", "rich_text_type", is_metadata=True)

OWN: Mapping[type[Field], tuple[Slot, ...]] = {
    kinds.Text: _TEXT,
    kinds.Html: (*_TEXT, _EMBEDS, _EDITOR),
    kinds.Markdown: _TEXT,
    kinds.Select: (
        Slot("display", "display_type"),
        Slot("choices", "enum", read=_read_choices, write=_write_choices),
        _DEFAULT,
    ),
    kinds.Number: (*_BOUNDS, _DEFAULT),
    kinds.Boolean: (_DEFAULT,),
    kinds.Date: (
        Slot("time", "hide_time", is_metadata=True, read=_negate, write=_negate),
        Slot("earliest", "startDate"),
        Slot("latest", "endDate"),
        _DEFAULT,
    ),
    kinds.File: (
        Slot("images_only", "image", is_metadata=True, read=bool),
        Slot("extensions", "extensions", write=_list),
        Slot("min_size", "min"),
        Slot("max_size", "max"),
        Slot("dimension", "dimension"),
    ),
    kinds.Link: (_DEFAULT,),
    kinds.Reference: (Slot("to", "reference_to", read=_read_texts, write=_list),),
    kinds.Group: (),
    kinds.Embed: (Slot("global_field", "reference_to"),),
    kinds.Blocks: (),
    kinds.RichText: (_EMBEDS, _EDITOR),
    kinds.Taxonomies: (),
    kinds.Custom: (Slot("kind", "data_type"), Slot("extension", "extension_uid"), Slot("config", "config", read=dict)),
    kinds.Other: (Slot("kind", "data_type"),),
}
"""The attributes of each kind that are plain values. Schemas, blocks and taxonomies are read and written by code."""

MARKS: Mapping[type[Field], Mapping[str, Any]] = {
    kinds.Html: {"allow_rich_text": True},
    kinds.Markdown: {"markdown": True},
    kinds.RichText: {"allow_json_rte": True},
}
"""What `field_metadata` says if a field is of this kind and not of another with the same `data_type`."""

EDITOR_VERSION = 3
"""Version of the editor of texts that the API writes today."""

VERSIONED = (kinds.Text, kinds.Select, kinds.RichText)
"""Kinds whose `field_metadata` has a version."""

STANDARD = frozenset({"title", "url"})
"""Fields that the API marks as its own."""

SERVER_KEYS = frozenset({"indexed", "inbuilt_model", "isDelete", "isEdit"})
"""Keys of a field that only the server writes."""
