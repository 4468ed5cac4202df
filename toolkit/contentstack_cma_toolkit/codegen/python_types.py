"""The content of `models.py`: a class per content type and global field. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contentstack_cma_toolkit.model import Blocks, check_model, walk_fields
from contentstack_cma_toolkit.model.names import name_classes

from .classes import write_content_type, write_global_field
from .constants import write_constants
from .header import write_header
from .layout import write_imports
from .scopes import Module
from .taken_names import CLASS_NAMES, MODULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contentstack_cma_toolkit.model import GlobalField, Model


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
        *(write_content_type(each, module) for each in sorted(model.content_types, key=lambda each: each.uid)),
    ]
    constants = write_constants(model)
    if constants:
        module.note("Final")
    return "\n\n\n".join([_write_start(model, module, has_classes=bool(classes)), *constants, *classes]) + "\n"


def make_module(model: Model) -> Module:
    """Return a module in which all classes of a model have a name."""
    types, shared = [each.uid for each in model.content_types], [each.uid for each in model.global_fields]
    return Module(model, name_classes(types, shared, CLASS_NAMES))


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
    for uid in list_bases(declared):
        _add(by_uid[uid], by_uid, found)
    found[declared.uid] = declared


def list_bases(declared: GlobalField) -> Iterator[str]:
    """Iterate over the uids of the global fields that are blocks in a global field."""
    for _, field in walk_fields(declared.fields):
        for block in field.blocks if isinstance(field, Blocks) else ():
            if block.global_field is not None:
                yield block.global_field


def _write_start(model: Model, module: Module, *, has_classes: bool) -> str:
    imports: dict[str, list[str]] = {}
    for name in module.used & MODULES.keys():
        imports.setdefault(MODULES[name], []).append(name)
    if has_classes:
        imports["contentstack_cma_toolkit"] = ["model as _model"]
    return write_header(model) + write_import_blocks(imports)


def write_import_blocks(imports: Mapping[str, Sequence[str]]) -> str:
    """Return imports: those of the standard library first."""
    own = {module: names for module, names in imports.items() if module.startswith("contentstack_cma")}
    standard = {module: names for module, names in imports.items() if module not in own}
    return "\n\n".join(write_imports(part) for part in (standard, own) if part)
