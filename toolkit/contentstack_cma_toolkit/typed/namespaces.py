"""Find the classes that were generated together with a class."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

CONTENT_TYPES = "CONTENT_TYPES"
GLOBAL_FIELDS = "GLOBAL_FIELDS"
"""Constants of a generated module, or of its package: names of classes by uid."""


def find_class(neighbor: type, constant: str, uid: str) -> type[Any] | None:
    """Return the class of a content type or global field that was generated together with another class.

    Args:
        neighbor: The other class, or one that people derived from it.
        constant: Which kind of class: `CONTENT_TYPES` or `GLOBAL_FIELDS`.
        uid: Uid of the content type or global field.
    """
    for base in neighbor.__mro__:
        module = _find_namespace(base.__module__, constant)
        if module is not None:
            names: Mapping[str, str] = getattr(module, constant)
            return cast("type[Any]", getattr(module, names[uid])) if uid in names else None
    return None


def find_nested(owner: type, field_uid: str, block_uid: str | None = None) -> type[Any] | None:
    """Return the class of a group, or of a block, that is nested in the class of its content type."""
    for base in owner.__mro__:
        for nested in vars(base).values():
            if isinstance(nested, type) and _get_place(nested) == (field_uid, block_uid):
                return nested
    return None


def _get_place(nested: type) -> tuple[object, object]:
    return vars(nested).get("field_uid"), vars(nested).get("block_uid")


def _find_namespace(name: str, constant: str) -> ModuleType | None:
    """Return the module with the constant: that of the class, or the package around it."""
    for each in (name, name.rpartition(".")[0]):
        module = sys.modules.get(each)
        if module is not None and constant in vars(module):
            return module
    return None


__all__ = ["CONTENT_TYPES", "GLOBAL_FIELDS", "find_class", "find_nested"]
