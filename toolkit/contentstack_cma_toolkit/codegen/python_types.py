"""The content of `models.py`: a class per content type and global field. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import Blocks, check_model, walk_fields

from .classes import write_content_type, write_global_field
from .constants import write_constants
from .header import write_header
from .modules import make_module, write_module_imports, write_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contentstack_cma_toolkit.model import ContentType, GlobalField, Model


def write_types(model: Model) -> str:
    """Return a module with types for the entries of a stack, and its uids as constants.

    The same model gives the same text, whatever the order of its parts.

    Args:
        model: The content model.

    Raises:
        ModelError: The parts of the model do not fit together.
    """
    check_model(model)
    module = make_module(model)
    classes = [
        *(write_global_field(each, module) for each in sort_global_fields(model)),
        *(write_content_type(each, module) for each in sort_content_types(model)),
    ]
    constants = write_constants(model)
    module.used |= {"Mapping", "Final"} if constants else {"Mapping"}
    start = f"{write_header(model)}{write_module_imports(module, {})}\n\n{write_tables(module.names)}"
    return "\n\n\n".join([start, *constants.values(), *classes]) + "\n"


def sort_content_types(model: Model) -> list[ContentType]:
    """Return the content types by uid."""
    return sorted(model.content_types, key=lambda each: each.uid)


def sort_global_fields(model: Model) -> list[GlobalField]:
    """Return the global fields by uid, each after those whose classes its blocks derive from."""
    found: dict[str, GlobalField] = {}
    by_uid = {each.uid: each for each in sorted(model.global_fields, key=lambda each: each.uid)}
    for each in by_uid.values():
        _add(each, by_uid, found)
    return list(found.values())


def _add(declared: GlobalField, by_uid: Mapping[str, GlobalField], found: dict[str, GlobalField]) -> None:
    if declared.uid in found:
        return
    for uid in _list_bases(declared):
        _add(by_uid[uid], by_uid, found)
    found[declared.uid] = declared


def _list_bases(declared: GlobalField) -> Iterator[str]:
    """Iterate over the uids of the global fields that are blocks in a global field."""
    for _, field in walk_fields(declared.fields):
        for block in field.blocks if isinstance(field, Blocks) else ():
            if block.global_field is not None:
                yield block.global_field


__all__ = ["sort_content_types", "sort_global_fields", "write_types"]
