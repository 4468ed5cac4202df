"""The declared fields of generated classes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

from .namespaces import GLOBAL_FIELDS, find_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contentstack_cma.types import JsonValue
    from contentstack_cma_toolkit.model import Field, GlobalField


def find_fields(owner: Any) -> Sequence[Field] | None:
    """Return the declared fields of a generated class; None if it is none.

    A content type or global field describes itself; the fields of a group or block are part of the description of the
    class that it is nested in.
    """
    bases: tuple[type[Any], ...] = owner.__mro__
    for base in bases:
        if vars(base).get("content_type_uid") or vars(base).get("global_field_uid"):
            return cast("Sequence[Field]", cast("Any", base).describe().fields)
        if vars(base).get("field_uid"):
            found = _find_nested_fields(base)
            if found is not None:
                return found
    return None


def _find_nested_fields(nested: Any) -> Sequence[Field] | None:
    """Return the fields of a group or block; None for a block that is a global field, which describes itself."""
    from contentstack_cma_toolkit.model import Blocks, Group

    around = _find_owner(nested)
    field = next(each for each in find_fields(around) or () if each.uid == nested.field_uid)
    if isinstance(field, Group):
        return field.fields
    blocks = field.blocks if isinstance(field, Blocks) else ()
    block = next(each for each in blocks if each.uid == nested.block_uid)
    return block.fields if block.global_field is None else None


def _find_owner(nested: type) -> Any:
    owner: Any = sys.modules[nested.__module__]
    for name in nested.__qualname__.split(".")[:-1]:
        owner = getattr(owner, name)
    return owner


def build_write_schema(owner: type) -> list[dict[str, JsonValue]]:
    """Return the fields of a generated class as the API has them, with the fields of its global fields."""
    return [_expand(each, owner) for each in find_fields(owner) or ()]


def list_global_fields(owner: type) -> dict[str, GlobalField]:
    """Return the global fields that a generated class uses, at any depth, by uid."""
    from contentstack_cma_toolkit.model import list_embedded

    found: dict[str, GlobalField] = {}
    pending = [uid for _, uid in list_embedded(find_fields(owner) or ())]
    while pending:
        uid = pending.pop()
        described = find_class(owner, GLOBAL_FIELDS, uid)
        if described is not None and uid not in found:
            found[uid] = described.describe()
            pending += [inner for _, inner in list_embedded(found[uid].fields)]
    return found


def _expand(field: Field, owner: type) -> dict[str, Any]:
    from contentstack_cma_toolkit.model import Blocks, Embed, Group

    wire: dict[str, Any] = field.to_wire()
    if isinstance(field, Group):
        wire["schema"] = [_expand(each, owner) for each in field.fields]
    elif isinstance(field, Embed):
        wire["schema"] = _expand_global_field(field.global_field, owner)
    elif isinstance(field, Blocks):
        for block, declared in zip(wire["blocks"], field.blocks, strict=True):
            uid = declared.global_field
            own = [_expand(each, owner) for each in declared.fields]
            block["schema"] = own if uid is None else _expand_global_field(uid, owner)
    return wire


def _expand_global_field(uid: str, owner: type) -> list[dict[str, Any]]:
    found = find_class(owner, GLOBAL_FIELDS, uid)
    return [] if found is None else build_write_schema(found)


__all__ = ["build_write_schema", "find_fields", "list_global_fields"]
