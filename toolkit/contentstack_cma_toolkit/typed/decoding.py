"""Decode the values of fields. A value that does not fit its field is returned unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from contentstack_cma.models import Asset, Entry
from contentstack_cma.types import parse_datetime
from contentstack_cma_toolkit import model

from .namespaces import CONTENT_TYPES, GLOBAL_FIELDS, find_class, find_nested
from .values import Link, Ref, Term

if TYPE_CHECKING:
    from contentstack_cma_toolkit.model import Block, Blocks, Custom, Embed, Field, Group, Reference

Decode = Callable[[Any], Any]


def make_decoder(field: Field, owner: type) -> Decode | None:
    """Return the function that decodes the value of a field; None if the value stays as it is.

    Args:
        field: The field.
        owner: The class that has it. The classes of groups and blocks are nested in it.
    """
    make = _MAKERS.get(type(field))
    decode = None if make is None else make(field, owner)
    if decode is None:
        return None
    return partial(_decode_list if field.always_list else _decode_value, decode)


def _decode_value(decode: Decode, value: Any) -> Any:
    if isinstance(value, list):
        return [decode(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return None if value is None else decode(value)


def _decode_list(decode: Decode, value: Any) -> Any:
    """Decode a value that is always a list; none at all is an empty one."""
    return [] if value is None else _decode_value(decode, value)


def _decode_object(from_dict: Decode, value: Any) -> Any:
    return from_dict(value) if isinstance(value, dict) else value


def _decode_date(value: Any) -> Any:
    try:
        return parse_datetime(value)
    except (OverflowError, TypeError, ValueError):
        return value


def _decode_rich_text(value: Any) -> Any:
    from contentstack_cma_toolkit.rich_text import from_json

    try:
        return from_json(value)
    except ValueError:
        return value


def _make_class_decoder(found: Any) -> Decode | None:
    return None if found is None else partial(_decode_object, found.from_dict)


def _make_reference_decoder(field: Reference, owner: type) -> Decode:
    only = field.to[0] if len(field.to) == 1 else None

    def decode(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        source = cast("dict[str, Any]", value)
        if source.keys() <= {"uid", "_content_type_uid"}:
            return Ref[Any].from_dict(source)
        found = find_class(owner, CONTENT_TYPES, source.get("_content_type_uid") or only or "")
        return (found or Entry).from_dict(source)

    return decode


def _make_blocks_decoder(field: Blocks, owner: type) -> Decode:
    classes = {block.uid: _find_block_class(field, block, owner) for block in field.blocks}

    def decode(value: Any) -> Any:
        """Decode an instance: an object whose only key is the uid of its block."""
        if not isinstance(value, dict):
            return value
        source = cast("dict[str, Any]", value)
        uid, inner = next(iter(source.items()), ("", None))
        found: Any = classes.get(uid)
        if len(source) != 1 or found is None or not isinstance(inner, dict):
            return source
        return found.from_dict(inner)

    return decode


def _find_block_class(field: Blocks, block: Block, owner: type) -> type[Any] | None:
    return find_nested(owner, field.uid, block.uid)


def _make_custom_decoder(field: Custom, _owner: type) -> Decode | None:
    return _decode_date if field.kind == "isodate" else None


def _make_group_decoder(field: Group, owner: type) -> Decode | None:
    return _make_class_decoder(find_nested(owner, field.uid))


def _make_embed_decoder(field: Embed, owner: type) -> Decode | None:
    return _make_class_decoder(find_class(owner, GLOBAL_FIELDS, field.global_field))


def _always(decode: Decode) -> Callable[[Any, type], Decode]:
    """Return what makes the same decoder for each field of a kind."""
    return lambda _field, _owner: decode


_MAKERS: Mapping[type[Field], Callable[[Any, type], Decode | None]] = {
    model.Date: _always(_decode_date),
    model.Custom: _make_custom_decoder,
    model.File: _always(partial(_decode_object, Asset.from_dict)),
    model.Link: _always(partial(_decode_object, Link.from_dict)),
    model.Taxonomies: _always(partial(_decode_object, Term.from_dict)),
    model.RichText: _always(_decode_rich_text),
    model.Reference: _make_reference_decoder,
    model.Group: _make_group_decoder,
    model.Embed: _make_embed_decoder,
    model.Blocks: _make_blocks_decoder,
}
"""What decodes a single value, by kind of field. Values of other kinds stay as they are."""

__all__ = ["Decode", "make_decoder"]
